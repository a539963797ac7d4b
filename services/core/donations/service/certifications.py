"""What an organisation's receipts state of it: entered by one person, approved by another (B8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    CertificationDecided,
    CertificationMissing,
    CertificationNotFound,
    CertificationUnfit,
)
from services.core.donations.models import Certification
from services.core.donations.repository import CertificationRepository
from services.core.donations.types import CertificationStatus, LegalForm
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificationFacts:
    """
    The organisation as a receipt states it.

    :param notice_number: of the notice by which the authority certified it (認定通知書の番号).
    :param valid_from: first day of the term; `valid_until` is its last.
    :param activity_ja: the specified non-profit activity that gifts are for, with its business.
    :param in_force_from: from which day of acceptance on receipts state this; the term's first
        day, unless only the name, the address or the office has changed.
    """

    legal_form: LegalForm
    name_ja: str
    name_en: str
    address_ja: str
    address_en: str
    representative_ja: str
    representative_en: str
    notice_number: str
    certified_on: date
    valid_from: date
    valid_until: date
    activity_ja: str
    activity_en: str
    in_force_from: date


def propose_certification(
    uow: UnitOfWork, *, organisation_id: UUID, facts: CertificationFacts
) -> Certification:
    """
    Enter a version; receipts state it once a second person has compared it with the notice.

    :raises CertificationUnfit: the days are in no order, or receipts for later days state another.
    """
    _must_fit(uow, organisation_id, facts)
    certification = Certification(
        organisation_id=organisation_id,
        status=CertificationStatus.PROPOSED,
        proposed_at=uow.now,
        proposed_by=uow.actor.id,
        **{name: getattr(facts, name) for name in CertificationFacts.__dataclass_fields__},
    )
    CertificationRepository(uow).add(certification)
    _note(uow, "certification.propose", certification)
    return certification


def approve_certification(
    uow: UnitOfWork, *, organisation_id: UUID, certification_id: UUID
) -> Certification:
    """:raises SecondPersonRequired: who entered it does not approve it."""
    certification = _undecided(uow, organisation_id, certification_id)
    identity.require_second_person(uow, created_by=certification.proposed_by)
    # A receipt may have been issued since it was proposed.
    _must_come_after_receipts(uow, organisation_id, certification.in_force_from)
    return _decide(uow, certification, CertificationStatus.APPROVED, "certification.approve")


def reject_certification(
    uow: UnitOfWork, *, organisation_id: UUID, certification_id: UUID
) -> Certification:
    """Let a proposal go; whoever entered it may do so too."""
    certification = _undecided(uow, organisation_id, certification_id)
    return _decide(uow, certification, CertificationStatus.REJECTED, "certification.reject")


def certifications(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[Certification]:
    """Every version, proposed and rejected ones too, the latest first."""
    return CertificationRepository(uow).all(organisation_id)


def get_certification(
    uow: UnitOfWork, *, organisation_id: UUID, certification_id: UUID
) -> Certification:
    """:raises CertificationNotFound: the organisation has no such version."""
    found = CertificationRepository(uow).find(organisation_id, certification_id)
    if found is None:
        raise CertificationNotFound(certification_id=certification_id)
    return found


def certifications_waiting(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[Certification]:
    """Those that a second person has to look at, oldest first."""
    return CertificationRepository(uow).waiting(organisation_id)


def approved_versions(uow: UnitOfWork, organisation_id: UUID) -> Sequence[Certification]:
    """
    What receipts may state, the version decided on last first.

    :raises CertificationMissing: nothing was approved yet: no receipt can be issued.
    """
    approved = CertificationRepository(uow).approved(organisation_id)
    if not approved:
        raise CertificationMissing()
    return approved


def _must_fit(uow: UnitOfWork, organisation_id: UUID, facts: CertificationFacts) -> None:
    in_order = facts.certified_on <= facts.valid_from <= facts.valid_until
    if not in_order or not facts.valid_from <= facts.in_force_from <= facts.valid_until:
        raise CertificationUnfit(pointer="/valid_from", reason="days")
    _must_come_after_receipts(uow, organisation_id, facts.in_force_from)


def _must_come_after_receipts(uow: UnitOfWork, organisation_id: UUID, day: date) -> None:
    """What a receipt has stated stays true: versions are added behind the last one's day."""
    last = CertificationRepository(uow).last_receipted_day(organisation_id)
    if last is not None and day <= last and CertificationRepository(uow).approved(organisation_id):
        raise CertificationUnfit(pointer="/in_force_from", reason="receipted", last=last)


def _undecided(uow: UnitOfWork, organisation_id: UUID, certification_id: UUID) -> Certification:
    found = CertificationRepository(uow).lock(organisation_id, certification_id)
    if found is None:
        raise CertificationNotFound(certification_id=certification_id)
    if found.status is not CertificationStatus.PROPOSED:
        raise CertificationDecided(certification_id=certification_id, status=found.status)
    return found


def _decide(
    uow: UnitOfWork, certification: Certification, status: CertificationStatus, action: str
) -> Certification:
    certification.status = status
    certification.decided_at, certification.decided_by = uow.now, uow.actor.id
    CertificationRepository(uow).add(certification)
    _note(uow, action, certification)
    return certification


def _note(uow: UnitOfWork, action: str, certification: Certification) -> None:
    audit.record(
        uow,
        action=action,
        object_type="certification",
        object_id=certification.id,
        facts={
            "valid_from": certification.valid_from.isoformat(),
            "valid_until": certification.valid_until.isoformat(),
        },
    )
