"""A child's place with a provider: the ground on which its voucher is honoured there (D3)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import ConsentPurpose
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.models import Site
from services.core.redemptions.errors import EnrolmentIdReused, EnrolmentNotFound, ScannerLocked
from services.core.redemptions.events import ChildEnrolled
from services.core.redemptions.models import Enrolment
from services.core.redemptions.policies import OF_TOKEN
from services.core.redemptions.repository import EnrolmentRepository, ScannerRepository
from services.core.redemptions.types import EnrolmentId
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import TokenRefused

SHARING = ConsentPurpose.SHARING_WITH_PROVIDER


def enrol(
    uow: UnitOfWork,
    *,
    id: EnrolmentId,
    programme_id: UUID,
    provider_id: UUID,
    site_id: UUID,
    child_id: UUID,
) -> Enrolment:
    """
    Give a child a place with a provider. It has one there at most: a child that comes back, or
    that is enrolled under a second id, is found in the place that it has.

    :raises ProviderNotFound, SiteNotFound: the organisation, or the provider, has no such one.
    :raises ConsentMissing: the family does not allow that a provider learns of the child.
    :raises EnrolmentIdReused: the id stands for another child's place.
    """
    site = providers.get_site(uow, provider_id=provider_id, site_id=site_id)
    households.require_shareable(uow, child_ids=[child_id], purpose=SHARING)
    enrolments = EnrolmentRepository(uow)
    is_new = bool(enrolments.add_new([_row(uow, programme_id, site, id, child_id)]))
    enrolment = enrolments.of_child(programme_id, provider_id, child_id)
    if enrolment is None:
        raise EnrolmentIdReused(enrolment_id=id)
    if is_new:
        uow.emit(_told(programme_id, site, enrolment.id))
        _record(uow, enrolment, "enrolment.enrol")
    elif enrolment.left_on is not None or enrolment.site_id != site_id:
        enrolment.left_on = None
        enrolment.site_id = site_id
        _record(uow, enrolment, "enrolment.resume")
    return enrolment


def enrol_many(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    provider_id: UUID,
    site_id: UUID,
    children: Mapping[EnrolmentId, UUID],
) -> int:
    """
    Give many children their places with a provider, as from its list. Returns how many are new.

    Each child is treated as `enrol` does, whose errors it raises; one of them undoes nothing
    here, but leaves the unit of work to be rolled back.

    :param children: the child of each enrolment.
    """
    site = providers.get_site(uow, provider_id=provider_id, site_id=site_id)
    households.require_shareable(uow, child_ids=children.values(), purpose=SHARING)
    new = EnrolmentRepository(uow).add_new(
        [_row(uow, programme_id, site, id, child_id) for id, child_id in children.items()]
    )
    uow.emit_all(_told(programme_id, site, id) for id in new)
    if new:
        audit.record(
            uow,
            action="enrolment.enrol_many",
            object_type="provider",
            object_id=provider_id,
            facts={"programme_id": programme_id, "children": len(new)},
        )
    for id in children.keys() - new:
        enrol(
            uow,
            id=id,
            programme_id=programme_id,
            provider_id=provider_id,
            site_id=site_id,
            child_id=children[id],
        )
    return len(new)


def enrol_shown(
    uow: UnitOfWork,
    *,
    id: EnrolmentId,
    programme_id: UUID,
    provider_id: UUID,
    site_id: UUID,
    shown: str,
    scanner_id: UUID,
) -> Enrolment:
    """
    Give a place to the child whose voucher was shown: so a provider learns of a child only what
    its family came to show (requirement D11). Raises as `enrol` does, and besides:

    :param shown: the text of the scanned token, or the code as it was typed.
    :raises RedemptionRefused: no good code; to be kept, as at the counter (`keep_refusal`).
    """
    organisation_id = programmes.get(uow, programme_id).organisation_id
    if ScannerRepository(uow).is_locked(organisation_id, scanner_id):
        raise ScannerLocked().within(programme_id)
    try:
        card = vouchers.find_credential(uow, shown=shown, programme_ids=[programme_id])
    except TokenRefused as refused:
        refusal = OF_TOKEN[refused.refusal](pointer="/code")
        raise refusal.within(programme_id) from refused
    voucher = vouchers.get(uow, programme_id=programme_id, voucher_id=card.voucher_id)
    return enrol(
        uow,
        id=id,
        programme_id=programme_id,
        provider_id=provider_id,
        site_id=site_id,
        child_id=voucher.child_id,
    )


def end_unshared(uow: UnitOfWork, *, child_id: UUID) -> int:
    """
    End a child's places with providers where the consent that they stand on is gone; how many.

    The day on which it was taken back is the last one that is paid: a lesson of that morning is
    not lost to whoever gave it. What is on the voucher stays, for other ways of using it.
    """
    if households.shareable(uow, child_ids=[child_id], purpose=SHARING):
        return 0
    tomorrow = local_date(uow.now) + timedelta(days=1)
    places = EnrolmentRepository(uow).open_places(child_id, tomorrow)
    for place in places:
        place.left_on = tomorrow
        _record(uow, place, "enrolment.end_unshared")
    return len(places)


def leave(uow: UnitOfWork, *, programme_id: UUID, enrolment_id: UUID, left_on: date) -> Enrolment:
    """
    End a child's place: lessons from `left_on` on are not paid any more, earlier ones are.

    :raises EnrolmentNotFound: the programme has no such place.
    """
    enrolment = get_enrolment(uow, programme_id=programme_id, enrolment_id=enrolment_id)
    if enrolment.left_on != left_on:
        enrolment.left_on = left_on
        _record(uow, enrolment, "enrolment.leave")
    return enrolment


def get_enrolment(uow: UnitOfWork, *, programme_id: UUID, enrolment_id: UUID) -> Enrolment:
    """:raises EnrolmentNotFound: the programme has no such place."""
    enrolment = EnrolmentRepository(uow).find(programme_id, enrolment_id)
    if enrolment is None:
        raise EnrolmentNotFound(enrolment_id=enrolment_id)
    return enrolment


def enrolments_of(uow: UnitOfWork, *, programme_id: UUID, provider_id: UUID) -> Sequence[Enrolment]:
    """
    The provider's roster in this programme, ended places included. To the provider itself
    children are unknown whose families do not allow, or no longer, that it learns of them.
    """
    found = EnrolmentRepository(uow).of_provider(programme_id, provider_id)
    if uow.actor.provider_id is None:
        return found
    allowed = households.shareable(
        uow, child_ids={place.child_id for place in found}, purpose=SHARING
    )
    return [place for place in found if place.child_id in allowed]


def _row(
    uow: UnitOfWork, programme_id: UUID, site: Site, id: EnrolmentId, child_id: UUID
) -> dict[str, Any]:
    return {
        "programme_id": programme_id,
        "id": id,
        "organisation_id": site.organisation_id,
        "provider_id": site.provider_id,
        "site_id": site.id,
        "child_id": child_id,
        "enrolled_at": uow.now,
    }


def _told(programme_id: UUID, site: Site, enrolment_id: UUID) -> ChildEnrolled:
    return ChildEnrolled(
        organisation_id=site.organisation_id,
        programme_id=programme_id,
        enrolment_id=enrolment_id,
        provider_id=site.provider_id,
    )


def _record(uow: UnitOfWork, enrolment: Enrolment, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="enrolment",
        object_id=enrolment.id,
        facts={"programme_id": enrolment.programme_id, "provider_id": enrolment.provider_id},
    )
