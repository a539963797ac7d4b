"""
OpenID Connect, behind the port `identity.ports.OidcProviders`: Authlib asks, joserfc verifies.

A provider's address comes from whoever administers an organisation, so that what is asked of it is
bounded: https only (outside of development), no redirects, a few seconds, a quarter of a megabyte.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from requests.adapters import HTTPAdapter

from services.core.identity.errors import (
    OidcIssuerRefused,
    OidcProviderUnavailable,
    OidcRefused,
)
from services.core.identity.ports import OidcClaims, OidcClient, OidcFindings, OidcQuestion

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

# Signatures by a key that only the provider has: never "none", and no HS256, whose key would be
# one of ours (RFC 8725, 3.1).
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384")

TIMEOUT_S = 5.0
BYTES_MAX = 256 << 10
CLOCKS_APART_S = 60

# What a provider says of itself changes rarely; its keys may be changed at any time, and are asked
# for anew when one is named that we do not know, but not as often as somebody names one.
METADATA_FOR_S = 3_600.0
KEYS_AGAIN_AFTER_S = 10.0

# A code that no provider has given out: how it is refused shows whether our secret was taken.
NO_CODE = "minori-examines-its-settings"


@dataclass(slots=True)
class _Known:
    """What a provider has told, and when."""

    metadata: Mapping[str, Any]
    metadata_at: float
    keys: KeySet | None = None
    keys_at: float = 0.0


class WebOidcProviders:
    """
    Providers on the web; what they have told is remembered for as long as the process lives.

    :param in_development: whether plain http, and hosts without a name, will do.
    :param clock: seconds that never go back.
    """

    def __init__(
        self, *, in_development: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._in_development = in_development
        self._clock = clock
        self._known: dict[str, _Known] = {}

    def must_be_issuer(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.query or parts.fragment or not self._may_ask(url):
            raise OidcIssuerRefused(pointer="/issuer")

    def question_url(
        self,
        client: OidcClient,
        question: OidcQuestion,
        *,
        redirect_uri: str,
        afresh: bool,
        acr: tuple[str, ...] = (),
    ) -> str:
        endpoint = self._provider(client).metadata["authorization_endpoint"]
        wishes: dict[str, str] = {"acr_values": " ".join(acr)} if acr else {}
        if afresh:
            # `max_age` has the provider tell when it asked; `prompt` has it ask (Core, 3.1.2.1).
            wishes |= {"max_age": "0", "prompt": "login"}
        with _session(client, redirect_uri) as session:
            url, _ = session.create_authorization_url(
                endpoint,
                state=question.state,
                nonce=question.nonce,
                code_verifier=question.verifier,
                **wishes,
            )
        return str(url)

    def claims(
        self,
        client: OidcClient,
        question: OidcQuestion,
        *,
        redirect_uri: str,
        code: str,
        issuer: str | None,
        at: datetime,
    ) -> OidcClaims:
        provider = self._provider(client)
        _must_be_from(client, provider.metadata, issuer)
        tokens = self._redeem(client, provider, redirect_uri, code, question.verifier)
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise OidcRefused
        claims = self._verified(provider, id_token)
        _must_be_for_us(client, claims, nonce=question.nonce, at=at)
        return _told(claims)

    def examine(self, client: OidcClient, *, redirect_uri: str) -> OidcFindings:
        self._known.pop(client.issuer, None)
        provider = self._provider(client)
        keys = self._keys(provider)
        return OidcFindings(
            authorization_endpoint=provider.metadata["authorization_endpoint"],
            token_endpoint=provider.metadata["token_endpoint"],
            keys=len(keys.keys),
            algorithms=_algorithms(provider.metadata),
            knows_us=self._knows_us(client, provider, redirect_uri),
        )

    def _may_ask(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.username is not None or not parts.hostname:
            return False
        if self._in_development:
            return parts.scheme in {"https", "http"}
        return parts.scheme == "https" and _is_name(parts.hostname)

    def _provider(self, client: OidcClient) -> _Known:
        known = self._known.get(client.issuer)
        if known is None or self._clock() - known.metadata_at >= METADATA_FOR_S:
            known = _Known(self._discover(client.issuer), self._clock())
            self._known[client.issuer] = known
        return known

    def _discover(self, issuer: str) -> Mapping[str, Any]:
        """OpenID Connect Discovery 1.0, 4."""
        metadata = self._get(issuer.rstrip("/") + WELL_KNOWN)
        if metadata.get("issuer") != issuer:
            raise OidcProviderUnavailable(reason="other_issuer")
        for name in ENDPOINTS:
            if not isinstance(url := metadata.get(name), str) or not self._may_ask(url):
                raise OidcProviderUnavailable(reason=f"no_{name}")
        if not _algorithms(metadata):
            raise OidcProviderUnavailable(reason="no_algorithm")
        return metadata

    def _keys(self, provider: _Known) -> KeySet:
        if provider.keys is None or self._clock() - provider.keys_at >= METADATA_FOR_S:
            found = self._get(provider.metadata["jwks_uri"])
            try:
                provider.keys = KeySet.import_key_set({"keys": _public(found)})
            except (JoseError, ValueError, TypeError, KeyError):
                raise OidcProviderUnavailable(reason="no_keys") from None
            provider.keys_at = self._clock()
        return provider.keys

    def _verified(self, provider: _Known, id_token: str) -> dict[str, Any]:
        """The token's claims, its signature checked; not yet what they say."""
        algorithms = _algorithms(provider.metadata)
        for is_last in (False, True):
            keys = self._keys(provider)
            try:
                return jwt.decode(id_token, keys, algorithms=algorithms).claims
            except InvalidKeyIdError:
                # Keys were changed, or somebody makes one up: look once more, now and then.
                if is_last or self._clock() - provider.keys_at < KEYS_AGAIN_AFTER_S:
                    raise OidcRefused from None
                provider.keys = None
            except (JoseError, ValueError, TypeError):
                raise OidcRefused from None
        raise AssertionError("the last look returns or raises")

    def _redeem(
        self, client: OidcClient, provider: _Known, redirect_uri: str, code: str, verifier: str
    ) -> Mapping[str, Any]:
        """Give the code for tokens; of these only the ID token is looked at, and none is kept."""
        try:
            with _asking(), _session(client, redirect_uri, provider.metadata) as session:
                tokens: Mapping[str, Any] = session.fetch_token(
                    provider.metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
                return tokens
        except AuthlibBaseError as refusal:
            if refusal.error == "invalid_client":
                raise OidcProviderUnavailable(reason="invalid_client") from None
            raise OidcRefused from None

    def _knows_us(self, client: OidcClient, provider: _Known, redirect_uri: str) -> bool | None:
        try:
            with _asking(), _session(client, redirect_uri, provider.metadata) as session:
                session.fetch_token(
                    provider.metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=NO_CODE,
                    code_verifier="v" * 43,
                    allow_redirects=False,
                )
        except AuthlibBaseError as refusal:
            answers = {"invalid_grant": True, "invalid_client": False}
            return answers.get(str(refusal.error))
        return None

    def _get(self, url: str) -> dict[str, Any]:
        with _asking(), requests.Session() as session:
            _bound(session)
            answer = session.get(url, allow_redirects=False, timeout=TIMEOUT_S)
            if answer.status_code != requests.codes.ok:
                raise OidcProviderUnavailable(reason=f"status_{answer.status_code}")
            found = answer.json()
            if not isinstance(found, dict):
                raise OidcProviderUnavailable(reason="not_json")
            return found


class _Bounded(HTTPAdapter):
    """Reads no more of an answer than anybody's metadata, keys or tokens need."""

    def send(self, *arguments: Any, **options: Any) -> requests.Response:
        answer = super().send(*arguments, **{**options, "stream": True})
        content = b""
        for part in answer.iter_content(16 << 10):
            content += part
            if len(content) > BYTES_MAX:
                answer.close()
                raise requests.exceptions.ContentDecodingError("too long an answer")
        answer._content = content
        return answer


def _bound(session: requests.Session) -> None:
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Bounded())


def _session(
    client: OidcClient, redirect_uri: str, metadata: Mapping[str, Any] | None = None
) -> Any:
    """Authlib's session, as this client of this provider."""
    offered = (metadata or {}).get("token_endpoint_auth_methods_supported", ())
    posts = "client_secret_basic" not in offered and "client_secret_post" in offered
    session = OAuth2Session(
        client.client_id,
        client.client_secret,
        token_endpoint_auth_method="client_secret_post" if posts else "client_secret_basic",
        scope=" ".join(client.scopes),
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_S,
    )
    _bound(session)
    return session


@contextmanager
def _asking() -> Iterator[None]:
    """The network's faults as ours."""
    try:
        yield
    except requests.exceptions.JSONDecodeError:
        raise OidcProviderUnavailable(reason="not_json") from None
    except requests.RequestException as fault:
        raise OidcProviderUnavailable(reason=type(fault).__name__) from None


def _must_be_from(client: OidcClient, metadata: Mapping[str, Any], issuer: str | None) -> None:
    """
    RFC 9207, 2.4: an answer of another provider's is not brought to this one.

    :raises OidcRefused: it is, or it does not say although the provider always does.
    """
    always = metadata.get("authorization_response_iss_parameter_supported") is True
    if issuer != client.issuer and (always or issuer is not None):
        raise OidcRefused


def _must_be_for_us(
    client: OidcClient, claims: dict[str, Any], *, nonce: str, at: datetime
) -> None:
    """
    OpenID Connect Core 1.0, 3.1.3.7.

    :raises OidcRefused: of another issuer, for another client, too old, or no answer to us.
    """
    registry = JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=CLOCKS_APART_S,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(claims)
    except JoseError:
        raise OidcRefused from None
    audience = claims["aud"]
    others = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if others else client.client_id) != client.client_id:
        raise OidcRefused


def _told(claims: Mapping[str, Any]) -> OidcClaims:
    email = claims.get("email") if claims.get("email_verified") is True else None
    amr, acr, asked_at = claims.get("amr"), claims.get("acr"), claims.get("auth_time")
    is_instant = isinstance(asked_at, int) and not isinstance(asked_at, bool)
    return OidcClaims(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=email if isinstance(email, str) else None,
        authenticated_at=_instant(asked_at) if is_instant else None,
        acr=acr if isinstance(acr, str) else None,
        amr=frozenset(one for one in amr if isinstance(one, str))
        if isinstance(amr, list)
        else frozenset(),
    )


def _instant(stamp: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _algorithms(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that the provider signs with and we take."""
    offered = metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    return tuple(one for one in ALGORITHMS if isinstance(offered, list) and one in offered)


def _public(found: Mapping[str, Any]) -> list[Any]:
    """The keys that sign, without those of kinds that we do not know, or that are secrets."""
    return [
        key
        for key in found["keys"]
        if isinstance(key, dict)
        and key.get("kty") in {"RSA", "EC"}
        and key.get("use", "sig") == "sig"
    ]


def _is_name(host: str) -> bool:
    """Whether it is a name that the world knows, and not an address or this machine's own."""
    try:
        ip_address(host)
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith((".localhost", ".local"))
    return False
