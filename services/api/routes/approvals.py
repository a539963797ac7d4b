"""The inbox of the second person: all that waits for whoever asks (I12)."""

from collections import Counter

from fastapi import APIRouter, Depends

from services.api.deps import Uow, organisation_of, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.approvals import WaitingCountsOut, WaitingOut
from services.core.approvals import service as approvals
from services.core.identity.policies import Permission

router = APIRouter(tags=["approvals"])

READ = [Depends(permit(Permission.APPROVAL_READ))]


@router.get("/approvals", dependencies=READ, responses=problems())
def list_approvals(uow: Uow, paging: Paging) -> list[WaitingOut]:
    """List what you may approve and had no hand in yourself, oldest first."""
    waiting = approvals.waiting_for_me(uow, organisation_id=organisation_of(uow))
    page = list(paging.of(waiting))
    names = approvals.names_of(uow, page)
    return [WaitingOut.of(each, names.get(each.asked_by)) for each in page]


@router.get("/approvals/counts", dependencies=READ, responses=problems())
def count_approvals(uow: Uow) -> WaitingCountsOut:
    """Tell how much waits for you, and since when."""
    waiting = approvals.waiting_for_me(uow, organisation_id=organisation_of(uow))
    return WaitingCountsOut(
        total=len(waiting),
        by_kind=Counter(each.kind for each in waiting),
        oldest_asked_at=waiting[0].asked_at if waiting else None,
    )
