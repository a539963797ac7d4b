"""What signing in needs from outside: an organisation's identity provider."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class OidcClient:
    """How we are known to a provider of OpenID Connect."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OidcQuestion:
    """
    What ties an answer to the question and to the browser that was sent with it.

    :param state: comes back with the browser (RFC 6749, 10.12).
    :param nonce: comes back within the ID token (OpenID Connect Core, 3.1.2.1).
    :param verifier: its digest goes with the browser, itself with the code (RFC 7636).
    """

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OidcClaims:
    """
    What an ID token says of somebody, after all of it was checked.

    :param email: only where the provider says that it has verified the address.
    :param authenticated_at: when they last proved to the provider who they are.
    :param acr: what the provider calls the strength of that.
    :param amr: by what they proved it (RFC 8176).
    """

    issuer: str
    subject: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    authenticated_at: datetime | None = None
    acr: str | None = None
    amr: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OidcFindings:
    """
    What a provider says of itself, and whether it knows us.

    :param knows_us: whether it takes our client id and secret; None where it does not tell.
    """

    authorization_endpoint: str
    token_endpoint: str
    keys: int
    algorithms: tuple[str, ...]
    knows_us: bool | None


class OidcProviders(Protocol):
    """Providers of OpenID Connect, any of them."""

    def question_url(
        self,
        client: OidcClient,
        question: OidcQuestion,
        *,
        redirect_uri: str,
        afresh: bool,
        acr: tuple[str, ...] = (),
    ) -> str:
        """
        Where to send the browser.

        :param afresh: whether the person must prove anew who they are, signed in there or not.
        :param acr: what is wished for, the best first.
        :raises OidcProviderUnavailable: the provider does not say where.
        """
        ...

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
        """
        Give the code for an ID token, and check all of that.

        :param issuer: what the browser brought as `iss` (RFC 9207).
        :raises OidcProviderUnavailable: the provider does not answer.
        :raises OidcRefused: it refuses the code, or its token does not hold.
        """
        ...

    def examine(self, client: OidcClient, *, redirect_uri: str) -> OidcFindings:
        """
        Look whether signing in there could work.

        :raises OidcProviderUnavailable: it could not; `reason` says why.
        """
        ...

    def must_be_issuer(self, url: str) -> None:
        """:raises OidcIssuerRefused: not an address to be asked, by its form."""
        ...
