"""The papers: as they were issued, printed again with a mark, one or many."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import documents
from services.core.donations.documents import Content, ReceiptPaper
from services.core.donations.errors import ReceiptCancelled, ReceiptNotFound, ReceiptUnreadable
from services.core.donations.models import Receipt, ReceiptReissue
from services.core.donations.repository import (
    CertificationRepository,
    DonorRepository,
    ReceiptRepository,
)
from services.core.donations.service.donors import donor_details
from services.core.donations.service.reach import is_own
from services.core.donations.types import DonorKind
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork


def receipt_pdf(
    uow: UnitOfWork, *, receipt_id: UUID, language: str, donor_id: UUID | None = None
) -> bytes:
    """
    A receipt as a file. One that was printed again bears the mark of the last time, one that was
    cancelled says so.

    :param donor_id: whose it must be, where only they may have it.
    :raises ReceiptNotFound: there is none, or it is another donor's.
    :raises ReceiptUnreadable: its donor was forgotten.
    """
    receipt = _find(uow, receipt_id, donor_id)
    (paper,) = contents(uow, [receipt], language)
    audit.record(uow, action="receipt.read", object_type="receipt", object_id=receipt.id)
    return documents.one_pdf(paper, language)


def reissue_receipt(
    uow: UnitOfWork, *, receipt_id: UUID, donor_id: UUID | None = None
) -> ReceiptReissue:
    """
    Note that the paper is printed again: from now on it is marked 再発行, with day and count.

    :raises ReceiptCancelled: it counts no more; the one in its place may be printed.
    """
    receipt = _find(uow, receipt_id, donor_id)
    receipts = ReceiptRepository(uow)
    # Two at once would both be the first time: the book of the year lets one go first.
    receipts.lock_book(receipt.organisation_id, receipt.year)
    if receipts.cancellations(receipt.organisation_id, [receipt.id]):
        raise ReceiptCancelled(receipt_id=receipt.id)
    last = receipts.reissues(receipt.organisation_id, [receipt.id]).get(receipt.id)
    again = ReceiptReissue(
        organisation_id=receipt.organisation_id,
        receipt_id=receipt.id,
        ordinal=last.ordinal + 1 if last else 1,
        reissued_at=uow.now,
        reissued_by=uow.actor.id,
    )
    receipts.add_all([again])
    audit.record(
        uow,
        action="receipt.reissue",
        object_type="receipt",
        object_id=receipt.id,
        facts={"number": receipt.number, "count": again.ordinal},
    )
    return again


def print_receipts(uow: UnitOfWork, *, year: int, language: str) -> list[Content]:
    """
    What all receipts of a year say that count still, by number, to be typeset outside of the
    transaction (`documents.many_pdfs`); that they were read is written down.

    Those of forgotten donors are left out: nobody knows any more what they said.
    """
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    receipts = ReceiptRepository(uow)
    found = [one for one, donor in receipts.of_year(uow.organisation_id, year) if donor.name_sealed]
    gone = receipts.cancellations(uow.organisation_id, [one.id for one in found])
    standing = [one for one in found if one.id not in gone]
    note_printed(uow, year, len(standing))
    return contents(uow, standing, language)


def note_printed(uow: UnitOfWork, year: int, count: int) -> None:
    """That a pile of a year's receipts was printed, with the names on them."""
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    audit.record(
        uow,
        action="receipts.print",
        object_type="organisation",
        object_id=uow.organisation_id,
        facts={"year": year, "count": count},
    )


def contents(uow: UnitOfWork, found: Sequence[Receipt], language: str) -> list[Content]:
    """
    What each says, in the order given.

    :raises ReceiptUnreadable: a donor was forgotten.
    """
    if not found:
        return []
    organisation_id = found[0].organisation_id
    ids = [one.id for one in found]
    receipts = ReceiptRepository(uow)
    donors = DonorRepository(uow).find_many(organisation_id, {one.donor_id for one in found})
    versions = CertificationRepository(uow).find_many(
        organisation_id, [one.certification_id for one in found if one.certification_id]
    )
    lines = receipts.lines_of(organisation_id, ids)
    cancelled = receipts.cancellations(organisation_id, ids)
    replaced = receipts.replaced_by(organisation_id, list(cancelled))
    before = receipts.find_many(organisation_id, _named(found))
    reissued = receipts.reissues(organisation_id, ids)
    uow.vault.prepare(donors)
    papers = []
    for receipt in found:
        donor = donors[receipt.donor_id]
        if donor.name_sealed is None:
            raise ReceiptUnreadable(receipt_id=receipt.id)
        gone, again = cancelled.get(receipt.id), reissued.get(receipt.id)
        instead = replaced.get(receipt.id)
        paper = ReceiptPaper(
            language=language,
            kind=receipt.kind,
            year=receipt.year,
            number=receipt.number,
            amount=receipt.amount,
            issued_on=local_date(receipt.issued_at),
            donor=donor_details(uow, donor),
            donor_kind=donor.kind or DonorKind.PERSON,
            certification=versions.get(receipt.certification_id or receipt.id),
            lines=[
                (line.accepted_on, _called(campaign, language), line.amount)
                for line, _, campaign in lines[receipt.id]
            ],
            cancelled_on=local_date(gone.cancelled_at) if gone else None,
            replaced_by=instead.number if instead else None,
            replaces=before[receipt.replaces_id].number if receipt.replaces_id else None,
            reissued=(again.ordinal, local_date(again.reissued_at)) if again else None,
        )
        papers.append(paper.content())
    return papers


def _find(uow: UnitOfWork, receipt_id: UUID, donor_id: UUID | None) -> Receipt:
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    receipt = ReceiptRepository(uow).find(uow.organisation_id, receipt_id)
    if receipt is None or not (
        donor_id is None or is_own(uow, donor_id=donor_id, other_id=receipt.donor_id)
    ):
        raise ReceiptNotFound(receipt_id=receipt_id)
    return receipt


def _named(found: Collection[Receipt]) -> list[UUID]:
    return [one.replaces_id for one in found if one.replaces_id is not None]


def _called(campaign: object, language: str) -> str:
    return str(getattr(campaign, f"name_{language}", "")) if campaign is not None else ""
