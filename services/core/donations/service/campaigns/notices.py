"""What a campaign's donors, and its office, are written to about."""

from dataclasses import dataclass
from uuid import UUID

from services.core.donations.errors import CampaignUpdateNotFound
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.service.campaigns.updates import get_update, wants_updates
from services.core.donations.service.reach import donor_email
from services.core.donations.types import Notice, UpdateWords
from services.core.identity import service as identity
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignNotice:
    """
    What a mail about a campaign says.

    :param counted: what an All-or-Nothing campaign was decided by.
    :param words: of an update; None where the catalogue has them.
    """

    kind: Notice
    organisation_ja: str
    organisation_en: str
    name_ja: str
    name_en: str
    goal: Money
    counted: Money
    words: UpdateWords | None


def campaign_notice(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    kind: Notice,
    update_id: UUID | None = None,
) -> CampaignNotice | None:
    """What to write; None where there is no more to say: the update was withdrawn meanwhile."""
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    words = None
    if update_id is not None:
        try:
            update = get_update(uow, programme_id=programme_id, update_id=update_id)
        except CampaignUpdateNotFound:
            return None
        if update.withdrawn_at is not None:
            return None
        words = update.words
    organisation = identity.get_organisation(uow, campaign.organisation_id)
    return CampaignNotice(
        kind=kind,
        organisation_ja=organisation.name_ja,
        organisation_en=organisation.name_en,
        name_ja=campaign.name_ja,
        name_en=campaign.name_en,
        goal=campaign.goal,
        counted=Money(campaign.counted_minor or 0, campaign.goal.currency),
        words=words,
    )


def where_to_write(uow: UnitOfWork, *, donor_id: UUID, kind: Notice) -> str | None:
    """
    A donor's address; None where they have told none, are forgotten, or want no such mail.

    What becomes of their money, they are told in any case.
    """
    if kind is Notice.UPDATE and not wants_updates(uow, donor_id=donor_id):
        return None
    return donor_email(uow, donor_id=donor_id)
