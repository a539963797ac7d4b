"""Donation receipts: numbered without a gap, for named gifts with an address only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.events import ReceiptsIssued
from services.core.donations.models import Donation, Donor, Receipt
from services.core.donations.repository import ReceiptRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.types import DonorDetails, NoReceipt
from services.core.kit.periods import start_of
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

COLUMNS = ("serial", "accepted-on", "name", "postcode", "address", "amount", "campaign")


@dataclass(frozen=True, slots=True)
class Issued:
    """Receipts issued now, and the gifts of named donors that get none, by reason."""

    receipts: Sequence[Receipt]
    left_out: dict[NoReceipt, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A receipt as the list shows it."""

    id: UUID
    number: str
    accepted_on: date
    donor: DonorDetails
    amount_minor: int
    campaign_ja: str
    campaign_en: str


def issue_receipts(uow: UnitOfWork, *, programme_id: UUID, year: int) -> Issued:
    """
    Issue the receipts that are due for gifts accepted in a calendar year.

    Two at once wait for one another, so that no number is left out or given twice. What was
    issued before stays; a refunded part is not receipted.
    """
    organisation_id = programmes.get(uow, programme_id).organisation_id
    receipts = ReceiptRepository(uow)
    # Lock before looking: whoever comes second finds the first one's receipts.
    book = receipts.lock_book(organisation_id, year)
    span = (start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1)))
    issued: list[Receipt] = []
    left_out: dict[NoReceipt, int] = {}
    for donation, donor in receipts.without_receipt(programme_id, *span):
        reason = _why_none(donation, donor)
        if reason is not None:
            left_out[reason] = left_out.get(reason, 0) + 1
            continue
        book.last_serial += 1
        issued.append(_receipt(uow, donation, donor, year=year, serial=book.last_serial))
    receipts.add_all(issued)
    if issued:
        uow.emit(
            ReceiptsIssued(
                organisation_id=organisation_id,
                programme_id=programme_id,
                year=year,
                count=len(issued),
            )
        )
        audit.record(
            uow,
            action="receipts.issue",
            object_type="programme",
            object_id=programme_id,
            facts={"year": year, "count": len(issued), "last_serial": book.last_serial},
        )
    return Issued(issued, left_out)


def receipts_of_year(
    uow: UnitOfWork, *, programme_id: UUID, year: int, donor_id: UUID | None = None
) -> list[ReceiptLine]:
    """
    The receipts of a calendar year by number, with names: reading them is written down.

    :param donor_id: one donor's, where it is given.
    """
    found = ReceiptRepository(uow).of_year(programme_id, year, donor_id)
    uow.vault.prepare(donor.id for _, donor, _ in found)
    audit.record(
        uow,
        action="receipts.read",
        object_type="programme",
        object_id=programme_id,
        facts={"year": year, "count": len(found)},
    )
    return [
        ReceiptLine(
            id=receipt.id,
            number=receipt.number,
            accepted_on=receipt.accepted_on,
            donor=donor_details(uow, donor),
            amount_minor=receipt.amount.minor,
            campaign_ja=campaign.name_ja if campaign else "",
            campaign_en=campaign.name_en if campaign else "",
        )
        for receipt, donor, campaign in found
    ]


def export_receipts(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    year: int,
    language: str,
    encoding: Encoding = Encoding.UTF_8,
) -> bytes:
    """
    The list of receipts as CSV.

    :raises CellsNotEncodable: CP932 was asked for and a name does not fit in it.
    """
    header = [text(f"receipts-column-{column}", language) for column in COLUMNS]
    lines = receipts_of_year(uow, programme_id=programme_id, year=year)
    rows = [
        [
            line.number,
            line.accepted_on.isoformat(),
            line.donor.name,
            line.donor.postcode,
            line.donor.address,
            line.amount_minor,
            line.campaign_en if language == "en" else line.campaign_ja,
        ]
        for line in lines
    ]
    return write_csv([header, *rows], encoding)


def _why_none(donation: Donation, donor: Donor) -> NoReceipt | None:
    return policies.why_no_receipt(
        status=donation.status,
        channel=donation.channel,
        anonymous=donation.anonymous,
        has_name=donor.name_sealed is not None,
        has_address=donor.address_sealed is not None,
    )


def _receipt(
    uow: UnitOfWork, donation: Donation, donor: Donor, *, year: int, serial: int
) -> Receipt:
    if donation.accepted_on is None:
        raise ValueError("a gift that is not accepted yet is not receipted")
    return Receipt(
        organisation_id=donation.organisation_id,
        programme_id=donation.programme_id,
        donation_id=donation.id,
        donor_id=donor.id,
        year=year,
        serial=serial,
        accepted_on=donation.accepted_on,
        amount=donation.parts.kept,
        issued_at=uow.now,
    )
