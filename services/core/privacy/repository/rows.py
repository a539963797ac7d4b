"""The schedule's conditions in SQL: which rows' term is over at an instant, and how they end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
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
    or_,
    select,
    tuple_,
    update,
)

from services.core.donations.models import BankDeposit
from services.core.households.models import Child, Consent
from services.core.identity.models import Session, SignInLink
from services.core.kit.db import Base
from services.core.kit.models import GivenAnswer, InboxEvent, JobRun, OutboxMessage
from services.core.kit.periods import local_date
from services.core.privacy import policies
from services.core.privacy.models import Breach, BreachDraft, Disclosure
from services.core.privacy.schedule import RECEIPT_YEARS, before
from services.core.privacy.types import DataClass
from services.core.programmes.models import Programme
from services.core.redemptions.models import RefusedAttempt


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
        """Delete or empty the next `limit` of them."""
        keys = inspect(self.table).primary_key
        next_ones = select(*keys).where(self.over).limit(limit)
        those = tuple_(*keys).in_(next_ones)
        ending: Delete | Update = (
            update(self.table).where(those).values(**self.values)
            if self.values
            else delete(self.table).where(those)
        )
        return ending.execution_options(synchronize_session=False).returning(*keys)


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
