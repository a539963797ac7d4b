"""Supporters ask for a campaign by pages of their own: asked for, looked at by staff, ended."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignFieldMissing,
    CampaignNotOpen,
    SupporterPageCodeTaken,
    SupporterPageDecided,
    SupporterPageNotFound,
)
from services.core.donations.events import SupporterPageAsked
from services.core.donations.models import Campaign, SupporterPage
from services.core.donations.repository import CampaignGiftRepository, SupporterPageRepository
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.types import (
    CampaignFigures,
    CampaignStatus,
    PageStatus,
    SupporterPageId,
    SupporterWords,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork

PLACE = "supporter_pages.words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporting:
    """A supporter's page, opened, with what came by it. Who the supporter is, it does not say."""

    id: SupporterPageId
    campaign_id: UUID
    code: str
    goal: Money
    status: PageStatus
    words: SupporterWords
    figures: CampaignFigures


def ask_for_page(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    donor_id: UUID,
    code: str,
    goal: Money,
    words: SupporterWords,
    id: UUID | None = None,
) -> SupporterPage:
    """
    A supporter wants to ask for a campaign themselves; nobody sees the page until it is approved.

    Gifts by it are the campaign's: its fund, its terms, its goal. The same id again is the same
    page.

    :param code: of letters, digits and hyphens; the page's address is the campaign's code, a dot
        and this.
    :raises CampaignNotOpen: the campaign takes no gifts any more, or is a draft.
    :raises SupporterPageCodeTaken: another page of the campaign has the code.
    """
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    pages = SupporterPageRepository(uow)
    if id is not None and (earlier := pages.find(programme_id, id)):
        return earlier
    _must_run(uow, campaign)
    if goal.minor <= 0:
        raise AmountNotPositive(pointer="/goal")
    for field, value in asdict(words).items():
        if not value.strip():
            raise CampaignFieldMissing(pointer=f"/{field}", field=field)
    address = f"{campaign.code}.{code}"
    if pages.find_by_code(programme_id, address):
        raise SupporterPageCodeTaken(pointer="/code", page_code=address)
    page_id = id or uuid7()
    sealed = json.dumps(asdict(words), ensure_ascii=False)
    page = SupporterPage(
        programme_id=programme_id,
        id=page_id,
        organisation_id=campaign.organisation_id,
        campaign_id=campaign_id,
        donor_id=donor_id,
        code=address,
        goal=goal,
        words_sealed=uow.vault.seal(donor_id, PLACE, page_id, sealed),
        status=PageStatus.ASKED,
        asked_at=uow.now,
    )
    pages.add(page)
    uow.emit(
        SupporterPageAsked(
            organisation_id=campaign.organisation_id, programme_id=programme_id, page_id=page_id
        )
    )
    _record(uow, page, "ask")
    return page


def decide_page(
    uow: UnitOfWork, *, programme_id: UUID, page_id: UUID, approve: bool
) -> SupporterPage:
    """
    Let everybody see a supporter's page, or refuse it.

    :raises SupporterPageNotFound: the programme has no such page.
    :raises SupporterPageDecided: it was decided before.
    """
    page = _lock(uow, programme_id, page_id)
    if page.status is not PageStatus.ASKED:
        raise SupporterPageDecided(page_id=page_id, status=page.status)
    _settle(uow, page, PageStatus.APPROVED if approve else PageStatus.REFUSED)
    _record(uow, page, "approve" if approve else "refuse")
    return page


def end_page(uow: UnitOfWork, *, programme_id: UUID, page_id: UUID) -> SupporterPage:
    """
    Show a page no more; what came by it stays given. One that has ended stays so.

    :raises SupporterPageNotFound: the programme has no such page.
    """
    page = _lock(uow, programme_id, page_id)
    if page.status is not PageStatus.ENDED:
        _settle(uow, page, PageStatus.ENDED)
        _record(uow, page, "end")
    return page


def forget_pages(uow: UnitOfWork, *, donor_id: UUID) -> None:
    """A supporter is forgotten: their pages end, and their words are gone."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    for page in SupporterPageRepository(uow).lock_of_donor(uow.organisation_id, donor_id):
        _settle(uow, page, PageStatus.ENDED)
        page.words_sealed = None


def supporter_pages(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    statuses: Sequence[PageStatus] = (PageStatus.APPROVED,),
    after: UUID | None = None,
    limit: int | None = None,
) -> list[Supporting]:
    """A campaign's pages of these statuses, opened, by id, each with what came by it."""
    found = SupporterPageRepository(uow).of_campaign(
        programme_id, campaign_id, statuses=statuses, after=after, limit=limit
    )
    figures = CampaignGiftRepository(uow).figures_by_page(programme_id, [one.id for one in found])
    readable = uow.vault.readable(one.donor_id for one in found) if found else set()
    return [
        _opened(uow, one, figures[one.id])
        for one in found
        if one.donor_id in readable and one.words_sealed is not None
    ]


def supporter_page_by_code(uow: UnitOfWork, *, programme_id: UUID, code: str) -> Supporting:
    """:raises SupporterPageNotFound: no page of this code stands."""
    page = SupporterPageRepository(uow).find_by_code(programme_id, code)
    if page is None or page.status is not PageStatus.APPROVED:
        raise SupporterPageNotFound(page_code=code)
    figures = CampaignGiftRepository(uow).figures_by_page(programme_id, [page.id])
    return _opened(uow, page, figures[page.id])


def _opened(uow: UnitOfWork, page: SupporterPage, figures: CampaignFigures) -> Supporting:
    assert page.words_sealed is not None, "a page that stands has words"
    words = json.loads(uow.vault.unseal(page.donor_id, PLACE, page.id, page.words_sealed))
    return Supporting(
        id=SupporterPageId(page.id),
        campaign_id=page.campaign_id,
        code=page.code,
        goal=page.goal,
        status=page.status,
        words=SupporterWords(**words),
        figures=figures,
    )


def _must_run(uow: UnitOfWork, campaign: Campaign) -> None:
    published = campaign.status is CampaignStatus.PUBLISHED
    if not published or uow.now >= campaign.closes_at:
        raise CampaignNotOpen(
            opens_on=local_date(campaign.opens_at), closes_on=local_date(campaign.closes_at)
        )


def _settle(uow: UnitOfWork, page: SupporterPage, status: PageStatus) -> None:
    page.status, page.decided_at, page.decided_by = status, uow.now, uow.actor.id


def _lock(uow: UnitOfWork, programme_id: UUID, page_id: UUID) -> SupporterPage:
    page = SupporterPageRepository(uow).lock(programme_id, page_id)
    if page is None:
        raise SupporterPageNotFound(page_id=page_id)
    return page


def _record(uow: UnitOfWork, page: SupporterPage, verb: str) -> None:
    audit.record(
        uow,
        action=f"supporter_page.{verb}",
        object_type="supporter_page",
        object_id=page.id,
        facts={"campaign_id": page.campaign_id},
    )
