"""News for a campaign's donors: published, corrected, withdrawn; and who wants none by mail."""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    CampaignFieldMissing,
    CampaignNotPublished,
    CampaignReasonMissing,
    CampaignUpdateNotFound,
    CampaignUpdateWithdrawn,
    UnsubscribeRefused,
)
from services.core.donations.events import CampaignUpdatePublished, DonorToBeTold
from services.core.donations.models import (
    Campaign,
    CampaignUpdate,
    CampaignUpdateVersion,
    UpdateOptOut,
)
from services.core.donations.repository import (
    CampaignGiftRepository,
    CampaignUpdateRepository,
    DonorRepository,
)
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.types import CampaignStatus, Notice, UpdateId, UpdateWords
from services.core.kit.crypto import KeyRing
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# How much of the digest a link bears: 128 bits are beyond guessing.
_TAG_BYTES = 16
_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An update with all its words, the newest last; one word a version."""

    id: UpdateId
    campaign_id: UUID
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    versions: tuple[CampaignUpdateVersion, ...]

    @property
    def words(self) -> UpdateWords:
        last = self.versions[-1]
        return UpdateWords(
            title_ja=last.title_ja,
            title_en=last.title_en,
            body_ja=last.body_ja,
            body_en=last.body_en,
        )

    @property
    def corrected_at(self) -> datetime | None:
        return self.versions[-1].written_at if len(self.versions) > 1 else None


def publish_update(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    words: UpdateWords,
    id: UUID | None = None,
) -> Update:
    """
    Tell a campaign's donors something, on its page and by mail.

    The same id again is the same update.

    :raises CampaignNotPublished: a draft has no donors.
    :raises CampaignFieldMissing: a title or text is empty in one of the languages.
    """
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished(campaign_id=campaign_id)
    _must_say_something(words)
    updates = CampaignUpdateRepository(uow)
    if id is not None and updates.find(programme_id, id) is not None:
        return get_update(uow, programme_id=programme_id, update_id=id)
    update = CampaignUpdate(
        programme_id=programme_id,
        id=id or uuid7(),
        campaign_id=campaign_id,
        version=1,
        published_at=uow.now,
    )
    updates.add(update)
    _note_words(uow, update, words)
    uow.emit(
        CampaignUpdatePublished(
            organisation_id=campaign.organisation_id,
            programme_id=programme_id,
            campaign_id=campaign_id,
            update_id=update.id,
        )
    )
    _record(uow, update, "publish")
    return get_update(uow, programme_id=programme_id, update_id=update.id)


def correct_update(
    uow: UnitOfWork, *, programme_id: UUID, update_id: UUID, words: UpdateWords
) -> Update:
    """
    Show other words from now on; the earlier ones stay readable beside them. No second mail.

    :raises CampaignUpdateNotFound: the programme has no such update.
    :raises CampaignUpdateWithdrawn: it is shown no more.
    """
    _must_say_something(words)
    update = _lock(uow, programme_id, update_id)
    update.version += 1
    _note_words(uow, update, words)
    _record(uow, update, "correct")
    return get_update(uow, programme_id=programme_id, update_id=update_id)


def withdraw_update(uow: UnitOfWork, *, programme_id: UUID, update_id: UUID, reason: str) -> Update:
    """
    Show an update no more; in its place stands that it was withdrawn, and why.

    :raises CampaignUpdateNotFound: the programme has no such update.
    :raises CampaignUpdateWithdrawn: it was withdrawn before.
    :raises CampaignReasonMissing: no reason is told.
    """
    if not reason.strip():
        raise CampaignReasonMissing(pointer="/reason")
    update = _lock(uow, programme_id, update_id)
    update.withdrawn_at, update.withdrawn_because = uow.now, reason
    _record(uow, update, "withdraw")
    return get_update(uow, programme_id=programme_id, update_id=update_id)


def get_update(uow: UnitOfWork, *, programme_id: UUID, update_id: UUID) -> Update:
    """:raises CampaignUpdateNotFound: the programme has no such update."""
    update = CampaignUpdateRepository(uow).find(programme_id, update_id)
    if update is None:
        raise CampaignUpdateNotFound(update_id=update_id)
    return _with_words(uow, programme_id, [update])[0]


def updates_of(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> list[Update]:
    """A campaign's updates, the newest first, withdrawn ones among them."""
    found = CampaignUpdateRepository(uow).of_campaign(programme_id, campaign_id)
    return _with_words(uow, programme_id, found)


def announce(
    uow: UnitOfWork, *, campaign: Campaign, notice: Notice, update_id: UUID | None = None
) -> int:
    """
    Have each known donor of a campaign written to, an errand each; returns to how many.

    Of what becomes of their money, donors are told even where they want no updates.
    """
    ids = CampaignGiftRepository(uow).donor_ids(campaign.programme_id, campaign.id)
    if notice is Notice.UPDATE:
        unwilling = CampaignUpdateRepository(uow).opted_out(campaign.organisation_id, ids)
        ids = [id for id in ids if id not in unwilling]
    uow.emit_all(
        DonorToBeTold(
            organisation_id=campaign.organisation_id,
            programme_id=campaign.programme_id,
            donor_id=id,
            campaign_id=campaign.id,
            notice=notice.value,
            update_id=update_id,
        )
        for id in ids
    )
    return len(ids)


def wants_updates(uow: UnitOfWork, *, donor_id: UUID) -> bool:
    """Whether a donor of the organisation entered is sent updates by mail."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    return not CampaignUpdateRepository(uow).opted_out(uow.organisation_id, [donor_id])


def set_updates(uow: UnitOfWork, *, donor_id: UUID, wanted: bool) -> None:
    """Send a donor of the organisation entered updates by mail, or none from now on."""
    assert uow.organisation_id is not None, "donors belong to an organisation"
    updates = CampaignUpdateRepository(uow)
    if wanted:
        updates.opt_in(uow.organisation_id, donor_id)
    else:
        updates.opt_out(
            UpdateOptOut(
                organisation_id=uow.organisation_id, donor_id=donor_id, opted_out_at=uow.now
            )
        )
    action = "donor.want_updates" if wanted else "donor.want_no_updates"
    audit.record(uow, action=action, object_type="donor", object_id=donor_id)


def unsubscribe_token(ring: KeyRing, *, organisation_id: UUID, donor_id: UUID) -> str:
    """What the link at the foot of an update bears: it ends updates by mail, and does no more."""
    ids = organisation_id.bytes + donor_id.bytes
    [tag, *_] = _tags(ring, ids)
    return base64.urlsafe_b64encode(ids + tag).rstrip(b"=").decode()


def unsubscribe(uow: UnitOfWork, *, token: str) -> None:
    """
    Send whoever the link was sent to no more updates. Again changes nothing.

    :raises UnsubscribeRefused: the link is not one of ours, or not whole.
    """
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise UnsubscribeRefused from error
    ids, tag = raw[: 2 * _ID_BYTES], raw[2 * _ID_BYTES :]
    if not any(hmac.compare_digest(tag, each) for each in _tags(uow.ring, ids)):
        raise UnsubscribeRefused
    organisation_id, donor_id = UUID(bytes=ids[:_ID_BYTES]), UUID(bytes=ids[_ID_BYTES:])
    uow.enter(organisation_id)
    if DonorRepository(uow).find_many(organisation_id, [donor_id]):
        set_updates(uow, donor_id=donor_id, wanted=False)


def _tags(ring: KeyRing, ids: bytes) -> list[bytes]:
    """Under each root key in force, today's first: links in old mails go on working."""
    return [
        hmac.digest(key, ids, "sha256")[:_TAG_BYTES]
        for key in ring.derive_each("donations.unsubscribe")
    ]


def _with_words(
    uow: UnitOfWork, programme_id: UUID, found: Sequence[CampaignUpdate]
) -> list[Update]:
    words: dict[UUID, list[CampaignUpdateVersion]] = {one.id: [] for one in found}
    for version in CampaignUpdateRepository(uow).words(programme_id, list(words)):
        words[version.update_id].append(version)
    return [
        Update(
            id=UpdateId(one.id),
            campaign_id=one.campaign_id,
            published_at=one.published_at,
            withdrawn_at=one.withdrawn_at,
            withdrawn_because=one.withdrawn_because,
            versions=tuple(words[one.id]),
        )
        for one in found
    ]


def _note_words(uow: UnitOfWork, update: CampaignUpdate, words: UpdateWords) -> None:
    CampaignUpdateRepository(uow).add_version(
        CampaignUpdateVersion(
            programme_id=update.programme_id,
            update_id=update.id,
            version=update.version,
            written_at=uow.now,
            written_by=uow.actor.id,
            **asdict(words),
        )
    )


def _must_say_something(words: UpdateWords) -> None:
    for field, value in asdict(words).items():
        if not value.strip():
            raise CampaignFieldMissing(pointer=f"/{field}", field=field)


def _lock(uow: UnitOfWork, programme_id: UUID, update_id: UUID) -> CampaignUpdate:
    update = CampaignUpdateRepository(uow).lock(programme_id, update_id)
    if update is None:
        raise CampaignUpdateNotFound(update_id=update_id)
    if update.withdrawn_at is not None:
        raise CampaignUpdateWithdrawn(update_id=update_id)
    return update


def _record(uow: UnitOfWork, update: CampaignUpdate, verb: str) -> None:
    audit.record(
        uow,
        action=f"campaign_update.{verb}",
        object_type="campaign_update",
        object_id=update.id,
        facts={"campaign_id": update.campaign_id, "version": update.version},
    )
