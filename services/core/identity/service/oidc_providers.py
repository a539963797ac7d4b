"""Name an organisation's own identity provider, change it, take it away."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity.errors import OidcProviderUnknown
from services.core.identity.models import OidcProvider
from services.core.identity.ports import OidcClient, OidcProviders
from services.core.identity.repository import OidcRepository
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# Who somebody is, and by which address they are found the first time.
SCOPES = ("openid", "email")


def keep_oidc_provider(
    uow: UnitOfWork,
    providers: OidcProviders,
    *,
    issuer: str,
    client_id: str,
    client_secret: str | None,
    scopes: Sequence[str] = SCOPES,
    email_domains: Sequence[str] = (),
    strong_acr: Sequence[str] = (),
) -> OidcProvider:
    """
    Let members sign in by this provider; one that was there before is replaced.

    :param client_secret: None: the one that is kept already, of the same issuer and client.
    :param email_domains: only members with an address of these are found by it; none: all.
    :param strong_acr: what the provider calls a sign-in by two factors.
    :raises OidcIssuerRefused: the issuer is no address to be asked.
    :raises OidcProviderUnknown: no secret is kept that could be gone on with.
    """
    assert uow.organisation_id is not None, "a provider is an organisation's"
    providers.must_be_issuer(issuer)
    repository = OidcRepository(uow, uow.organisation_id)
    provider = repository.provider(lock=True)
    is_same = provider is not None and (provider.issuer, provider.client_id) == (issuer, client_id)
    if client_secret is None and not is_same:
        raise OidcProviderUnknown(pointer="/client_secret")
    if provider is None:
        provider = OidcProvider(organisation_id=uow.organisation_id, id=uuid7(), created_at=uow.now)
    provider.issuer, provider.client_id = issuer, client_id
    provider.scopes = list(dict.fromkeys(("openid", *scopes)))
    provider.email_domains = sorted({domain.casefold() for domain in email_domains})
    provider.strong_acr = list(dict.fromkeys(strong_acr))
    provider.changed_at, provider.changed_by = uow.now, uow.actor.id
    if client_secret is not None:
        provider.keep_secret(uow.vault, client_secret)
    repository.add(provider)
    audit.record(
        uow,
        action="oidc_provider.keep",
        object_type="oidc_provider",
        object_id=provider.id,
        facts={"issuer": issuer, "secret_changed": client_secret is not None},
    )
    return provider


def get_oidc_provider(uow: UnitOfWork) -> OidcProvider:
    """
    The provider of the organisation that was entered.

    :raises OidcProviderUnknown: it has none.
    """
    assert uow.organisation_id is not None, "a provider is an organisation's"
    provider = OidcRepository(uow, uow.organisation_id).provider()
    if provider is None:
        raise OidcProviderUnknown
    return provider


def oidc_client(uow: UnitOfWork) -> OidcClient:
    """
    How we are known to the provider of the organisation that was entered, secret and all.

    :raises OidcProviderUnknown: it has none.
    """
    provider = get_oidc_provider(uow)
    return OidcClient(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.secret(uow.vault),
        scopes=tuple(provider.scopes),
    )


def remove_oidc_provider(uow: UnitOfWork) -> UUID:
    """
    Let nobody sign in by the provider any more; who has a passkey signs in by that.

    :raises OidcProviderUnknown: the organisation has none.
    """
    provider = get_oidc_provider(uow)
    assert uow.organisation_id is not None, "a provider is an organisation's"
    OidcRepository(uow, uow.organisation_id).remove(provider)
    uow.vault.forget(provider.id)
    audit.record(
        uow, action="oidc_provider.remove", object_type="oidc_provider", object_id=provider.id
    )
    return provider.id
