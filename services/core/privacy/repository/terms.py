"""The schedule's conditions in SQL: whose term, and which rows' term, is over at an instant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Delete,
    Executable,
    Select,
    String,
    Update,
    cast,
    delete,
    func,
    inspect,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)

from services.core.allocations.models import (
    Award,
    DrawResultRow,
    Round,
    RoundApplicant,
    WaitingListEntry,
)
from services.core.allocations.types import AwardStatus, WaitingStatus
from services.core.donations.models import BankDeposit, Donation, Donor, Receipt
from services.core.households.models import Application, Child, Consent, Evidence
from services.core.households.types import ConsentPurpose, Decision
from services.core.identity.models import Session, SignInLink
from services.core.kit.db import Base
from services.core.kit.models import GivenAnswer, InboxEvent, JobRun, OutboxMessage
from services.core.kit.periods import local_date
from services.core.privacy import policies
from services.core.privacy.models import Breach, BreachDraft, Disclosure
from services.core.privacy.schedule import EVALUATION_MONTHS, RECEIPT_YEARS, SCHEDULE
from services.core.privacy.types import DataClass
from services.core.programmes.models import Programme
from services.core.redemptions.models import RefusedAttempt
from services.core.vouchers.models import Voucher

_OPEN_AWARDS = (AwardStatus.OFFERED, AwardStatus.ACCEPTED)
_HOPEFUL = (Decision.PENDING, Decision.ELIGIBLE)

_MONTHS = {rule.data_class: rule.months for rule in SCHEDULE if rule.months is not None}


@dataclass(frozen=True, slots=True)
class RowRule:
    """
    Rows of one table whose term is over.

    :param values: what their columns become; none: the rows go.
    """

    table: type[Base]
    over: ColumnElement[bool]
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> Select[int]:
        return select(func.count()).select_from(self.table).where(self.over)

    def end(self, limit: int) -> Executable:
        """Delete or empty the next `limit` of them, those that others hold left for later."""
        keys = inspect(self.table).primary_key
        next_ones = select(*keys).where(self.over).limit(limit).with_for_update(skip_locked=True)
        those = tuple_(*keys).in_(next_ones)
        ending: Delete | Update = (
            update(self.table).where(those).values(**self.values)
            if self.values
            else delete(self.table).where(those)
        )
        return ending.execution_options(synchronize_session=False).returning(*keys)


def before(data_class: DataClass, at: datetime) -> datetime:
    """What lies before this instant is over its term at `at`."""
    return policies.months_before(at, _MONTHS[data_class])


def _expires_on() -> ColumnElement[date]:
    """The last day of a programme year, as its terms say."""
    return cast(Programme.terms_data["expires_on"].astext, Date)


def _children(organisation_id: UUID | None) -> Select[UUID, UUID]:
    return (
        select(Child.id, Child.household_id)
        .where(Child.organisation_id == organisation_id, Child.forgotten_at.is_(None))
        .order_by(Child.id)
    )


def _has_voucher() -> ColumnElement[bool]:
    voucher = select(Voucher.id).where(
        Voucher.organisation_id == Child.organisation_id, Voucher.child_id == Child.id
    )
    award = select(Award.id).where(
        Award.organisation_id == Child.organisation_id,
        Award.child_id == Child.id,
        Award.status.in_(_OPEN_AWARDS),
    )
    return voucher.exists() | award.exists()


def _last_heard_of() -> ColumnElement[datetime]:
    """The latest of registration, application, decision, and the end of a round."""
    applications = (
        select(
            func.max(func.greatest(Application.submitted_at, Application.decided_at)),
        )
        .where(
            Application.organisation_id == Child.organisation_id, Application.child_id == Child.id
        )
        .scalar_subquery()
    )
    rounds = (
        select(func.max(func.greatest(Round.closed_at, Round.drawn_at, Round.awarded_at)))
        .join(
            RoundApplicant,
            (RoundApplicant.programme_id == Round.programme_id)
            & (RoundApplicant.round_id == Round.id),
        )
        .where(
            RoundApplicant.organisation_id == Child.organisation_id,
            RoundApplicant.child_id == Child.id,
        )
        .scalar_subquery()
    )
    return func.greatest(Child.registered_at, applications, rounds)


def _still_in_hope(today: date) -> ColumnElement[bool]:
    """An application of a year that is not over waits: for an answer, a round, or on the list."""
    drawn = select(RoundApplicant.round_id).where(
        RoundApplicant.programme_id == Application.programme_id,
        RoundApplicant.application_id == Application.id,
    )
    awarded = drawn.join(
        Round,
        (Round.programme_id == RoundApplicant.programme_id)
        & (Round.id == RoundApplicant.round_id)
        & Round.awarded_at.is_not(None),
    )
    waits = (
        drawn.join(
            DrawResultRow,
            (DrawResultRow.programme_id == RoundApplicant.programme_id)
            & (DrawResultRow.round_id == RoundApplicant.round_id)
            & (DrawResultRow.application_id == RoundApplicant.application_id),
        )
        .join(
            WaitingListEntry,
            (WaitingListEntry.programme_id == DrawResultRow.programme_id)
            & (WaitingListEntry.round_id == DrawResultRow.round_id)
            & (WaitingListEntry.rank == DrawResultRow.rank),
        )
        .where(WaitingListEntry.status == WaitingStatus.WAITING)
    )
    return (
        select(Application.id)
        .join(Programme, Programme.id == Application.programme_id)
        .where(
            Application.organisation_id == Child.organisation_id,
            Application.child_id == Child.id,
            Application.decision.in_(_HOPEFUL),
            _expires_on() >= today,
            ~awarded.exists() | waits.exists(),
        )
        .exists()
    )


def _followed_up() -> ColumnElement[bool]:
    """The family has agreed to the evaluation, and has not taken it back."""
    return (
        select(Consent.id)
        .where(
            Consent.organisation_id == Child.organisation_id,
            Consent.child_id == Child.id,
            Consent.purpose == ConsentPurpose.EVALUATION,
            Consent.withdrawn_at.is_(None),
        )
        .exists()
    )


def _not_selected(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    """Applicants without a place (C15), unless they wait, or agreed to the evaluation."""
    follow_up_ended = policies.months_before(at, EVALUATION_MONTHS)
    return _children(organisation_id).where(
        ~_has_voucher(),
        _last_heard_of() < before(DataClass.NOT_SELECTED, at),
        ~_still_in_hope(local_date(at)),
        ~_followed_up() | (_last_heard_of() < follow_up_ended),
    )


def _evidence(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    """Children with documents that have served: as `households.evidence_due` counts them."""
    end = before(DataClass.EVIDENCE, at)
    served = (
        select(Evidence.id)
        .join(
            Application,
            (Application.programme_id == Evidence.programme_id)
            & (Application.id == Evidence.application_id),
        )
        .where(
            Evidence.organisation_id == Child.organisation_id,
            Evidence.child_id == Child.id,
            Evidence.destroyed_at.is_(None),
            or_(
                Application.decided_at <= end,
                (Application.decision == Decision.WITHDRAWN) & (Evidence.uploaded_at <= end),
            ),
        )
    )
    return _children(organisation_id).where(served.exists())


def _participants(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    """Children who had a voucher, when the last of their programme years lies far enough back."""
    latest = (
        select(func.max(_expires_on()))
        .join(Application, Application.programme_id == Programme.id)
        .where(
            Application.organisation_id == Child.organisation_id, Application.child_id == Child.id
        )
        .scalar_subquery()
    )
    end = local_date(before(DataClass.PARTICIPANTS, at))
    return _children(organisation_id).where(_has_voucher(), latest < end)


def _donors(organisation_id: UUID | None) -> Select[UUID, UUID]:
    return (
        select(Donor.id, cast(null(), Donor.id.type).label("household_id"))
        .where(Donor.organisation_id == organisation_id, Donor.forgotten_at.is_(None))
        .order_by(Donor.id)
    )


def _latest(column: Any, table: type[Donation | Receipt]) -> ColumnElement[Any]:
    return (
        select(func.max(column))
        .where(table.organisation_id == Donor.organisation_id, table.donor_id == Donor.id)
        .scalar_subquery()
    )


def _donors_past(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    """Donors whose last gift, and last receipt, lie behind the terms of both."""
    list_years = _MONTHS[DataClass.DONORS] // 12
    settled = _latest(Donation.settled_at, Donation)
    receipt = _latest(Receipt.accepted_on, Receipt)
    return _donors(organisation_id).where(
        settled < policies.kept_since(at, list_years),
        or_(receipt.is_(None), receipt < local_date(policies.kept_since(at, RECEIPT_YEARS))),
    )


def _donors_without_gift(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    started = _latest(Donation.started_at, Donation)
    end = before(DataClass.DONORS_WITHOUT_GIFT, at)
    return _donors(organisation_id).where(
        _latest(Donation.settled_at, Donation).is_(None),
        func.greatest(Donor.created_at, started) < end,
    )


CANDIDATES: Mapping[DataClass, Callable[[UUID | None, datetime], Select[UUID, UUID]]] = {
    DataClass.EVIDENCE: _evidence,
    DataClass.NOT_SELECTED: _not_selected,
    DataClass.PARTICIPANTS: _participants,
    DataClass.DONORS: _donors_past,
    DataClass.DONORS_WITHOUT_GIFT: _donors_without_gift,
}


def _bank_payers(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    over = (
        (BankDeposit.organisation_id == organisation_id)
        & BankDeposit.payer_sealed.is_not(None)
        & (BankDeposit.received_on < local_date(policies.kept_since(at, RECEIPT_YEARS)))
    )
    return [RowRule(BankDeposit, over, {"payer_sealed": None})]


def _consents(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    """Consents taken back long ago, and those of children who were forgotten long ago."""
    end = before(DataClass.CONSENTS, at)
    forgotten = (
        select(Child.id)
        .where(
            Child.organisation_id == Consent.organisation_id,
            Child.id == Consent.child_id,
            Child.forgotten_at < end,
        )
        .exists()
    )
    ended = or_(Consent.withdrawn_at < end, forgotten)
    return [RowRule(Consent, (Consent.organisation_id == organisation_id) & ended)]


def _sharing_records(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    end = before(DataClass.SHARING_RECORDS, at)
    over = (Disclosure.organisation_id == organisation_id) & (Disclosure.disclosed_at < end)
    return [RowRule(Disclosure, over)]


def _refused_attempts(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    end = before(DataClass.REFUSED_ATTEMPTS, at)
    # The database itself keeps the last year's (migration 0017), counted by its own clock.
    over = (
        (RefusedAttempt.organisation_id == organisation_id)
        & (RefusedAttempt.refused_at < end)
        & (RefusedAttempt.refused_at <= func.now() - timedelta(days=366))
    )
    return [RowRule(RefusedAttempt, over)]


def _sign_in(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    """Sessions and links that open nothing any more."""
    end = before(DataClass.SIGN_IN, at)
    sessions = (Session.organisation_id == organisation_id) & (
        func.least(Session.ended_at, Session.expires_at) < end
    )
    links = (SignInLink.organisation_id == organisation_id) & (
        func.least(SignInLink.used_at, SignInLink.revoked_at, SignInLink.expires_at) < end
    )
    return [RowRule(Session, sessions), RowRule(SignInLink, links)]


def _breaches(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    """The texts of reports; that there was a breach, and its days, stay."""
    closed = (
        select(Breach.id)
        .where(
            Breach.organisation_id == BreachDraft.organisation_id,
            Breach.id == BreachDraft.breach_id,
            Breach.closed_at < before(DataClass.BREACHES, at),
        )
        .exists()
    )
    return [RowRule(BreachDraft, (BreachDraft.organisation_id == organisation_id) & closed)]


def _given_answers(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    over = (GivenAnswer.organisation_id == organisation_id) & (
        GivenAnswer.given_at < before(DataClass.GIVEN_ANSWERS, at)
    )
    return [RowRule(GivenAnswer, over)]


def _outbox_messages(organisation_id: UUID | None, at: datetime) -> list[RowRule]:
    """Delivered messages, of the organisation and of its programmes."""
    programmes = select(Programme.id).where(Programme.organisation_id == organisation_id)
    tenants = or_(
        OutboxMessage.tenant_id == organisation_id, OutboxMessage.tenant_id.in_(programmes)
    )
    over = tenants & (OutboxMessage.done_at < before(DataClass.OUTBOX_MESSAGES, at))
    return [RowRule(OutboxMessage, over)]


def _inbox_payloads(_: UUID | None, at: datetime) -> list[RowRule]:
    """What was handled, or kept out, is emptied; the row stays, so that it comes in but once."""
    over = (
        (InboxEvent.received_at < before(DataClass.INBOX_PAYLOADS, at))
        & (cast(InboxEvent.payload, String) != literal("{}"))
        & or_(InboxEvent.handled_at.is_not(None), InboxEvent.quarantined_because.is_not(None))
    )
    return [RowRule(InboxEvent, over, {"payload": {}})]


def _job_runs(_: UUID | None, at: datetime) -> list[RowRule]:
    return [RowRule(JobRun, JobRun.finished_at < before(DataClass.JOB_RUNS, at))]


ROWS: Mapping[DataClass, Callable[[UUID | None, datetime], list[RowRule]]] = {
    DataClass.BANK_PAYERS: _bank_payers,
    DataClass.CONSENTS: _consents,
    DataClass.SHARING_RECORDS: _sharing_records,
    DataClass.REFUSED_ATTEMPTS: _refused_attempts,
    DataClass.SIGN_IN: _sign_in,
    DataClass.BREACHES: _breaches,
    DataClass.GIVEN_ANSWERS: _given_answers,
    DataClass.INBOX_PAYLOADS: _inbox_payloads,
    DataClass.OUTBOX_MESSAGES: _outbox_messages,
    DataClass.JOB_RUNS: _job_runs,
}
