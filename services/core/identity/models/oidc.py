"""An organisation's own identity provider, and which of its people are which members."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.crypto import Vault
from services.core.kit.db import Base, OfOrganisation, reference


class OidcProvider(OfOrganisation, Base):
    """The one provider of OpenID Connect by which an organisation's members may sign in."""

    __tablename__ = "oidc_providers"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret_sealed: Mapped[bytes]
    scopes: Mapped[list[str]]
    email_domains: Mapped[list[str]]  # of addresses by which members are found; none: any
    strong_acr: Mapped[list[str]]  # what the provider calls a sign-in by two factors
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]

    def keep_secret(self, vault: Vault, secret: str) -> None:
        self.client_secret_sealed = vault.seal(
            self.id, "oidc_providers.client_secret", self.id, secret
        )

    def secret(self, vault: Vault) -> str:
        """In clear."""
        place = "oidc_providers.client_secret"
        return vault.unseal(self.id, place, self.id, self.client_secret_sealed)


class OidcIdentity(OfOrganisation, Base):
    """That a subject of an issuer is a member of ours. Of the subject a digest is kept."""

    __tablename__ = "oidc_identities"
    __table_args__ = (
        reference("members", "organisation_id", "member_id"),
        UniqueConstraint("organisation_id", "subject_digest"),
        UniqueConstraint("organisation_id", "member_id", "issuer"),
    )

    member_id: Mapped[UUID]
    issuer: Mapped[str]
    subject_digest: Mapped[bytes]  # of issuer and subject together
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
