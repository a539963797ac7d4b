"""Which gifts are held for a second person when their money has come, and from what amounts on."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import DonorNotFound
from services.core.donations.models import Donation, Donor, GiftThresholds
from services.core.donations.policies import Seen, Thresholds
from services.core.donations.repository import ClearanceRepository, DonorRepository
from services.core.donations.service.holds import place_hold
from services.core.donations.service.relations import related_to_providers
from services.core.donations.types import HoldReason
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


def thresholds_of(uow: UnitOfWork, *, organisation_id: UUID) -> Thresholds:
    """Those in force."""
    found = ClearanceRepository(uow).thresholds(organisation_id)
    if found is None:
        return policies.COMMON
    return Thresholds(
        cash_from=Money(found.cash_from_minor),
        large_from=Money(found.large_from_minor),
        count_cash_from=Money(found.count_cash_from_minor),
    )


def set_thresholds(
    uow: UnitOfWork, *, organisation_id: UUID, thresholds: Thresholds
) -> GiftThresholds:
    """Look twice from these amounts on; gifts that have come already stay as they are."""
    row = GiftThresholds(
        organisation_id=organisation_id,
        id=uuid7(),
        cash_from_minor=thresholds.cash_from.minor,
        large_from_minor=thresholds.large_from.minor,
        count_cash_from_minor=thresholds.count_cash_from.minor,
        set_at=uow.now,
        set_by=uow.actor.id,
    )
    ClearanceRepository(uow).add(row)
    audit.record(
        uow,
        action="gift_thresholds.set",
        object_type="organisation",
        object_id=organisation_id,
        facts={
            "cash_from": row.cash_from_minor,
            "large_from": row.large_from_minor,
            "count_cash_from": row.count_cash_from_minor,
        },
    )
    return row


def thresholds_over_time(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[GiftThresholds]:
    """What was set at which time, the latest first; empty where `policies.COMMON` holds."""
    return ClearanceRepository(uow).thresholds_over_time(organisation_id)


def flag_on_settlement(
    uow: UnitOfWork, donation: Donation, *, card_country: str | None = None
) -> None:
    """Hold a gift whose money has come, where a second person has to see it."""
    flag_many(uow, [donation], card_country=card_country)


def flag_many(
    uow: UnitOfWork, donations: Sequence[Donation], *, card_country: str | None = None
) -> None:
    """As `flag_on_settlement`, for many gifts of one programme in few statements."""
    given = [one for one in donations if not one.channel.without_donor]
    if not given:
        return
    organisation_id, programme_id = given[0].organisation_id, given[0].programme_id
    thresholds = thresholds_of(uow, organisation_id=organisation_id)
    donors = DonorRepository(uow).find_many(
        organisation_id, {one.donor_id for one in given if one.donor_id is not None}
    )
    related = related_to_providers(uow, list(donors.values()))
    for_reason: dict[HoldReason, list[UUID]] = {}
    for one in given:
        donor = donors.get(one.donor_id) if one.donor_id else None
        countries = {card_country, donor.country if donor else None} - {None}
        seen = Seen(
            amount=one.amount,
            channel=one.channel,
            countries=frozenset(country for country in countries if country),
            related=donor is not None and donor.id in related,
        )
        for reason in policies.flags_of(seen, thresholds):
            for_reason.setdefault(reason, []).append(one.id)
    for reason, ids in sorted(for_reason.items()):
        place_hold(uow, programme_id=programme_id, donation_ids=ids, reason=reason)


def relate_donor(uow: UnitOfWork, *, donor_id: UUID, provider_id: UUID | None) -> Donor:
    """
    Note that a donor has to do with a provider, or that it is not so.

    What may still be promised of the donor's gifts then waits for a second person. That it is not
    so frees nothing: that is for the second person to say.

    :raises DonorNotFound: the organisation knows no such donor, or has forgotten them.
    """
    donor = DonorRepository(uow).lock(uow.organisation_id, donor_id)
    if donor is None or donor.forgotten_at is not None:
        raise DonorNotFound(donor_id=donor_id)
    donor.related_provider_id = provider_id
    audit.record(
        uow,
        action="donor.relate",
        object_type="donor",
        object_id=donor_id,
        facts={"provider_id": provider_id},
    )
    if provider_id is not None:
        gifts = ClearanceRepository(uow).unspent_of(donor.organisation_id, donor_id)
        for programme_id in sorted({gift.programme_id for gift in gifts}):
            place_hold(
                uow,
                programme_id=programme_id,
                donation_ids=[one.id for one in gifts if one.programme_id == programme_id],
                reason=HoldReason.RELATED_TO_PROVIDER,
            )
    return donor
