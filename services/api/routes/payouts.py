"""Payout batches, their bank files, and the bank's answers."""

import base64
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.api.deps import Uow, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.settlements import (
    BankResultsIn,
    BatchDetailOut,
    BatchIn,
    BatchOut,
    LeftOutOut,
    PayoutOut,
    RecordedResultsOut,
    SummaryOut,
)
from services.core.identity.errors import SecondPersonRequired
from services.core.identity.policies import Permission
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.errors import ProgrammeUnknown
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    AlreadyExported,
    BankDetailsChanged,
    BatchIdReused,
    BatchStatusUnfit,
    BatchUnknown,
    NotABankDay,
    NothingToPay,
    ObjectionOpen,
    PayoutAmountDiffers,
    PayoutNotInTransit,
    PayoutUnknown,
    SourceAccountMissing,
)
from services.core.settlements.types import BankResult, PayoutBatchId

router = APIRouter(prefix="/programmes/{programme_id}", tags=["payouts"])

READ = [Depends(permit(Permission.PAYOUT_READ))]
WRITE = [Depends(permit(Permission.SETTLEMENT_WRITE))]
APPROVE = [Depends(permit(Permission.PAYOUT_APPROVE))]
EXPORT = [Depends(permit(Permission.PAYOUT_EXPORT))]

# The bank file is JIS X 0201; what it holds is for no cache to keep.
BANK_FILE = "text/plain; charset=Shift_JIS"
BANK_FILE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bank file, handed out once.",
        "content": {"text/plain": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/payout-batches", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_payout_batches(programme_id: UUID, uow: Uow, paging: Paging) -> list[BatchOut]:
    """List the programme's payout batches, oldest first."""
    programme_of(uow, programme_id)
    found = settlements.batches_of(uow, programme_id=programme_id)
    return [BatchOut.model_validate(batch) for batch in paging.of(found)]


@router.put(
    "/payout-batches/{batch_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, NotABankDay, NothingToPay, BatchIdReused),
)
def prepare_payout_batch(
    programme_id: UUID, batch_id: UUID, body: BatchIn, uow: Uow
) -> BatchDetailOut:
    """Gather what is owed and undisputed, one payout a provider; it waits for a second person."""
    programme_of(uow, programme_id)
    prepared = settlements.prepare_batch(
        uow, id=PayoutBatchId(batch_id), programme_id=programme_id, pay_on=body.pay_on
    )
    detail = _detail(uow, programme_id, batch_id)
    detail.left_out = [LeftOutOut.model_validate(one) for one in prepared.left_out]
    return detail


@router.get(
    "/payout-batches/{batch_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, BatchUnknown),
)
def get_payout_batch(programme_id: UUID, batch_id: UUID, uow: Uow) -> BatchDetailOut:
    """Tell a payout batch with its payouts."""
    programme_of(uow, programme_id)
    return _detail(uow, programme_id, batch_id)


@router.post(
    "/payout-batches/{batch_id}/approve",
    dependencies=APPROVE,
    responses=problems(
        ProgrammeUnknown, BatchUnknown, SecondPersonRequired, BatchStatusUnfit, ObjectionOpen
    ),
)
def approve_payout_batch(programme_id: UUID, batch_id: UUID, uow: Uow) -> BatchOut:
    """Approve a batch that somebody else has prepared."""
    programme_of(uow, programme_id)
    batch = settlements.approve_batch(uow, programme_id=programme_id, batch_id=batch_id)
    return BatchOut.model_validate(batch)


@router.post(
    "/payout-batches/{batch_id}/cancel",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, BatchUnknown, BatchStatusUnfit),
)
def cancel_payout_batch(programme_id: UUID, batch_id: UUID, uow: Uow) -> BatchOut:
    """Let a batch go before its bank file is made; all of it is owed as before."""
    programme_of(uow, programme_id)
    batch = settlements.cancel_batch(uow, programme_id=programme_id, batch_id=batch_id)
    return BatchOut.model_validate(batch)


@router.post(
    "/payout-batches/{batch_id}/bank-file",
    dependencies=EXPORT,
    response_class=Response,
    responses={
        **problems(
            ProgrammeUnknown,
            BatchUnknown,
            AlreadyExported,
            BatchStatusUnfit,
            SourceAccountMissing,
            BankDetailsChanged,
        ),
        **BANK_FILE_RESPONSE,
    },
)
def export_bank_file(programme_id: UUID, batch_id: UUID, uow: Uow) -> Response:
    """Make the batch's bank file, once. It is kept nowhere: its SHA-256 stays with the batch."""
    programme_of(uow, programme_id)
    file = settlements.export_bank_file(uow, programme_id=programme_id, batch_id=batch_id)
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    return Response(
        file.content,
        media_type=BANK_FILE,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
            "Cache-Control": "no-store",
        },
    )


@router.post(
    "/payout-batches/{batch_id}/bank-file/withdraw",
    dependencies=APPROVE,
    responses=problems(ProgrammeUnknown, BatchUnknown, BatchStatusUnfit, SecondPersonRequired),
)
def withdraw_bank_file(programme_id: UUID, batch_id: UUID, uow: Uow) -> BatchOut:
    """Declare that a bank file will not be sent; another may then be made."""
    programme_of(uow, programme_id)
    batch = settlements.withdraw_bank_file(uow, programme_id=programme_id, batch_id=batch_id)
    return BatchOut.model_validate(batch)


@router.post(
    "/bank-results",
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        PayoutUnknown,
        PayoutAmountDiffers,
        PayoutNotInTransit,
        BatchStatusUnfit,
    ),
)
def record_bank_results(programme_id: UUID, body: BankResultsIn, uow: Uow) -> RecordedResultsOut:
    """Book what became of the transfers, all or none. Answers that are known change nothing."""
    programme_of(uow, programme_id)
    recorded = settlements.record_results(
        uow,
        programme_id=programme_id,
        results=[BankResult(**dict(result)) for result in body.results],
    )
    return RecordedResultsOut.model_validate(recorded)


@router.get("/settlement-summary", dependencies=READ, responses=problems(ProgrammeUnknown))
def get_settlement_summary(programme_id: UUID, uow: Uow) -> SummaryOut:
    """Tell what the programme owed its providers and what became of it."""
    programme_of(uow, programme_id)
    return SummaryOut.model_validate(settlements.summary(uow, programme_id=programme_id))


def _detail(uow: UnitOfWork, programme_id: UUID, batch_id: UUID) -> BatchDetailOut:
    batch = settlements.get_batch(uow, programme_id=programme_id, batch_id=batch_id)
    payouts = settlements.payouts_of(uow, programme_id=programme_id, batch_id=batch_id)
    return BatchDetailOut(
        **BatchOut.model_validate(batch).model_dump(),
        payouts=[PayoutOut.model_validate(payout) for payout in payouts],
    )
