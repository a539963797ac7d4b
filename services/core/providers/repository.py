"""Every statement on providers."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, func, literal, select, update

from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers.models import (
    BankAccount,
    Provider,
    ProviderProgramme,
    ProviderTerms,
    Site,
    Staff,
)
from services.core.providers.types import BankAccountStatus, ProviderStatus


class ProviderRepository:
    """The providers of the organisation in which the unit of work stands."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, provider: Provider) -> None:
        self._session.add(provider)
        self._session.flush()

    def find(self, provider_id: UUID) -> Provider | None:
        return self._session.get(Provider, (self._organisation_id, provider_id))

    def lock(self, provider_id: UUID) -> Provider | None:
        """The provider as it is now, and as it stays until this transaction ends."""
        query = (
            select(Provider)
            .where(Provider.organisation_id == self._organisation_id, Provider.id == provider_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def page(self, *, after: UUID | None, limit: int) -> Sequence[Provider]:
        """Providers in the order of their ids, from the one after `after`."""
        query = select(Provider).where(Provider.organisation_id == self._organisation_id)
        if after is not None:
            query = query.where(Provider.id > after)
        return self._session.scalars(query.order_by(Provider.id).limit(limit)).all()

    def applied(self) -> Sequence[Provider]:
        """Those that nobody has approved, oldest first."""
        query = (
            select(Provider)
            .where(
                Provider.organisation_id == self._organisation_id,
                Provider.status == ProviderStatus.APPLIED,
            )
            .order_by(Provider.applied_at, Provider.id)
        )
        return self._session.scalars(query).all()

    def make_terms_due(self, version: int) -> None:
        """From now on every provider must have accepted this version."""
        self._session.execute(
            update(Provider)
            .where(Provider.organisation_id == self._organisation_id)
            .values(terms_due=version)
        )


class TermsRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, terms: ProviderTerms) -> None:
        self._session.add(terms)
        self._session.flush()

    def newest_version(self) -> int:
        """The version in force; 0 before the first."""
        query = select(func.max(ProviderTerms.version)).where(
            ProviderTerms.organisation_id == self._organisation_id
        )
        return self._session.scalar(query) or 0


class PlaceRepository:
    """Sites, and the people at their counters."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, place: Site | Staff) -> None:
        self._session.add(place)
        self._session.flush()

    def find_site(self, site_id: UUID) -> Site | None:
        return self._session.get(Site, (self._organisation_id, site_id))

    def find_staff(self, staff_id: UUID) -> Staff | None:
        return self._session.get(Staff, (self._organisation_id, staff_id))

    def sites_of(self, provider_id: UUID) -> Sequence[Site]:
        query = (
            select(Site)
            .where(Site.organisation_id == self._organisation_id, Site.provider_id == provider_id)
            .order_by(Site.id)
        )
        return self._session.scalars(query).all()


class BankAccountRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, account: BankAccount) -> None:
        self._session.add(account)
        self._session.flush()

    def find(self, bank_account_id: UUID) -> BankAccount | None:
        return self._session.get(BankAccount, (self._organisation_id, bank_account_id))

    def refresh(self, account: BankAccount) -> None:
        """Read the row anew, once a lock says that nobody is changing it."""
        self._session.refresh(account)

    def newest_version(self, provider_id: UUID) -> int:
        query = select(func.max(BankAccount.version)).where(
            BankAccount.organisation_id == self._organisation_id,
            BankAccount.provider_id == provider_id,
        )
        return self._session.scalar(query) or 0

    def in_force(self, provider_ids: Iterable[UUID]) -> Sequence[BankAccount]:
        """The approved accounts, one at most for each provider."""
        query = select(BankAccount).where(
            BankAccount.organisation_id == self._organisation_id,
            BankAccount.provider_id == any_(literal(list(provider_ids), ARRAY(Uuid()))),
            BankAccount.status == BankAccountStatus.APPROVED,
        )
        return self._session.scalars(query).all()

    def of_provider(self, provider_id: UUID) -> Sequence[BankAccount]:
        query = (
            select(BankAccount)
            .where(
                BankAccount.organisation_id == self._organisation_id,
                BankAccount.provider_id == provider_id,
            )
            .order_by(BankAccount.version.desc())
        )
        return self._session.scalars(query).all()

    def proposed(self) -> Sequence[BankAccount]:
        """The accounts that nobody has approved, oldest first."""
        query = (
            select(BankAccount)
            .where(
                BankAccount.organisation_id == self._organisation_id,
                BankAccount.status == BankAccountStatus.PROPOSED,
            )
            .order_by(BankAccount.proposed_at, BankAccount.id)
        )
        return self._session.scalars(query).all()

    def replace(self, provider_id: UUID, status: BankAccountStatus) -> None:
        """Make way for a new account of this status: the one that had it is replaced."""
        self._session.execute(
            update(BankAccount)
            .where(
                BankAccount.organisation_id == self._organisation_id,
                BankAccount.provider_id == provider_id,
                BankAccount.status == status,
            )
            .values(status=BankAccountStatus.REPLACED)
        )


class ParticipationRepository:
    """Which provider takes part in which programme."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, participation: ProviderProgramme) -> None:
        self._session.add(participation)
        self._session.flush()

    def find(self, programme_id: UUID, provider_id: UUID) -> ProviderProgramme | None:
        return self._session.get(ProviderProgramme, (programme_id, provider_id))

    def providers_of(self, programme_id: UUID) -> Sequence[Provider]:
        """All that take part, in the order of their ids."""
        query = (
            select(Provider)
            .join(
                ProviderProgramme,
                (ProviderProgramme.organisation_id == Provider.organisation_id)
                & (ProviderProgramme.provider_id == Provider.id),
            )
            .where(ProviderProgramme.programme_id == programme_id)
            .order_by(Provider.id)
        )
        return self._session.scalars(query).all()
