"""Asking a real provider on loopback, and believing nothing of it that is not proved."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from services.core.identity.errors import (
    OidcIssuerRefused,
    OidcProviderUnavailable,
    OidcRefused,
)
from services.core.identity.ports import OidcClient, OidcQuestion
from services.core.integrations.oidc import BYTES_MAX, KEYS_AGAIN_AFTER_S, WebOidcProviders
from tests.fakes import oidc as fakes
from tests.fakes.oidc import CLIENT_ID, CLIENT_SECRET, FakeOidc

AT = datetime(2025, 6, 11, 3, 0, tzinfo=UTC)
REDIRECT_URI = "http://localhost:8000/api/v1/sign-in/oidc/callback"
QUESTION = OidcQuestion(state="oidc_1_s", nonce="a nonce", verifier="v" * 43)


class Ticking:
    """A clock that goes on when it is told to."""

    def __init__(self):
        self.seconds = 1_000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture(params=["RS256", "ES256"])
def fake(request):
    with FakeOidc(now=AT.timestamp, algorithm=request.param) as provider:
        yield provider


@pytest.fixture
def rsa():
    with FakeOidc(now=AT.timestamp) as provider:
        yield provider


@pytest.fixture
def web(clock):
    return WebOidcProviders(in_development=True, clock=clock)


def client_of(fake, **other):
    told = {
        "issuer": fake.issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "scopes": ("openid", "email"),
    }
    return OidcClient(**(told | other))


def url_of(web, fake, question=QUESTION, **other):
    told = {"redirect_uri": REDIRECT_URI, "afresh": False} | other
    return web.question_url(client_of(fake), question, **told)


def sign_in(web, fake, question=QUESTION, **other):
    """Go there and back, and give the code for what it stands for."""
    back = {
        name: values[0]
        for name, values in parse_qs(urlsplit(fake.authorise(url_of(web, fake))).query).items()
    }
    told = {
        "redirect_uri": REDIRECT_URI,
        "code": back["code"],
        "issuer": back["iss"],
        "at": AT,
    }
    return web.claims(client_of(fake), question, **(told | other))


class TestQuestionUrl:
    def test_asks_for_a_code_and_hides_the_verifier(self, web, rsa):
        asked = parse_qs(urlsplit(url_of(web, rsa)).query)

        assert asked["response_type"] == ["code"]
        assert asked["state"] == [QUESTION.state]
        assert asked["nonce"] == [QUESTION.nonce]
        assert asked["code_challenge_method"] == ["S256"]
        assert QUESTION.verifier not in url_of(web, rsa)
        assert "max_age" not in asked

    def test_has_a_person_asked_anew_for_a_proof(self, web, rsa):
        asked = parse_qs(urlsplit(url_of(web, rsa, afresh=True, acr=("gold", "silver"))).query)

        assert asked["max_age"] == ["0"]
        assert asked["prompt"] == ["login"]
        assert asked["acr_values"] == ["gold silver"]


class TestClaims:
    def test_tell_who_somebody_is(self, web, fake):
        fake.somebody.claims |= {"amr": ["pwd", "mfa"], "acr": "gold", "auth_time": 1749610000}

        claims = sign_in(web, fake)

        assert (claims.issuer, claims.subject) == (fake.issuer, fake.somebody.sub)
        assert claims.email == fake.somebody.email
        assert claims.amr == {"pwd", "mfa"}
        assert claims.acr == "gold"
        assert claims.authenticated_at == datetime.fromtimestamp(1749610000, UTC)

    def test_take_the_secret_in_the_body_where_that_is_asked_for(self, web, rsa):
        rsa.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}

        assert sign_in(web, rsa).subject == rsa.somebody.sub

    @pytest.mark.parametrize("verified", [False, None, "true", 1])
    def test_name_no_address_that_is_not_verified(self, web, rsa, verified):
        rsa.somebody.claims = {"email_verified": verified}

        assert sign_in(web, rsa).email is None

    def test_go_on_after_the_keys_were_changed(self, web, fake, clock):
        sign_in(web, fake)
        fake.rotate()
        clock.seconds += KEYS_AGAIN_AFTER_S

        assert sign_in(web, fake).subject == fake.somebody.sub

    def test_do_not_ask_for_keys_at_every_name_that_is_made_up(self, web, rsa):
        sign_in(web, rsa)
        rsa.sign = fakes.signed_with_an_unknown_key
        for _ in range(5):
            with pytest.raises(OidcRefused):
                sign_in(web, rsa)

        assert rsa.asked.count("/keys") == 1


WRONG = {
    "nonce": lambda claims: claims.update(nonce="another"),
    "no nonce": lambda claims: claims.pop("nonce"),
    "audience": lambda claims: claims.update(aud="somebody else"),
    "no audience": lambda claims: claims.pop("aud"),
    "several audiences": lambda claims: claims.update(aud=[CLIENT_ID, "other"]),
    "other party": lambda claims: claims.update(aud=[CLIENT_ID, "other"], azp="other"),
    "issuer": lambda claims: claims.update(iss="https://evil.example"),
    "issuer with a slash": lambda claims: claims.update(iss=claims["iss"] + "/"),
    "expired": lambda claims: claims.update(exp=claims["exp"] - 600),
    "never expires": lambda claims: claims.pop("exp"),
    "expiry that is no number": lambda claims: claims.update(exp=float("nan")),
    "of the future": lambda claims: claims.update(iat=claims["iat"] + 600),
    "no subject": lambda claims: claims.pop("sub"),
    "subject that is no text": lambda claims: claims.update(sub=12),
}
FORGED = [
    fakes.unsigned,
    fakes.signed_with_the_public_key,
    fakes.signed_with_the_secret,
    fakes.signed_with_another_key,
    fakes.signed_with_an_unknown_key,
    fakes.with_its_own_key_inside,
]


class TestClaimsRefused:
    @pytest.mark.parametrize("what", WRONG)
    def test_where_the_token_is_wrong(self, web, rsa, what):
        rsa.alter = WRONG[what]

        with pytest.raises(OidcRefused):
            sign_in(web, rsa)

    @pytest.mark.parametrize("forge", FORGED)
    def test_where_the_token_is_forged(self, web, rsa, forge):
        rsa.sign = forge

        with pytest.raises(OidcRefused):
            sign_in(web, rsa)

    @pytest.mark.parametrize("token", ["", "a.b.c", "no token", None, 12])
    def test_where_it_is_no_token(self, web, rsa, token):
        rsa.sign = lambda *_: token

        with pytest.raises(OidcRefused):
            sign_in(web, rsa)

    def test_where_the_code_is_used_again(self, web, rsa):
        back = parse_qs(urlsplit(rsa.authorise(url_of(web, rsa))).query)
        told = {"redirect_uri": REDIRECT_URI, "issuer": rsa.issuer, "at": AT}
        web.claims(client_of(rsa), QUESTION, code=back["code"][0], **told)

        with pytest.raises(OidcRefused):
            web.claims(client_of(rsa), QUESTION, code=back["code"][0], **told)

    def test_where_the_verifier_is_another(self, web, rsa):
        other = OidcQuestion(state=QUESTION.state, nonce=QUESTION.nonce, verifier="w" * 43)

        with pytest.raises(OidcRefused):
            sign_in(web, rsa, other)

    @pytest.mark.parametrize("issuer", ["https://evil.example", None])
    def test_where_the_answer_is_of_another_provider(self, web, rsa, issuer):
        with pytest.raises(OidcRefused):
            sign_in(web, rsa, issuer=issuer)

        assert "/token" not in rsa.asked


class TestProviderUnavailable:
    @pytest.mark.parametrize(
        ("metadata", "reason"),
        [
            ({"issuer": "https://evil.example"}, "other_issuer"),
            ({"jwks_uri": None}, "no_jwks_uri"),
            ({"token_endpoint": "file:///etc/passwd"}, "no_token_endpoint"),
            ({"token_endpoint": "http://me:too@example.jp/token"}, "no_token_endpoint"),
            ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "no_algorithm"),
        ],
    )
    def test_where_its_metadata_does_not_do(self, web, rsa, metadata, reason):
        rsa.metadata = metadata

        assert reason_of(lambda: url_of(web, rsa)) == reason

    def test_where_it_leads_elsewhere(self, web, rsa):
        rsa.answers["/.well-known/openid-configuration"] = (302, b"http://127.0.0.1:9/")

        assert reason_of(lambda: url_of(web, rsa)) == "status_302"

    def test_where_it_talks_without_end(self, web, rsa):
        rsa.answers["/keys"] = (200, b" " * (BYTES_MAX + 1))

        assert reason_of(lambda: sign_in(web, rsa)) == "ContentDecodingError"

    @pytest.mark.parametrize("content", [b"<html>", b"[1]", b'{"keys": 1}', b'{"keys": [1]}'])
    def test_where_it_has_no_keys(self, web, rsa, content):
        rsa.answers["/keys"] = (200, content)

        assert reason_of(lambda: sign_in(web, rsa)) in {"no_keys", "not_json"}

    def test_where_it_does_not_answer(self, web):
        silent = OidcClient("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET, ("openid",))

        with pytest.raises(OidcProviderUnavailable):
            web.question_url(silent, QUESTION, redirect_uri=REDIRECT_URI, afresh=False)

    def test_where_it_does_not_know_us(self, web, rsa):
        back = parse_qs(urlsplit(rsa.authorise(url_of(web, rsa))).query)
        stranger = client_of(rsa, client_secret="wrong")
        told = {"redirect_uri": REDIRECT_URI, "issuer": rsa.issuer, "at": AT}

        asking = lambda: web.claims(stranger, QUESTION, code=back["code"][0], **told)  # noqa: E731
        assert reason_of(asking) == "invalid_client"


class TestExamine:
    def test_tells_what_was_found(self, web, fake):
        found = web.examine(client_of(fake), redirect_uri=REDIRECT_URI)

        assert found.token_endpoint == f"{fake.issuer}/token"
        assert (found.keys, found.algorithms, found.knows_us) == (1, (fake.algorithm,), True)

    def test_tells_that_the_secret_is_wrong(self, web, rsa):
        stranger = client_of(rsa, client_secret="wrong")

        assert web.examine(stranger, redirect_uri=REDIRECT_URI).knows_us is False


class TestIssuers:
    @pytest.mark.parametrize(
        "url",
        [
            "http://login.example.jp",
            "https://127.0.0.1",
            "https://[::1]/realm",
            "https://169.254.169.254/latest",
            "https://localhost",
            "https://printer.local",
            "https://intranet",
            "https://me@login.example.jp",
            "https://login.example.jp/?a=b",
            "https://login.example.jp/#a",
            "file:///etc/passwd",
            "",
        ],
    )
    def test_are_asked_by_name_over_https_only(self, url):
        with pytest.raises(OidcIssuerRefused):
            WebOidcProviders(in_development=False).must_be_issuer(url)

    def test_may_have_a_path(self):
        web = WebOidcProviders(in_development=False)
        assert web.must_be_issuer("https://login.example.jp/realms/mihon") is None


def reason_of(verb):
    with pytest.raises(OidcProviderUnavailable) as told:
        verb()
    return told.value.context["reason"]
