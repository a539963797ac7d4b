"""Uses of vouchers after the counter, and the rosters on which they stand."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Depends

from services.api.deps import (
    CurrentRuntime,
    Uow,
    organisation_of,
    own_household,
    permit,
    programme_of,
)
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.redemptions import (
    DisputeIn,
    EnrolmentIn,
    EnrolmentOut,
    LeaveIn,
    RedemptionOut,
    ReversalIn,
    ReversalOut,
)
from services.core.households import service as households
from services.core.households.errors import ConsentMissing
from services.core.households.types import CardName, ChildId, ConsentPurpose
from services.core.identity.policies import Permission, Scope
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.errors import ProgrammeUnknown
from services.core.providers.errors import ProviderNotFound, SiteNotFound
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import (
    CardReplaced,
    CodeNotGenuine,
    CodeUnknown,
    CodeUnreadable,
    EnrolmentIdReused,
    EnrolmentNotFound,
    RedemptionNotDisputed,
    RedemptionNotFound,
    RedemptionNotOpen,
    RedemptionRefused,
    ReversalIdReused,
    ReversedMoreThanRedeemed,
    ScannerLocked,
    ScannerNotFound,
    VoucherHasExpired,
)
from services.core.redemptions.models import Enrolment, Redemption
from services.core.redemptions.types import EnrolmentId, ReversalId
from services.core.vouchers import service as vouchers

router = APIRouter(tags=["redemptions"])

READ = [Depends(permit(Permission.REDEMPTION_READ, Scope.OWN_PROVIDER, Scope.OWN_HOUSEHOLD))]
REVERSE = [Depends(permit(Permission.REDEMPTION_REVERSE, Scope.OWN_PROVIDER))]
CONFIRM = [Depends(permit(Permission.REDEMPTION_CONFIRM, Scope.OWN_HOUSEHOLD))]
DISMISS = [Depends(permit(Permission.DISPUTE_DISMISS))]


@router.get("/redemptions", dependencies=READ, responses=problems())
def list_redemptions(uow: Uow, paging: Paging) -> list[RedemptionOut]:
    """List uses, newest ids first; a provider sees its own, a family its children's."""
    found = redemptions.page(
        uow,
        organisation_id=organisation_of(uow),
        provider_id=uow.actor.provider_id,
        voucher_ids=_own_vouchers(uow, Permission.REDEMPTION_READ),
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [RedemptionOut.model_validate(redemption) for redemption in paging.cut(found)]


@router.get(
    "/redemptions/{redemption_id}", dependencies=READ, responses=problems(RedemptionNotFound)
)
def get_redemption(redemption_id: UUID, uow: Uow) -> RedemptionOut:
    """Tell how far a use has come; another provider's or family's is not found."""
    return RedemptionOut.model_validate(_own(uow, redemption_id, Permission.REDEMPTION_READ))


@router.put(
    "/redemptions/{redemption_id}/reversals/{reversal_id}",
    status_code=201,
    dependencies=REVERSE,
    responses=problems(RedemptionNotFound, ReversedMoreThanRedeemed, ReversalIdReused),
)
def reverse_redemption(
    redemption_id: UUID, reversal_id: UUID, body: ReversalIn, uow: Uow
) -> ReversalOut:
    """Undo a use, in part or whole; what was paid out already is netted in the next statement."""
    redemption = _own(uow, redemption_id, Permission.REDEMPTION_REVERSE)
    reversal = redemptions.reverse(
        uow,
        id=ReversalId(reversal_id),
        programme_id=redemption.programme_id,
        redemption_id=redemption_id,
        reason=body.reason,
        amount=Money(body.amount_minor) if body.amount_minor else None,
    )
    return ReversalOut.model_validate(reversal)


@router.post(
    "/redemptions/{redemption_id}/confirm",
    dependencies=CONFIRM,
    responses=problems(RedemptionNotFound, RedemptionNotOpen),
)
def confirm_redemption(redemption_id: UUID, uow: Uow) -> RedemptionOut:
    """Record the family's word that the lesson took place. Again changes nothing."""
    programme_id = _own(uow, redemption_id, Permission.REDEMPTION_CONFIRM).programme_id
    redemption = redemptions.confirm(uow, programme_id=programme_id, redemption_id=redemption_id)
    return RedemptionOut.model_validate(redemption)


@router.post(
    "/redemptions/{redemption_id}/dispute",
    dependencies=CONFIRM,
    responses=problems(RedemptionNotFound, RedemptionNotOpen),
)
def dispute_redemption(redemption_id: UUID, body: DisputeIn, uow: Uow) -> RedemptionOut:
    """Record the family's word that something is wrong; possible until the use is closed."""
    programme_id = _own(uow, redemption_id, Permission.REDEMPTION_CONFIRM).programme_id
    redemption = redemptions.dispute(
        uow, programme_id=programme_id, redemption_id=redemption_id, because=body.because
    )
    return RedemptionOut.model_validate(redemption)


@router.post(
    "/redemptions/{redemption_id}/dismiss-dispute",
    dependencies=DISMISS,
    responses=problems(RedemptionNotFound, RedemptionNotDisputed),
)
def dismiss_dispute(redemption_id: UUID, uow: Uow) -> RedemptionOut:
    """The office finds the use right; where it is wrong, it is reversed instead."""
    programme_id = _own(uow, redemption_id, Permission.DISPUTE_DISMISS).programme_id
    redemption = redemptions.dismiss_dispute(
        uow, programme_id=programme_id, redemption_id=redemption_id
    )
    return RedemptionOut.model_validate(redemption)


@router.post(
    "/scanners/{scanner_id}/unlock",
    status_code=204,
    dependencies=[Depends(permit(Permission.SCANNER_UNLOCK))],
    responses=problems(ScannerNotFound),
)
def unlock_scanner(scanner_id: UUID, uow: Uow) -> None:
    """Let a scanner try codes again that ten wrong ones had locked."""
    redemptions.unlock_scanner(uow, scanner_id=scanner_id)


@router.put(
    "/programmes/{programme_id}/enrolments/{enrolment_id}",
    status_code=201,
    dependencies=[Depends(permit(Permission.ENROLMENT_WRITE, Scope.OWN_PROVIDER))],
    responses=problems(
        ProgrammeUnknown,
        ProviderNotFound,
        SiteNotFound,
        ConsentMissing,
        EnrolmentIdReused,
        CodeUnreadable,
        CodeNotGenuine,
        CodeUnknown,
        CardReplaced,
        VoucherHasExpired,
        ScannerLocked,
    ),
)
def enrol_child(
    programme_id: UUID, enrolment_id: UUID, body: EnrolmentIn, uow: Uow, runtime: CurrentRuntime
) -> EnrolmentOut:
    """Give a place to the child whose voucher was shown; a child has one with a provider."""
    programme_of(uow, programme_id)
    provider_id = _provider(uow, body.provider_id)
    if body.child_id is not None and uow.actor.provider_id is None:
        enrolment = redemptions.enrol(
            uow,
            id=EnrolmentId(enrolment_id),
            programme_id=programme_id,
            provider_id=provider_id,
            site_id=body.site_id,
            child_id=body.child_id,
        )
        return _roster(uow, programme_id, [enrolment])[0]
    try:
        enrolment = redemptions.enrol_shown(
            uow,
            id=EnrolmentId(enrolment_id),
            programme_id=programme_id,
            provider_id=provider_id,
            site_id=body.site_id,
            shown=body.code or "",
            scanner_id=uow.actor.id,
        )
    except RedemptionRefused as refusal:
        with runtime.unit_of_work(uow.actor) as apart:
            redemptions.keep_refusal(
                apart,
                refusal=refusal,
                provider_id=provider_id,
                scanner_id=uow.actor.id,
                asked_id=enrolment_id,
            )
        raise
    return _roster(uow, programme_id, [enrolment])[0]


@router.get(
    "/programmes/{programme_id}/enrolments",
    dependencies=[Depends(permit(Permission.ENROLMENT_READ, Scope.OWN_PROVIDER))],
    responses=problems(ProgrammeUnknown, ProviderNotFound),
)
def list_enrolments(
    programme_id: UUID, uow: Uow, paging: Paging, provider_id: UUID | None = None
) -> list[EnrolmentOut]:
    """List a provider's roster: initials and grade bands, nothing that tells why."""
    programme_of(uow, programme_id)
    found = redemptions.enrolments_of(
        uow, programme_id=programme_id, provider_id=_provider(uow, provider_id)
    )
    return _roster(uow, programme_id, paging.of(found))


@router.post(
    "/programmes/{programme_id}/enrolments/{enrolment_id}/leave",
    dependencies=[Depends(permit(Permission.ENROLMENT_WRITE, Scope.OWN_PROVIDER))],
    responses=problems(ProgrammeUnknown, EnrolmentNotFound),
)
def end_enrolment(programme_id: UUID, enrolment_id: UUID, body: LeaveIn, uow: Uow) -> EnrolmentOut:
    """End a child's place: lessons before that day are still paid."""
    programme_of(uow, programme_id)
    enrolment = redemptions.get_enrolment(uow, programme_id=programme_id, enrolment_id=enrolment_id)
    if uow.actor.provider_id not in {None, enrolment.provider_id}:
        raise EnrolmentNotFound(enrolment_id=enrolment_id)
    redemptions.leave(
        uow, programme_id=programme_id, enrolment_id=enrolment_id, left_on=body.left_on
    )
    return _roster(uow, programme_id, [enrolment])[0]


def _own(uow: UnitOfWork, redemption_id: UUID, permission: Permission) -> Redemption:
    """:raises RedemptionNotFound: there is no such use, or it is another provider's or family's."""
    return redemptions.find(
        uow,
        organisation_id=organisation_of(uow),
        redemption_id=redemption_id,
        provider_id=uow.actor.provider_id,
        voucher_ids=_own_vouchers(uow, permission),
    )


def _own_vouchers(uow: UnitOfWork, permission: Permission) -> set[UUID] | None:
    """The vouchers of the family that asks; None: it is not a family."""
    household_id = own_household(uow, permission)
    if household_id is None:
        return None
    own = vouchers.of_household(
        uow, organisation_id=organisation_of(uow), household_id=household_id
    )
    return {voucher.id for voucher in own}


def _provider(uow: UnitOfWork, named: UUID | None) -> UUID:
    """The provider that the actor speaks for, or that the office names."""
    provider_id = uow.actor.provider_id or named
    if provider_id is None or named not in {None, provider_id}:
        raise ProviderNotFound(pointer="/provider_id")
    return provider_id


def _roster(
    uow: UnitOfWork, programme_id: UUID, enrolments: Sequence[Enrolment]
) -> list[EnrolmentOut]:
    child_ids = {enrolment.child_id for enrolment in enrolments}
    if uow.actor.provider_id is not None:
        sharing = ConsentPurpose.SHARING_WITH_PROVIDER
        child_ids &= households.shareable(uow, child_ids=child_ids, purpose=sharing)
    names: dict[ChildId, CardName] = households.card_names(
        uow, programme_id=programme_id, child_ids=child_ids
    )
    return [_line(enrolment, names.get(ChildId(enrolment.child_id))) for enrolment in enrolments]


def _line(enrolment: Enrolment, name: CardName | None) -> EnrolmentOut:
    return EnrolmentOut(
        id=enrolment.id,
        site_id=enrolment.site_id,
        initial=name.initial if name else None,
        grade_band=name.band if name else None,
        enrolled_at=enrolment.enrolled_at,
        left_on=enrolment.left_on,
    )
