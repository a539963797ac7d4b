"""Receipts that go by post: one pile in the order of postcodes, with a list to tick off."""

from dataclasses import dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.documents import Content
from services.core.donations.errors import DonorNotFound
from services.core.donations.models import Receipt
from services.core.donations.repository import DonorRepository, ReceiptRepository
from services.core.donations.service.donors import donor_details
from services.core.donations.service.receipts.papers import contents, note_printed
from services.core.donations.types import DonorDetails
from services.core.kit.sheets import Encoding, write_csv
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork

_COLUMNS = ("order", "serial", "postcode", "address", "name", "amount")


@dataclass(frozen=True, slots=True)
class PostBatch:
    """
    :param papers: to be typeset, in the order in which the post office sorts.
    :param cover: the list that goes with them, as CSV.
    """

    papers: list[Content]
    cover: bytes


def wish_for_post(uow: UnitOfWork, *, donor_id: UUID, by_post: bool) -> None:
    """:raises DonorNotFound: the organisation knows no such donor."""
    donor = DonorRepository(uow).lock(uow.organisation_id, donor_id)
    if donor is None or donor.forgotten_at is not None:
        raise DonorNotFound(donor_id=donor_id)
    donor.receipts_by_post = by_post
    audit.record(
        uow,
        action="donor.wish_for_post",
        object_type="donor",
        object_id=donor_id,
        facts={"by_post": by_post},
    )


def post_batch(
    uow: UnitOfWork, *, year: int, language: str, encoding: Encoding = Encoding.UTF_8
) -> PostBatch:
    """
    A year's receipts of donors who wish for paper, those that count still, by postcode.

    :raises CellsNotEncodable: CP932 was asked for and a name does not fit in it.
    """
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    receipts = ReceiptRepository(uow)
    wished = [
        (receipt, donor)
        for receipt, donor in receipts.of_year(uow.organisation_id, year)
        if donor.receipts_by_post and donor.name_sealed is not None
    ]
    gone = receipts.cancellations(uow.organisation_id, [receipt.id for receipt, _ in wished])
    uow.vault.prepare({donor.id for _, donor in wished})
    pile = [
        (receipt, donor_details(uow, donor)) for receipt, donor in wished if receipt.id not in gone
    ]
    pile.sort(key=lambda pair: (pair[1].postcode or "~", pair[1].address or "", pair[0].serial))
    note_printed(uow, year, len(pile))
    papers = contents(uow, [receipt for receipt, _ in pile], language)
    return PostBatch(papers, _cover(pile, language, encoding))


def _cover(pile: list[tuple[Receipt, DonorDetails]], language: str, encoding: Encoding) -> bytes:
    header = [text(f"receipts-column-{column}", language) for column in _COLUMNS]
    rows = [
        [place, receipt.number, to.postcode, to.address, to.name, receipt.amount.minor]
        for place, (receipt, to) in enumerate(pile, start=1)
    ]
    return write_csv([header, *rows], encoding)
