"""Money moved by hand: one person proposes, another approves (I12, L16)."""

from uuid import UUID

from fastapi import APIRouter, Depends

from services.api.deps import Uow, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.manual_transfers import (
    ManualTransferIn,
    ManualTransferOut,
    RedesignationIn,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    DonationNotFound,
    FundTooWide,
    GiftNotMovable,
    ManualTransferDecided,
    ManualTransferIdReused,
    ManualTransferReasonUnfit,
    ManualTransferUnknown,
    SuspenseShort,
)
from services.core.donations.types import ManualTransferId, ManualTransferStatus
from services.core.identity.errors import SecondPersonRequired, StepUpRequired
from services.core.identity.policies import Permission
from services.core.kit.money import Money
from services.core.ledger.errors import AccountUnknown, FundUnknown
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}/manual-transfers", tags=["ledger"])

READ = [Depends(permit(Permission.LEDGER_READ))]
PROPOSE = [Depends(permit(Permission.TRANSFER_PROPOSE))]
APPROVE = [Depends(permit(Permission.TRANSFER_APPROVE))]
DECIDED = (ProgrammeUnknown, ManualTransferUnknown, ManualTransferDecided)


@router.get("", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_manual_transfers(
    programme_id: UUID, uow: Uow, paging: Paging, status: ManualTransferStatus | None = None
) -> list[ManualTransferOut]:
    """List what was proposed to be moved by hand, and what became of it, by id."""
    found = donations.transfers_page(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        status=status,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [ManualTransferOut.model_validate(transfer) for transfer in paging.cut(found)]


@router.get(
    "/{transfer_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, ManualTransferUnknown),
)
def get_manual_transfer(programme_id: UUID, transfer_id: UUID, uow: Uow) -> ManualTransferOut:
    """Tell what is to be moved, who asked for it, and who decided."""
    programme = programme_of(uow, programme_id)
    return ManualTransferOut.model_validate(
        donations.get_transfer(uow, programme_id=programme.id, transfer_id=transfer_id)
    )


@router.put(
    "/{transfer_id}",
    status_code=201,
    dependencies=PROPOSE,
    responses=problems(
        ProgrammeUnknown,
        DonationNotFound,
        FundUnknown,
        AccountUnknown,
        AmountNotPositive,
        GiftNotMovable,
        FundTooWide,
        SuspenseShort,
        ManualTransferReasonUnfit,
        ManualTransferIdReused,
    ),
)
def propose_manual_transfer(
    programme_id: UUID, transfer_id: UUID, body: ManualTransferIn, uow: Uow
) -> ManualTransferOut:
    """Ask for money to be moved; nothing moves until a second person approves."""
    programme = programme_of(uow, programme_id)
    if isinstance(body, RedesignationIn):
        proposal = donations.propose_redesignation(
            uow,
            id=ManualTransferId(transfer_id),
            programme_id=programme.id,
            donation_id=body.donation_id,
            to_fund_id=body.to_fund_id,
            reason=body.reason,
        )
    else:
        proposal = donations.propose_assignment(
            uow,
            id=ManualTransferId(transfer_id),
            programme_id=programme.id,
            amount=Money(body.amount_minor),
            to_fund_id=body.to_fund_id,
            reason=body.reason,
        )
    return ManualTransferOut.model_validate(proposal)


@router.post(
    "/{transfer_id}/approve",
    dependencies=APPROVE,
    responses=problems(
        *DECIDED,
        SecondPersonRequired,
        StepUpRequired,
        GiftNotMovable,
        FundTooWide,
        SuspenseShort,
    ),
)
def approve_manual_transfer(programme_id: UUID, transfer_id: UUID, uow: Uow) -> ManualTransferOut:
    """Move what somebody else has proposed. Again changes nothing."""
    programme = programme_of(uow, programme_id)
    return ManualTransferOut.model_validate(
        donations.approve_transfer(uow, programme_id=programme.id, transfer_id=transfer_id)
    )


@router.post(
    "/{transfer_id}/reject",
    dependencies=APPROVE,
    responses=problems(*DECIDED, SecondPersonRequired, StepUpRequired),
)
def reject_manual_transfer(programme_id: UUID, transfer_id: UUID, uow: Uow) -> ManualTransferOut:
    """Say no to what somebody else has proposed; nothing moves."""
    programme = programme_of(uow, programme_id)
    return ManualTransferOut.model_validate(
        donations.reject_transfer(uow, programme_id=programme.id, transfer_id=transfer_id)
    )


@router.post("/{transfer_id}/withdraw", dependencies=PROPOSE, responses=problems(*DECIDED))
def withdraw_manual_transfer(programme_id: UUID, transfer_id: UUID, uow: Uow) -> ManualTransferOut:
    """Take a proposal back before anybody has decided."""
    programme = programme_of(uow, programme_id)
    return ManualTransferOut.model_validate(
        donations.withdraw_transfer(uow, programme_id=programme.id, transfer_id=transfer_id)
    )
