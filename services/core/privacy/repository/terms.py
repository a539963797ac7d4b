"""The schedule's conditions in SQL: whose term is over at an instant."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, cast, exists, func, null, or_, select

from services.core.allocations.models import (
    Award,
    DrawResultRow,
    Round,
    RoundApplicant,
    WaitingListEntry,
)
from services.core.allocations.types import AwardStatus, WaitingStatus
from services.core.donations.models import Donation, Donor, Officer, Receipt
from services.core.households.models import Application, Child, Consent, Evidence
from services.core.households.types import ConsentPurpose, Decision
from services.core.kit.periods import local_date
from services.core.privacy import policies
from services.core.privacy.schedule import (
    DONOR_LIST_YEARS,
    EVALUATION_MONTHS,
    RECEIPT_YEARS,
    before,
)
from services.core.privacy.types import DataClass
from services.core.programmes.models import Programme
from services.core.vouchers.models import Voucher

_OPEN_AWARDS = (AwardStatus.OFFERED, AwardStatus.ACCEPTED)
_HOPEFUL = (Decision.PENDING, Decision.ELIGIBLE)


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
    settled = _latest(Donation.settled_at, Donation)
    receipt = _latest(Receipt.accepted_on, Receipt)
    return _donors(organisation_id).where(
        settled < policies.kept_since(at, DONOR_LIST_YEARS),
        ~_sat_lately(at),
        or_(receipt.is_(None), receipt < local_date(policies.kept_since(at, RECEIPT_YEARS))),
    )


def _sat_lately(at: datetime) -> ColumnElement[bool]:
    """Whether somebody was on the board in a year whose donor list is kept still."""
    since = local_date(policies.kept_since(at, DONOR_LIST_YEARS))
    return exists().where(
        Officer.organisation_id == Donor.organisation_id,
        Officer.donor_id == Donor.id,
        or_(Officer.until_on.is_(None), Officer.until_on >= since),
    )


def _donors_without_gift(organisation_id: UUID | None, at: datetime) -> Select[UUID, UUID]:
    started = _latest(Donation.started_at, Donation)
    end = before(DataClass.DONORS_WITHOUT_GIFT, at)
    return _donors(organisation_id).where(
        _latest(Donation.settled_at, Donation).is_(None),
        func.greatest(Donor.created_at, started) < end,
        ~_sat_lately(at),
    )


CANDIDATES: Mapping[DataClass, Callable[[UUID | None, datetime], Select[UUID, UUID]]] = {
    DataClass.EVIDENCE: _evidence,
    DataClass.NOT_SELECTED: _not_selected,
    DataClass.PARTICIPANTS: _participants,
    DataClass.DONORS: _donors_past,
    DataClass.DONORS_WITHOUT_GIFT: _donors_without_gift,
}
