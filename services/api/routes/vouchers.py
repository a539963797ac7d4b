"""Vouchers: issue them, read them, give a lost card anew, end one early; verify them offline."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from services.api.deps import PublicUow, Uow, own_household, permit, programme_of, public
from services.api.idempotency import OnceOnly
from services.api.problems import problems, public_problems
from services.api.schemas.fields import INTEGER_MAX
from services.api.schemas.vouchers import IssuedOut, VoucherOut
from services.core.households import service as households
from services.core.identity.policies import Permission, Scope
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.errors import ProgrammeUnknown
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import (
    SigningKeyNotFound,
    StatusListNotFound,
    VoucherNotFound,
    VoucherNotIssued,
)

router = APIRouter(tags=["vouchers"])

READ = [Depends(permit(Permission.VOUCHER_READ, Scope.OWN_HOUSEHOLD))]
WRITE = [Depends(permit(Permission.VOUCHER_WRITE))]
PRINT = [Depends(permit(Permission.VOUCHER_PRINT))]
OPEN = [Depends(public)]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

BASE = "/programmes/{programme_id}/vouchers"
STATUS_LIST = "application/statuslist+cwt"
PDF = "application/pdf"
# Devices ask hourly; a proxy may answer many of them with one signature.
CACHED = {"Cache-Control": "public, max-age=300"}

Language = Annotated[
    Literal["ja", "ja-easy", "en"], Query(description="Of the words on the cards.")
]
Contact = Annotated[
    str | None, Query(max_length=60, description="Whom families call: a name and a number.")
]


@router.post(
    f"{BASE}/issue",
    dependencies=WRITE,
    response_model=IssuedOut,
    responses=problems(ProgrammeUnknown, *ONCE),
)
def issue_vouchers(programme_id: UUID, uow: Uow, once: OnceOnly) -> Response:
    """Issue a voucher for every accepted award that has none."""
    programme = programme_of(uow, programme_id)
    return once.answer(
        lambda: IssuedOut(issued=vouchers.issue_due(uow, programme_id=programme.id)), status=200
    )


@router.get(
    f"{BASE}/cards.pdf",
    dependencies=PRINT,
    response_class=Response,
    responses={**problems(ProgrammeUnknown), 200: {"content": {PDF: {}}}},
)
def print_cards(
    programme_id: UUID, uow: Uow, language: Language = "ja-easy", contact: Contact = None
) -> Response:
    """Print the cards of all good vouchers, eight on a sheet of A4."""
    programme = programme_of(uow, programme_id)
    pdf = vouchers.card_sheets(uow, programme_id=programme.id, language=language, contact=contact)
    return Response(pdf, media_type=PDF)


@router.get(f"{BASE}/{{voucher_id}}", dependencies=READ, responses=problems(VoucherNotFound))
def get_voucher(programme_id: UUID, voucher_id: UUID, uow: Uow) -> VoucherOut:
    """Tell a voucher's state and what is left of it; a family's, of its own children's."""
    programme_of(uow, programme_id)
    told = _told(uow, programme_id, voucher_id)
    household_id = own_household(uow, Permission.VOUCHER_READ)
    if household_id is not None and told.child_id not in households.children_of(
        uow, household_id=household_id
    ):
        raise VoucherNotFound(voucher_id=voucher_id)
    return told


@router.get(
    f"{BASE}/{{voucher_id}}/card.pdf",
    dependencies=PRINT,
    response_class=Response,
    responses={**problems(VoucherNotFound), 200: {"content": {PDF: {}}}},
)
def print_card(
    programme_id: UUID,
    voucher_id: UUID,
    uow: Uow,
    language: Language = "ja-easy",
    contact: Contact = None,
) -> Response:
    """Print the present card of one voucher."""
    programme = programme_of(uow, programme_id)
    pdf = vouchers.card_sheets(
        uow,
        programme_id=programme.id,
        voucher_ids=[voucher_id],
        language=language,
        contact=contact,
    )
    return Response(pdf, media_type=PDF)


@router.post(
    f"{BASE}/{{voucher_id}}/reissue",
    dependencies=WRITE,
    response_model=VoucherOut,
    responses=problems(VoucherNotFound, VoucherNotIssued, *ONCE),
)
def reissue_voucher(programme_id: UUID, voucher_id: UUID, uow: Uow, once: OnceOnly) -> Response:
    """Give a voucher a new card; the old code and token are good for nothing from now on."""
    programme = programme_of(uow, programme_id)

    def reissue() -> VoucherOut:
        vouchers.reissue(uow, programme_id=programme.id, voucher_id=voucher_id)
        return _told(uow, programme_id, voucher_id)

    return once.answer(reissue, status=200)


@router.post(
    f"{BASE}/{{voucher_id}}/revoke",
    dependencies=WRITE,
    response_model=VoucherOut,
    responses=problems(VoucherNotFound, VoucherNotIssued, *ONCE),
)
def revoke_voucher(programme_id: UUID, voucher_id: UUID, uow: Uow, once: OnceOnly) -> Response:
    """End a voucher before its time; what is left of it goes back to its funds."""
    programme = programme_of(uow, programme_id)

    def revoke() -> VoucherOut:
        vouchers.revoke(uow, programme_id=programme.id, voucher_id=voucher_id)
        return _told(uow, programme_id, voucher_id)

    return once.answer(revoke, status=200)


@router.get(
    "/programmes/{programme_id}/status-lists/{number}",
    dependencies=OPEN,
    response_class=Response,
    responses={
        **public_problems(ProgrammeUnknown, StatusListNotFound),
        200: {"content": {STATUS_LIST: {}}},
    },
)
def get_status_list(
    programme_id: UUID, number: Annotated[int, Path(ge=0, le=INTEGER_MAX)], uow: PublicUow
) -> Response:
    """Which credentials are revoked, as a signed list that names nobody; good for 24 hours."""
    signed = vouchers.status_list(uow, programme_id=programme_id, number=number)
    return Response(signed, media_type=STATUS_LIST, headers=CACHED)


@router.get(
    "/organisations/{organisation_id}/trust.json",
    dependencies=OPEN,
    response_class=Response,
    responses={
        **public_problems(SigningKeyNotFound),
        200: {"content": {"application/json": {}}},
    },
)
def get_trust_list(organisation_id: UUID, uow: PublicUow) -> Response:
    """The public keys that verify the organisation's credentials, signed by its root."""
    document = vouchers.trust_list(uow, organisation_id=organisation_id)
    return Response(document, media_type="application/json", headers=CACHED)


def _told(uow: UnitOfWork, programme_id: UUID, voucher_id: UUID) -> VoucherOut:
    voucher = vouchers.get(uow, programme_id=programme_id, voucher_id=voucher_id)
    left = vouchers.available(uow, programme_id=programme_id, voucher_id=voucher_id)
    return VoucherOut.of(voucher, left)
