"""Issue receipts: numbered without a gap, a gift on one of them at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import DonationNotFound, ReceiptNotDue
from services.core.donations.events import ReceiptIssued
from services.core.donations.models import (
    Certification,
    Donation,
    Donor,
    Receipt,
    ReceiptCancellation,
    ReceiptLine,
)
from services.core.donations.repository import DatePolicyRepository, ReceiptRepository
from services.core.donations.repository.receipts import Gift
from services.core.donations.service.certifications import approved_versions
from services.core.donations.types import NoReceipt, ReceiptKind, WhyCancelled
from services.core.kit.ids import uuid7
from services.core.kit.money import total
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


@dataclass(frozen=True, slots=True)
class Issued:
    """
    Receipts issued now, and the gifts of named donors that get none, by reason.

    :param last: where to go on, if the gifts were only a part of those that are due.
    """

    receipts: Sequence[Receipt] = ()
    left_out: Counter[NoReceipt] = field(default_factory=Counter)
    looked_at: int = 0
    last: Donation | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What one receipt is to say: gifts of one donor under one certification."""

    donor_id: UUID
    certification: Certification
    gifts: Sequence[Donation]


def issue_receipts(
    uow: UnitOfWork,
    *,
    year: int,
    programme_id: UUID | None = None,
    after: Donation | None = None,
    limit: int | None = None,
) -> Issued:
    """
    Issue the receipts that are due, one for each gift accepted in a calendar year.

    Two at once wait for one another, so that no number is left out or given twice. What was
    issued before stays, so that a run that was cut off is simply begun again; a part of a gift
    that was given back is not receipted.

    :param programme_id: the gifts of one programme only.
    :param after: the last gift that was looked at, where it is done in parts of `limit`.
    :raises CertificationMissing: nothing was entered, or approved, of the certification.
    """
    organisation_id = _organisation(uow, programme_id)
    versions = approved_versions(uow, organisation_id)
    receipts = ReceiptRepository(uow)
    # Lock before looking: whoever comes second finds the first one's receipts.
    receipts.lock_book(organisation_id, year)
    due = receipts.due(organisation_id, year, programme_id=programme_id, after=after, limit=limit)
    papers, left_out = sort_out(due, versions, kind=ReceiptKind.GIFT)
    issued = write(uow, organisation_id, year, papers, kind=ReceiptKind.GIFT)
    _note(uow, year, issued, about=programme_id)
    return Issued(issued, left_out, len(due), due[-1][0] if due else None)


def issue_for_year(
    uow: UnitOfWork,
    *,
    year: int,
    donor_ids: Sequence[UUID],
    merge: bool = False,
) -> Issued:
    """
    Issue to each of these donors one receipt for all that they gave in a calendar year, to every
    programme of the organisation, apart from what stands on a receipt already.

    Gifts under two certifications (a term ended within the year) come on a receipt each.

    :param merge: take the gifts that stand on receipts of one gift as well: those are cancelled.
    :raises CertificationMissing: nothing was entered, or approved, of the certification.
    """
    organisation_id = _organisation(uow, None)
    versions = approved_versions(uow, organisation_id)
    receipts = ReceiptRepository(uow)
    receipts.lock_book(organisation_id, year)
    if merge:
        _cancel_single_ones(uow, organisation_id, year, donor_ids)
    due = receipts.due(organisation_id, year, donor_ids=donor_ids)
    papers, left_out = sort_out(due, versions, kind=ReceiptKind.YEAR)
    issued = write(uow, organisation_id, year, papers, kind=ReceiptKind.YEAR)
    _note(uow, year, issued, about=None)
    return Issued(issued, left_out, len(due))


def issue_for_gift(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Receipt:
    """
    The receipt on which a gift stands; issued now, if there is none.

    :raises ReceiptNotDue: it gets none, and why; a gift outside the term of the certification is
        one of them (B8).
    :raises CertificationMissing: nothing was entered, or approved, of the certification.
    """
    receipts = ReceiptRepository(uow)
    found = receipts.gift(programme_id, donation_id)
    if found is None:
        raise DonationNotFound(donation_id=donation_id)
    donation, donor = found
    versions = approved_versions(uow, donation.organisation_id)
    reason = _why_none(donation, donor, versions)
    if reason is not None or donor is None or donation.accepted_on is None:
        raise ReceiptNotDue(reason=(reason or NoReceipt.ANONYMOUS).value, donation_id=donation_id)
    year = donation.accepted_on.year
    receipts.lock_book(donation.organisation_id, year)
    standing = receipts.standing_on(programme_id, donation_id)
    if standing is not None:
        return standing
    papers, _ = sort_out([(donation, donor)], versions, kind=ReceiptKind.GIFT)
    issued = write(uow, donation.organisation_id, year, papers, kind=ReceiptKind.GIFT)
    _note(uow, year, issued, about=programme_id)
    return issued[0]


def due_receipts(uow: UnitOfWork, *, year: int) -> int:
    """How many gifts of the organisation are looked at when a year's receipts are issued."""
    return ReceiptRepository(uow).count_due(_organisation(uow, None), year)


def sort_out(
    gifts: Sequence[Gift], versions: Sequence[Certification], *, kind: ReceiptKind
) -> tuple[list[Paper], Counter[NoReceipt]]:
    """Which gifts come together on which receipt, and why others come on none."""
    left_out: Counter[NoReceipt] = Counter()
    together: dict[tuple[object, ...], list[Donation]] = {}
    stated: dict[tuple[object, ...], Certification] = {}
    on_day: dict[date, Certification | None] = {}
    for donation, donor in gifts:
        day = donation.accepted_on
        if day is not None and day not in on_day:
            on_day[day] = policies.certification_on(day, versions)
        version = on_day[day] if day is not None else None
        reason = _why_none(donation, donor, versions if version is None else [version])
        if reason is not None or version is None:
            left_out[reason or NoReceipt.OUTSIDE_TERM] += 1
            continue
        key: tuple[object, ...] = (donor.id, version.notice_number, version.certified_on)
        if kind is ReceiptKind.GIFT:
            key = (donation.programme_id, donation.id)
        together.setdefault(key, []).append(donation)
        # Of two names under one notice, the paper bears the one of its last gift.
        stated[key] = version
    papers = [
        Paper(_donor_of(gifts_of), stated[key], gifts_of) for key, gifts_of in together.items()
    ]
    return papers, left_out


def write(
    uow: UnitOfWork,
    organisation_id: UUID,
    year: int,
    papers: Sequence[Paper],
    *,
    kind: ReceiptKind,
    replaces: Receipt | None = None,
) -> list[Receipt]:
    """Number and keep them; the caller holds the year's book, and has looked since."""
    if not papers:
        return []
    receipts = ReceiptRepository(uow)
    book = receipts.lock_book(organisation_id, year)
    issued: list[Receipt] = []
    lines: list[ReceiptLine] = []
    for paper in papers:
        book.last_serial += 1
        receipt = _receipt(uow, paper, year=year, serial=book.last_serial, kind=kind)
        receipt.replaces_id = None if replaces is None else replaces.id
        issued.append(receipt)
        lines += [_line(receipt, gift) for gift in paper.gifts]
    receipts.add_all(issued)
    receipts.add_all(lines)
    paid_in = {
        local_date(gift.settled_at).year
        for paper in papers
        for gift in paper.gifts
        if gift.settled_at is not None
    }
    DatePolicyRepository(uow).fix(uow, organisation_id, paid_in)
    uow.emit_all(
        ReceiptIssued(organisation_id=organisation_id, receipt_id=one.id) for one in issued
    )
    return issued


def cancel(uow: UnitOfWork, receipts: Sequence[Receipt], reason: WhyCancelled) -> None:
    """They count no more, and their gifts may come on others; the caller holds their books."""
    if not receipts:
        return
    organisation_id = receipts[0].organisation_id
    repository = ReceiptRepository(uow)
    repository.take_off(organisation_id, [one.id for one in receipts])
    repository.add_all(
        ReceiptCancellation(
            organisation_id=organisation_id,
            receipt_id=one.id,
            reason=reason,
            cancelled_at=uow.now,
            cancelled_by=uow.actor.id,
        )
        for one in receipts
    )
    for one in receipts:
        audit.record(
            uow,
            action="receipt.cancel",
            object_type="receipt",
            object_id=one.id,
            facts={"number": one.number, "reason": reason.value},
        )


def _cancel_single_ones(
    uow: UnitOfWork, organisation_id: UUID, year: int, donor_ids: Sequence[UUID]
) -> None:
    receipts = ReceiptRepository(uow)
    for donor_id in donor_ids:
        found = receipts.of_year(organisation_id, year, donor_id=donor_id, kind=ReceiptKind.GIFT)
        ids = [receipt.id for receipt, _ in found]
        gone = receipts.cancellations(organisation_id, ids)
        standing = [receipt for receipt, _ in found if receipt.id not in gone]
        cancel(uow, standing, WhyCancelled.MERGED)


def _why_none(
    donation: Donation, donor: Donor | None, versions: Sequence[Certification]
) -> NoReceipt | None:
    day = donation.accepted_on
    return policies.why_no_receipt(
        status=donation.status,
        channel=donation.channel,
        kept=bool(donation.parts.kept),
        held=donation.held,
        anonymous=donation.anonymous,
        has_name=donor is not None and donor.name_sealed is not None,
        has_address=donor is not None and donor.address_sealed is not None,
        accepted=day is not None,
        covered=day is not None and policies.certification_on(day, versions) is not None,
    )


def _receipt(
    uow: UnitOfWork, paper: Paper, *, year: int, serial: int, kind: ReceiptKind
) -> Receipt:
    days = [gift.accepted_on for gift in paper.gifts if gift.accepted_on is not None]
    return Receipt(
        organisation_id=paper.certification.organisation_id,
        id=uuid7(),
        donor_id=paper.donor_id,
        year=year,
        serial=serial,
        kind=kind,
        accepted_on=max(days),
        amount=total(gift.parts.kept for gift in paper.gifts),
        issued_at=uow.now,
        certification_id=paper.certification.id,
    )


def _line(receipt: Receipt, gift: Donation) -> ReceiptLine:
    return ReceiptLine(
        organisation_id=receipt.organisation_id,
        receipt_id=receipt.id,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        accepted_on=gift.accepted_on,
        amount=gift.parts.kept,
        standing=True,
    )


def _donor_of(gifts: Sequence[Donation]) -> UUID:
    donor_id = gifts[0].donor_id
    if donor_id is None:
        raise ValueError("nobody is receipted for a gift of nobody")
    return donor_id


def _organisation(uow: UnitOfWork, programme_id: UUID | None) -> UUID:
    if programme_id is not None:
        return programmes.get(uow, programme_id).organisation_id
    if uow.organisation_id is None:
        raise ValueError("enter an organisation before its receipts")
    return uow.organisation_id


def _note(uow: UnitOfWork, year: int, issued: Sequence[Receipt], *, about: UUID | None) -> None:
    if not issued:
        return
    audit.record(
        uow,
        action="receipts.issue",
        object_type="organisation" if about is None else "programme",
        object_id=issued[0].organisation_id if about is None else about,
        facts={"year": year, "count": len(issued), "last_serial": issued[-1].serial},
    )
