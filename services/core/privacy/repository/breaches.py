"""Breaches, and what the audit log tells about them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, cast, func, literal, select, union

from services.core.allocations.models import Award
from services.core.audit.models import AuditEntry
from services.core.donations.models import Donation, Donor, Receipt
from services.core.households.models import Application, Child, Evidence, Guardian, Household
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import Breach, BreachDraft
from services.core.privacy.types import BreachStatus, Span, SubjectKind, Touch
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
            *self._behind_all_cards(span),
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

    def _behind_all_cards(self, span: Span) -> list[Select[Any]]:
        """Everybody of a programme whose cards, or results, were handed out as one file."""
        of_programme = AuditEntry.object_type == "programme"
        cards = (
            self._told(span, SubjectKind.CHILD, Voucher.child_id)
            .join(Voucher, Voucher.programme_id == AuditEntry.object_id)
            .where(of_programme, AuditEntry.action.in_(["voucher.export", "voucher.print"]))
        )
        answers = (
            self._told(span, SubjectKind.CHILD, Application.child_id)
            .join(Application, Application.programme_id == AuditEntry.object_id)
            .where(of_programme, AuditEntry.action == "application.export_eligibility")
        )
        return [cards, answers]
