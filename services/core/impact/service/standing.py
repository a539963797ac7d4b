"""
How far the gifts of a campaign, or of a sponsor's fund, have come: promised, used, by how many.

It says the same as the trace of each gift (`impact.trace`), in one statement and for all at once.
"""

from dataclasses import dataclass
from uuid import UUID

from services.core.donations import service as donations
from services.core.donations.types import SponsorFigures
from services.core.impact.repository.standing import StandingRepository
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Yen, and children.

    :param committed: promised to children and not used yet.
    :param children: None where they are so few that the number would tell of one of them.
    """

    used: int
    committed: int
    children: int | None


@dataclass(frozen=True, slots=True)
class PoolStatement:
    """What became of the places that a company promised to pay for."""

    figures: SponsorFigures
    standing: Standing
    places: int


def standing_of_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Standing:
    """What of a campaign's gifts, to whichever of its funds, has been promised and used."""
    found = StandingRepository(uow).of_campaign(programme_id, campaign_id)
    return _standing(uow, programme_id, *found)


def pool_statement(
    uow: UnitOfWork, *, programme_id: UUID, sponsorship_id: UUID
) -> PoolStatement | None:
    """
    What a sponsor of places may read of them; None where it promised no places.

    :raises SponsorshipNotFound: the programme has no such promise.
    """
    promise = donations.get_sponsorship(
        uow, programme_id=programme_id, sponsorship_id=sponsorship_id
    )
    if promise.fund_id is None or promise.places is None:
        return None
    found = StandingRepository(uow).of_fund(programme_id, promise.fund_id)
    return PoolStatement(
        figures=donations.sponsor_figures(uow, promise),
        standing=_standing(uow, programme_id, *found),
        places=promise.places,
    )


def _standing(
    uow: UnitOfWork, programme_id: UUID, used: int, children: int, allocated: int
) -> Standing:
    k = programmes.get(uow, programme_id).terms.small_cell_k
    return Standing(
        used=used, committed=allocated - used, children=children if children >= k else None
    )
