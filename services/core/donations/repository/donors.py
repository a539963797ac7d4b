"""Donors, found by blind index only: the database cannot read whom it holds."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from services.core.donations.models import Donor
from services.core.kit.bulk import insert_new
from services.core.kit.crypto import Vault
from services.core.kit.keys import bears_older_key
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 2_000


def rows_of_account(organisation_id: UUID | None, donor_id: UUID) -> Select[UUID]:
    """
    Whom somebody is who has signed in as a donor: that donor, and all who say that the same e-mail
    is theirs, for signing in has proved it. The index of an e-mail is as wide as it gets.
    """
    me = aliased(Donor)
    return select(Donor.id).where(
        Donor.organisation_id == organisation_id,
        exists().where(
            me.organisation_id == organisation_id,
            me.id == donor_id,
            or_(me.id == Donor.id, me.email_index == Donor.email_index),
        ),
    )


class DonorRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, rows: Sequence[dict[str, Any]]) -> set[UUID]:
        """Insert those whose e-mail nobody has yet; returns the ids that were inserted."""
        return set(insert_new(self._session, Donor, rows))

    def find_by_indexes(
        self, organisation_id: UUID, emails: Iterable[bytes], persons: Iterable[bytes]
    ) -> list[Donor]:
        """
        Donors with one of these e-mails, or of one of these names at their address; not those
        who stand apart.
        """
        wanted_emails, wanted_persons = list(emails), list(persons)
        found: dict[UUID, Donor] = {}
        for start in range(0, max(len(wanted_emails), len(wanted_persons)), BATCH):
            query = select(Donor).where(
                Donor.organisation_id == organisation_id,
                ~Donor.apart,
                or_(
                    Donor.email_index.in_(wanted_emails[start : start + BATCH]),
                    Donor.person_index.in_(wanted_persons[start : start + BATCH]),
                ),
            )
            found.update({donor.id: donor for donor in self._session.scalars(query)})
        return sorted(found.values(), key=lambda donor: donor.id)

    def of_email(
        self, organisation_id: UUID, indexes: Sequence[bytes], *, newest: int | None = None
    ) -> Sequence[Donor]:
        """
        All who say that one of these e-mails is theirs, the earliest first.

        :param newest: only so many, the newest first.
        """
        query = select(Donor).where(
            Donor.organisation_id == organisation_id, Donor.email_index.in_(indexes)
        )
        order = Donor.id if newest is None else Donor.id.desc()
        return self._session.scalars(query.order_by(order).limit(newest)).all()

    def lock(self, organisation_id: UUID | None, donor_id: UUID) -> Donor | None:
        """The donor, locked; forgotten or not."""
        return self._session.get(Donor, (organisation_id, donor_id), with_for_update=True)

    def find_many(self, organisation_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Donor]:
        wanted = list(ids)
        found: dict[UUID, Donor] = {}
        for start in range(0, len(wanted), BATCH):
            query = select(Donor).where(
                Donor.organisation_id == organisation_id,
                Donor.id.in_(wanted[start : start + BATCH]),
            )
            found.update({donor.id: donor for donor in self._session.scalars(query)})
        return found

    def stale(self, organisation_id: UUID, vault: Vault, *, limit: int, wait: bool) -> list[Donor]:
        """
        Donors with a blind index of an older key, locked.

        :param wait: for whom another holds; else they are left for the next time.
        """
        places = {
            "donors.email": Donor.email_index,
            "donors.kana": Donor.kana_index,
            "donors.person": Donor.person_index,
            "donors.household": Donor.household_index,
        }
        older = [
            bears_older_key(column, vault.indexes(place)[0]) for place, column in places.items()
        ]
        query = (
            select(Donor)
            .where(Donor.organisation_id == organisation_id, or_(*older))
            .order_by(Donor.id)
            .limit(limit)
            .with_for_update(skip_locked=not wait)
            .execution_options(populate_existing=True)
        )
        return list(self._session.scalars(query))

    def is_of_account(self, organisation_id: UUID, donor_id: UUID, other_id: UUID) -> bool:
        """Whether whoever signs in as the one donor is the other as well."""
        own = rows_of_account(organisation_id, donor_id)
        return self._session.scalar(own.where(Donor.id == other_id)) is not None

    def taken_emails(self, organisation_id: UUID, indexes: Iterable[bytes]) -> set[bytes]:
        """Which of these e-mail addresses have a donor already who does not stand apart."""
        query = select(Donor.email_index).where(
            Donor.organisation_id == organisation_id,
            ~Donor.apart,
            Donor.email_index.in_(list(indexes)),
        )
        return {index for index in self._session.scalars(query) if index is not None}
