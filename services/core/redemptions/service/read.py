"""Look uses up."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.redemptions.errors import RedemptionNotFound
from services.core.redemptions.models import Redemption
from services.core.redemptions.repository import RedemptionRepository


def get(uow: UnitOfWork, *, programme_id: UUID, redemption_id: UUID) -> Redemption:
    """:raises RedemptionNotFound: the programme has no such use."""
    redemption = RedemptionRepository(uow).find(programme_id, redemption_id)
    if redemption is None:
        raise RedemptionNotFound(redemption_id=redemption_id)
    return redemption


def find(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    redemption_id: UUID,
    provider_id: UUID | None = None,
    voucher_ids: Collection[UUID] | None = None,
) -> Redemption:
    """
    A use by its id alone.

    :param provider_id: where it is given, uses at other providers are not found.
    :param voucher_ids: where they are given, uses of other vouchers are not found.
    :raises RedemptionNotFound: there is none, or it is another's.
    """
    redemption = RedemptionRepository(uow).find_anywhere(organisation_id, redemption_id)
    if (
        redemption is None
        or provider_id not in {None, redemption.provider_id}
        or (voucher_ids is not None and redemption.voucher_id not in voucher_ids)
    ):
        raise RedemptionNotFound(redemption_id=redemption_id)
    return redemption


def page(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    provider_id: UUID | None = None,
    voucher_ids: Collection[UUID] | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> Sequence[Redemption]:
    """
    Uses from the newest id on, at most `limit`.

    :param provider_id: those of one provider, where it is given.
    :param voucher_ids: those of these vouchers, where they are given.
    """
    return RedemptionRepository(uow).page(
        organisation_id=organisation_id,
        provider_id=provider_id,
        voucher_ids=voucher_ids,
        after=after,
        limit=limit,
    )
