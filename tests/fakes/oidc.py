"""
A provider of OpenID Connect on loopback: discovery, keys, authorisation, tokens.

It signs with real keys, and misbehaves where it is told to.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

CLIENT_ID = "minori"
CLIENT_SECRET = "the provider's own words / with a slash"

Claims = dict[str, Any]


@dataclass
class Somebody:
    """Who sits at the browser, as the provider knows them."""

    sub: str = "248289761001"
    email: str = "ichiro@example.jp"
    claims: Claims = field(default_factory=lambda: {"email_verified": True})


@dataclass
class FakeOidc:
    """
    :param now: the clock of the tokens, in seconds.
    :param algorithm: RS256 or ES256.
    :param metadata: added to what discovery tells, or in its place; None takes away.
    :param alter: changes the claims of each token before it is signed.
    :param sign: signs in another way than it should.
    """

    now: Callable[[], float]
    algorithm: str = "RS256"
    somebody: Somebody = field(default_factory=Somebody)
    metadata: Claims = field(default_factory=dict)
    alter: Callable[[Claims], None] = lambda claims: None
    sign: Callable[["FakeOidc", Claims], str] | None = None
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.codes: dict[str, Claims] = {}
        self.rotate()

    def __enter__(self) -> "FakeOidc":
        fake = self

        class Handler(_Pages):
            provider = fake

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def rotate(self) -> None:
        """Sign with another key from now on."""
        if self.algorithm == "ES256":
            kid = {"kid": secrets.token_hex(4), "use": "sig"}
            self.key: Key = ECKey.generate_key("P-256", kid)
        else:
            self.key = _rsa()

    def discovery(self) -> Claims:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": [self.algorithm],
            "authorization_response_iss_parameter_supported": True,
        } | self.metadata
        return {name: value for name, value in told.items() if value is not None}

    def authorise(self, url: str) -> str:
        """
        What the browser does there: somebody signs in, and is sent back.

        :returns: the address that they are sent back to.
        """
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def redeem(self, form: dict[str, str], credentials: tuple[str, str]) -> tuple[int, Claims]:
        if credentials != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (asked["code_challenge"], asked["redirect_uri"]) != (challenge, form["redirect_uri"]):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": secrets.token_urlsafe(8),
            "token_type": "Bearer",
            "id_token": self.id_token(asked),
        }

    def id_token(self, asked: Claims) -> str:
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.somebody.sub,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.somebody.email,
            **self.somebody.claims,
        }
        self.alter(claims)
        if self.sign is not None:
            return self.sign(self, claims)
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)


def unsigned(_: FakeOidc, claims: Claims) -> str:
    """`alg` none: RFC 7519, 6, which nobody may take for a proof."""
    return f"{_segment({'alg': 'none'})}.{_segment(claims)}."


def signed_with_the_public_key(fake: FakeOidc, claims: Claims) -> str:
    """HS256 under the bytes of the public key, which everybody has."""
    head = {"alg": "HS256", "kid": fake.key.kid}
    key = fake.key.as_pem(private=False)
    signed = f"{_segment(head)}.{_segment(claims)}"
    return f"{signed}.{_text(hmac.digest(key, signed.encode(), 'sha256'))}"


def signed_with_the_secret(fake: FakeOidc, claims: Claims) -> str:
    """HS256 under the client's secret, which two have."""
    secret = OctKey.import_key(CLIENT_SECRET.encode())
    return jwt.encode({"alg": "HS256", "kid": fake.key.kid}, claims, secret, ["HS256"])


def signed_with_another_key(fake: FakeOidc, claims: Claims) -> str:
    """The right name, the wrong key."""
    other = _rsa()
    return jwt.encode({"alg": "RS256", "kid": fake.key.kid}, claims, other)


def signed_with_an_unknown_key(_: FakeOidc, claims: Claims) -> str:
    """A name that is not among the keys."""
    other = _rsa()
    return jwt.encode({"alg": "RS256", "kid": "nobody's"}, claims, other)


def with_its_own_key_inside(_: FakeOidc, claims: Claims) -> str:
    """The key that verifies it comes along in its head (RFC 8725, 3.10)."""
    other = _rsa()
    head = {"alg": "RS256", "jwk": other.as_dict(private=False)}
    return jwt.encode(head, claims, other)


class _Pages(BaseHTTPRequestHandler):
    provider: FakeOidc

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        if path in self.provider.answers:
            self.say(*self.provider.answers[path])
        elif path == "/.well-known/openid-configuration":
            self.tell(200, self.provider.discovery())
        elif path == "/keys":
            self.tell(200, {"keys": [self.provider.key.as_dict(private=False)]})
        else:
            self.tell(404, {})

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if path in self.provider.answers:
            self.say(*self.provider.answers[path])
            return
        self.tell(*self.provider.redeem(form, self.credentials(form)))

    def credentials(self, form: dict[str, str]) -> tuple[str, str]:
        scheme, _, told = self.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            client, _, secret = base64.b64decode(told).decode().partition(":")
            return unquote(client), unquote(secret)
        return form.get("client_id", ""), form.get("client_secret", "")

    def tell(self, status: int, told: Claims) -> None:
        self.say(status, json.dumps(told).encode())

    def say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status in {301, 302, 307}:
            self.send_header("Location", content.decode())
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """The tests' output is their own."""


def _rsa() -> RSAKey:
    """One of a few keys, as making one takes a while: each time another."""
    return next(_KEYS)


_KEYS = cycle([RSAKey.generate_key(2048, {"kid": f"rsa-{n}", "use": "sig"}) for n in range(3)])


def _segment(told: Claims) -> str:
    return _text(json.dumps(told).encode())


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
