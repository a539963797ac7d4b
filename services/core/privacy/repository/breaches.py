"""Breaches, and what the audit log tells about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Text, cast, exists, func, literal, select, union
from sqlalchemy.orm import InstrumentedAttribute, aliased

from services.core.allocations.models import Award
from services.core.audit.models import AuditEntry
from services.core.donations.models import Donation, Donor, Receipt, ReceiptLine
from services.core.households.models import Application, Child, Evidence, Guardian, Household
from services.core.kit.actor import ActorKind
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import Breach, BreachDraft
from services.core.privacy.seen import actions_with
from services.core.privacy.types import BreachStatus, Span, SubjectKind, Touch, Trail
from services.core.redemptions.models import Enrolment, Redemption
from services.core.vouchers.models import Voucher

# How an object of the audit log leads to a child, or to a donor.
_OF_A_CHILD = {
    "application": Application,
    "evidence": Evidence,
    "award": Award,
    "voucher": Voucher,
    "enrolment": Enrolment,
}
_OF_A_DONOR = {"donation": Donation, "receipt": Receipt}
_PEOPLE = {
    SubjectKind.CHILD: Child,
    SubjectKind.GUARDIAN: Guardian,
    SubjectKind.HOUSEHOLD: Household,
    SubjectKind.DONOR: Donor,
}


class BreachRepository:
    """Breaches of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, row: Breach | BreachDraft) -> None:
        self._session.add(row)
        self._session.flush()

    def find(self, breach_id: UUID, *, lock: bool = False) -> Breach | None:
        key = (self._organisation_id, breach_id)
        return self._session.get(Breach, key, with_for_update=lock, populate_existing=lock)

    def all(self) -> Sequence[Breach]:
        """Those that are open first, then the latest."""
        query = (
            select(Breach)
            .where(Breach.organisation_id == self._organisation_id)
            .order_by(
                Breach.status == BreachStatus.CLOSED, Breach.aware_at.desc(), Breach.id.desc()
            )
        )
        return self._session.scalars(query).all()

    def awaiting_list(self) -> Sequence[Breach]:
        """Breaches whose list of people waits for a second person."""
        query = select(Breach).where(
            Breach.organisation_id == self._organisation_id,
            Breach.status != BreachStatus.CLOSED,
            Breach.list_asked_at.is_not(None),
            Breach.list_approved_at.is_(None),
        )
        return self._session.scalars(query).all()

    def latest_draft(self, breach_id: UUID) -> BreachDraft | None:
        query = (
            select(BreachDraft)
            .where(
                BreachDraft.organisation_id == self._organisation_id,
                BreachDraft.breach_id == breach_id,
            )
            .order_by(BreachDraft.version.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()

    def touches(self, span: Span, *, limit: int) -> Sequence[Touch]:
        """The acts of a span one by one, the earliest first."""
        query = (
            select(
                AuditEntry.at,
                AuditEntry.actor_id,
                AuditEntry.actor_kind,
                AuditEntry.purpose,
                AuditEntry.action,
                AuditEntry.object_type,
                AuditEntry.object_id,
            )
            .where(self._within(span))
            .order_by(AuditEntry.at, AuditEntry.id)
            .limit(limit)
        )
        return [Touch(*row) for row in self._session.execute(query)]

    def by_actor_and_action(self, span: Span) -> Sequence[Row[UUID, str, int]]:
        """How many acts of each kind each actor did."""
        query = (
            select(AuditEntry.actor_id, AuditEntry.action, func.count())
            .where(self._within(span))
            .group_by(AuditEntry.actor_id, AuditEntry.action)
        )
        return self._session.execute(query).all()

    def people(self, span: Span) -> Sequence[Row[str, UUID, str]]:
        """Whom the acts of a span were about: kind, id and action, each once."""
        parts = [
            *(self._themselves(span, kind) for kind in SubjectKind),
            *(self._behind(span, name, SubjectKind.CHILD) for name in _OF_A_CHILD),
            *(self._behind(span, name, SubjectKind.DONOR) for name in _OF_A_DONOR),
            self._behind_uses(span),
            *self._behind_lists(span),
            *self._in_archives(span),
        ]
        return self._session.execute(union(*parts)).all()

    def _within(self, span: Span) -> ColumnElement[bool]:
        condition = (
            (AuditEntry.organisation_id == self._organisation_id)
            & (AuditEntry.at >= span.since)
            & (AuditEntry.at < span.until)
        )
        if span.actor_ids:
            condition &= AuditEntry.actor_id.in_(span.actor_ids)
        if span.actions:
            condition &= AuditEntry.action.in_(span.actions)
        return condition

    def _told(self, span: Span, kind: SubjectKind, id: Any) -> Select[Any]:
        named = cast(literal(kind.value), AuditEntry.action.type).label("kind")
        return (
            select(named, id.label("id"), AuditEntry.action)
            .select_from(AuditEntry)
            .where(self._within(span))
        )

    def _themselves(self, span: Span, kind: SubjectKind) -> Select[Any]:
        table: Any = _PEOPLE[kind]
        return (
            self._told(span, kind, table.id)
            .join(table, (table.organisation_id == self._organisation_id))
            .where(AuditEntry.object_type == kind.value, table.id == AuditEntry.object_id)
        )

    def _behind(self, span: Span, object_type: str, kind: SubjectKind) -> Select[Any]:
        table: Any = {**_OF_A_CHILD, **_OF_A_DONOR}[object_type]
        person = table.child_id if kind is SubjectKind.CHILD else table.donor_id
        return (
            self._told(span, kind, person)
            .join(table, table.id == AuditEntry.object_id)
            .where(
                AuditEntry.object_type == object_type,
                table.organisation_id == self._organisation_id,
                person.is_not(None),
            )
        )

    def _behind_uses(self, span: Span) -> Select[Any]:
        """Children behind single redemptions."""
        return (
            self._told(span, SubjectKind.CHILD, Voucher.child_id)
            .join(Redemption, Redemption.id == AuditEntry.object_id)
            .join(
                Voucher,
                (Voucher.programme_id == Redemption.programme_id)
                & (Voucher.id == Redemption.voucher_id),
            )
            .where(
                AuditEntry.object_type == "redemption",
                Redemption.organisation_id == self._organisation_id,
            )
        )

    def _behind_lists(self, span: Span) -> list[Select[Any]]:
        """Everybody on a list or in a file that one entry tells of, as it was at that time."""
        return [
            self._told(span, SubjectKind.CHILD, Voucher.child_id)
            .join(Voucher, Voucher.programme_id == AuditEntry.object_id)
            .where(
                AuditEntry.action.in_(actions_with(Trail.CARDS)),
                _there(Voucher.issued_at, Voucher.ended_at),
            ),
            self._told(span, SubjectKind.CHILD, Application.child_id)
            .join(Application, Application.programme_id == AuditEntry.object_id)
            .join(
                Household,
                (Household.organisation_id == Application.organisation_id)
                & (Household.id == Application.household_id),
            )
            .where(
                AuditEntry.action.in_(actions_with(Trail.ANSWERS)),
                # A decision taken anew has the later instant: so whoever had applied by then.
                Application.submitted_at <= AuditEntry.at,
                Application.decided_at.is_not(None),
                func.coalesce(_fact("municipality_code"), Household.municipality_code)
                == Household.municipality_code,
            ),
            self._told(span, SubjectKind.DONOR, Receipt.donor_id)
            .join(Receipt, _on_the_list_of(AuditEntry.object_id))
            .join(
                Donor,
                (Donor.organisation_id == Receipt.organisation_id) & (Donor.id == Receipt.donor_id),
            )
            .where(
                AuditEntry.action.in_(actions_with(Trail.RECEIPTS)),
                cast(Receipt.year, Text) == _fact("year"),
                _there(Receipt.issued_at, Donor.forgotten_at),
                # Donors read their own.
                (AuditEntry.actor_kind != ActorKind.DONOR)
                | (AuditEntry.actor_id == Receipt.donor_id),
            ),
            self._told(span, SubjectKind.DONOR, Donation.donor_id)
            .join(Donation, Donation.organisation_id == AuditEntry.object_id)
            .where(
                AuditEntry.action.in_(actions_with(Trail.DONOR_LIST)),
                cast(Donation.accepted_on, Text).between(_fact("from"), _fact("to")),
                Donation.donor_id.is_not(None),
                ~Donation.anonymous,
            ),
            self._behind_printed_cards(span),
        ]

    def _behind_printed_cards(self, span: Span) -> Select[Any]:
        """A sheet of cards is one entry; which cards, others of the same act say one by one."""
        card = aliased(AuditEntry)
        return (
            self._told(span, SubjectKind.CHILD, Voucher.child_id)
            .join(
                card,
                (card.organisation_id == AuditEntry.organisation_id)
                & (card.at == AuditEntry.at)
                & (card.actor_id == AuditEntry.actor_id)
                & (card.action == "voucher.read_card"),
            )
            .join(
                Voucher,
                (Voucher.programme_id == AuditEntry.object_id) & (Voucher.id == card.object_id),
            )
            .where(AuditEntry.action.in_(actions_with(Trail.CARDS_PRINTED)))
        )

    def _in_archives(self, span: Span) -> list[Select[Any]]:
        """
        All whose names an archive took along.

        A guardian's row does not say since when it is there: its household's does.
        """
        taken = [
            self._told(span, SubjectKind.CHILD, Child.id)
            .join(Child, Child.organisation_id == AuditEntry.organisation_id)
            .where(_there(Child.registered_at, Child.forgotten_at)),
            self._told(span, SubjectKind.DONOR, Donor.id)
            .join(Donor, Donor.organisation_id == AuditEntry.organisation_id)
            .where(_there(Donor.created_at, Donor.forgotten_at)),
            self._told(span, SubjectKind.GUARDIAN, Guardian.id)
            .join(Guardian, Guardian.organisation_id == AuditEntry.organisation_id)
            .join(
                Household,
                (Household.organisation_id == Guardian.organisation_id)
                & (Household.id == Guardian.household_id),
            )
            .where(_there(Household.registered_at, Guardian.forgotten_at)),
        ]
        return [
            query.where(
                AuditEntry.action.in_(actions_with(Trail.ARCHIVE)),
                _fact("with_people") == "true",
            )
            for query in taken
        ]


def _there(
    since: InstrumentedAttribute[datetime], until: InstrumentedAttribute[datetime | None]
) -> ColumnElement[bool]:
    """Whether somebody, or something of theirs, was there when the act was done."""
    return (since <= AuditEntry.at) & (until.is_(None) | (until >= AuditEntry.at))


def _fact(name: str) -> Any:
    return AuditEntry.facts[name].astext


def _on_the_list_of(object_id: Any) -> ColumnElement[bool]:
    """Receipts on a list of all of an organisation, or of those for gifts to a programme."""
    for_a_gift = exists().where(
        ReceiptLine.organisation_id == Receipt.organisation_id,
        ReceiptLine.receipt_id == Receipt.id,
        ReceiptLine.programme_id == object_id,
    )
    of_all: ColumnElement[bool] = Receipt.organisation_id == object_id
    return of_all | for_a_gift
