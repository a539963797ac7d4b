"""What is a family's own: its vouchers."""

from fastapi import APIRouter, Depends

from services.api.deps import Uow, organisation_of, own_household, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.vouchers import VoucherOut
from services.core.identity.policies import Permission, Scope
from services.core.vouchers import service as vouchers

router = APIRouter(prefix="/me", tags=["account"])

VOUCHERS = [Depends(permit(Permission.VOUCHER_READ, Scope.OWN_HOUSEHOLD))]


@router.get("/vouchers", dependencies=VOUCHERS, responses=problems())
def list_own_vouchers(uow: Uow, paging: Paging) -> list[VoucherOut]:
    """List your children's vouchers with what is left of them; nothing for who is no family."""
    household_id = own_household(uow, Permission.VOUCHER_READ)
    if household_id is None:
        return []
    own = vouchers.of_household(
        uow, organisation_id=organisation_of(uow), household_id=household_id
    )
    return [
        VoucherOut.of(
            voucher,
            vouchers.available(uow, programme_id=voucher.programme_id, voucher_id=voucher.id),
        )
        for voucher in paging.of(own)
    ]
