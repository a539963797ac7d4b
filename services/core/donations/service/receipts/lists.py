"""A year's receipts with names, to be read on screen or taken away as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.models import Donor, Receipt
from services.core.donations.repository import ReceiptRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.types import DonorDetails, ReceiptKind, WhyCancelled
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

COLUMNS = (
    *("serial", "accepted-on", "name", "postcode", "address", "amount", "campaign"),
    *("kind", "state", "replaced-by"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """
    A receipt as lists show it.

    :param accepted_on: the day of its gift, or of the last of its gifts.
    :param gifts: how many it is for.
    :param cancelled: why it counts no more, if so, with the number of the one in its place.
    :param reissued: how often the paper was printed again.
    """

    id: UUID
    number: str
    kind: ReceiptKind
    accepted_on: date
    donor: DonorDetails
    amount_minor: int
    gifts: int
    campaign_ja: str
    campaign_en: str
    issued_at: datetime
    cancelled: WhyCancelled | None
    replaced_by: str | None
    reissued: int


def receipts_of_year(
    uow: UnitOfWork, *, programme_id: UUID, year: int, donor_id: UUID | None = None
) -> list[ReceiptView]:
    """
    The receipts of a calendar year on which a gift to the programme stands or has stood, by
    number, with names: reading them is written down.

    :param donor_id: one donor's, where it is given.
    """
    organisation_id = programmes.get(uow, programme_id).organisation_id
    found = ReceiptRepository(uow).of_year(
        organisation_id, year, programme_id=programme_id, donor_id=donor_id
    )
    audit.record(
        uow,
        action="receipts.read",
        object_type="programme",
        object_id=programme_id,
        facts={"year": year, "count": len(found)},
    )
    return views(uow, organisation_id, found)


def own_receipts(uow: UnitOfWork, *, donor_id: UUID) -> list[ReceiptView]:
    """A donor's receipts of all years and programmes, the latest first."""
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    found = ReceiptRepository(uow).of_year(uow.organisation_id, None, account_of=donor_id)
    return views(uow, uow.organisation_id, list(reversed(found)))


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
            text(f"receipts-kind-{line.kind.value}", language),
            text(f"receipts-cancelled-{line.cancelled.value}", language) if line.cancelled else "",
            line.replaced_by or "",
        ]
        for line in lines
    ]
    return write_csv([header, *rows], encoding)


def views(
    uow: UnitOfWork, organisation_id: UUID, found: Sequence[tuple[Receipt, Donor]]
) -> list[ReceiptView]:
    """Receipts with all that became of them, in few statements."""
    receipts = ReceiptRepository(uow)
    ids = [receipt.id for receipt, _ in found]
    lines = receipts.lines_of(organisation_id, ids)
    cancelled = receipts.cancellations(organisation_id, ids)
    replaced = receipts.replaced_by(organisation_id, list(cancelled))
    reissued = receipts.reissues(organisation_id, ids)
    uow.vault.prepare({donor.id for _, donor in found})
    shown = []
    for receipt, donor in found:
        campaigns = [campaign for _, _, campaign in lines[receipt.id] if campaign is not None]
        gone, again = cancelled.get(receipt.id), reissued.get(receipt.id)
        shown.append(
            ReceiptView(
                id=receipt.id,
                number=receipt.number,
                kind=receipt.kind,
                accepted_on=receipt.accepted_on,
                donor=donor_details(uow, donor),
                amount_minor=receipt.amount.minor,
                gifts=len(lines[receipt.id]),
                campaign_ja="、".join(dict.fromkeys(one.name_ja for one in campaigns)),
                campaign_en=", ".join(dict.fromkeys(one.name_en for one in campaigns)),
                issued_at=receipt.issued_at,
                cancelled=gone.reason if gone else None,
                replaced_by=replaced[receipt.id].number if receipt.id in replaced else None,
                reissued=again.ordinal if again else 0,
            )
        )
    return shown
