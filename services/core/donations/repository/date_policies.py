"""By which day an organisation's gifts are accepted, year by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import ReceiptDatePolicy
from services.core.donations.types import DatePolicy
from services.core.kit.unit_of_work import UnitOfWork

# The gifts of some years of payment, each with the day on which a policy would have it accepted.
_DATED = """
    SELECT d.programme_id, d.id, d.amount_minor, d.accepted_on,
           CASE WHEN :policy = 'b' THEN (d.settled_at AT TIME ZONE 'Asia/Tokyo')::date
                ELSE d.arrived_on END AS dated
      FROM donations d
     WHERE d.organisation_id = :organisation_id
       AND (d.settled_at AT TIME ZONE 'Asia/Tokyo')::date >= :first
       AND (d.settled_at AT TIME ZONE 'Asia/Tokyo')::date < :until
"""
_LOOK = text(
    f"""
    SELECT count(*), coalesce(sum(amount_minor), 0),
           count(*) FILTER (WHERE date_part('year', accepted_on)
                                  IS DISTINCT FROM date_part('year', dated)),
           count(*) FILTER (WHERE dated IS NULL)
      FROM ({_DATED}) d WHERE accepted_on IS DISTINCT FROM dated
    """  # noqa: S608 (constants only)
)
_DATE_ANEW = text(
    f"""
    UPDATE donations SET accepted_on = d.dated FROM ({_DATED}) d
     WHERE donations.programme_id = d.programme_id AND donations.id = d.id
       AND donations.accepted_on IS DISTINCT FROM d.dated
    """  # noqa: S608 (constants only)
)


@dataclass(frozen=True, slots=True)
class Redated:
    """
    Gifts whose day of acceptance another policy changes.

    :param other_year: of them, those that come to another calendar year, or to none yet.
    :param waiting: of those, the ones whose money has yet to arrive.
    """

    gifts: int
    amount_minor: int
    other_year: int
    waiting: int


class DatePolicyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def in_force(self, organisation_id: UUID, year: int) -> DatePolicy:
        """
        The policy for gifts paid in a calendar year, which nobody changes until this transaction
        ends. The year before's goes on; where none was ever chosen, the day of payment counts.
        """
        self.hold(organisation_id)
        chosen = self.chosen(organisation_id, year)
        return chosen.policy if chosen else DatePolicy.B

    def hold(self, organisation_id: UUID) -> None:
        """Let nobody change the organisation's policies until this transaction ends."""
        self._session.execute(select(func.pg_advisory_xact_lock_shared(_key(organisation_id))))

    def lock(self, organisation_id: UUID) -> None:
        """Make all that date gifts by the organisation's policies wait, and wait for them."""
        self._session.execute(select(func.pg_advisory_xact_lock(_key(organisation_id))))

    def chosen(self, organisation_id: UUID, year: int) -> ReceiptDatePolicy | None:
        """What was chosen for the year, or for the last year before that has a choice."""
        query = (
            select(ReceiptDatePolicy)
            .where(
                ReceiptDatePolicy.organisation_id == organisation_id,
                ReceiptDatePolicy.year <= year,
            )
            .order_by(ReceiptDatePolicy.year.desc())
            .limit(1)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def add(self, policy: ReceiptDatePolicy) -> None:
        self._session.add(policy)
        self._session.flush()

    def fix(self, uow: UnitOfWork, organisation_id: UUID, years: Iterable[int]) -> None:
        """Receipts were issued for gifts paid in these years: their policy is changed no more."""
        for year in sorted(set(years)):
            row = {
                "organisation_id": organisation_id,
                "year": year,
                "policy": self.in_force(organisation_id, year),
                "chosen_at": uow.now,
                "chosen_by": uow.actor.id,
                "fixed_at": uow.now,
            }
            self._session.execute(
                insert(ReceiptDatePolicy)
                .values(row)
                .on_conflict_do_update(
                    index_elements=["organisation_id", "year"],
                    set_={"fixed_at": uow.now},
                    where=ReceiptDatePolicy.fixed_at.is_(None),
                )
            )

    def look(self, organisation_id: UUID, year: int, policy: DatePolicy) -> Redated:
        """What the choice would change."""
        found = self._session.execute(_LOOK, self._asked(organisation_id, year, policy)).one()
        return Redated(*(int(figure) for figure in found))

    def date_anew(self, organisation_id: UUID, year: int, policy: DatePolicy) -> None:
        """Date the gifts paid in the year, and in those after it that have no choice of theirs."""
        self._session.flush()
        self._session.execute(_DATE_ANEW, self._asked(organisation_id, year, policy))
        self._session.expire_all()

    def _asked(self, organisation_id: UUID, year: int, policy: DatePolicy) -> dict[str, object]:
        query = select(func.min(ReceiptDatePolicy.year)).where(
            ReceiptDatePolicy.organisation_id == organisation_id, ReceiptDatePolicy.year > year
        )
        following = self._session.scalars(query).one()
        return {
            "organisation_id": organisation_id,
            "policy": policy.value,
            "first": date(year, 1, 1),
            "until": date(following or 9999, 1, 1),
        }


def _key(organisation_id: UUID) -> object:
    return func.hashtextextended(f"receipt_date_policies:{organisation_id}", 0)
