"""Certifications for tests: what receipts state of the organisation."""

from datetime import date
from typing import Any
from uuid import UUID

from services.core.donations.models import Certification
from services.core.donations.repository import CertificationRepository
from services.core.donations.types import CertificationStatus, LegalForm
from services.core.kit.ids import derived_id
from services.core.kit.unit_of_work import UnitOfWork

CERTIFICATION: dict[str, Any] = {
    "legal_form": LegalForm.CERTIFIED,
    "name_ja": "特定非営利活動法人 見本",
    "name_en": "Example NPO",
    "address_ja": "東京都見本区見本1-1-1",
    "address_en": "1-1-1 Mihon, Mihon-ku, Tokyo",
    "representative_ja": "代表理事 苺谷 桃",
    "representative_en": "Momo Ichigotani, Representative Director",
    "notice_number": "見本都認第1号",
    "certified_on": date(2021, 4, 1),
    "valid_from": date(2021, 4, 1),
    "valid_until": date(2031, 3, 31),
    "activity_ja": "子どもの学習を支える事業（子どもの健全育成を図る活動）",
    "activity_en": "Support for children's learning (sound development of children)",
    "in_force_from": date(2021, 4, 1),
}


def certified(uow: UnitOfWork, organisation_id: UUID) -> None:
    """See to it that the organisation has a certification in force."""
    if not CertificationRepository(uow).approved(organisation_id):
        make_certification(uow, organisation_id)


def make_certification(uow: UnitOfWork, organisation_id: UUID, **overrides: Any) -> Certification:
    """A version that one person has entered and another approved."""
    certification = Certification(
        organisation_id=organisation_id,
        status=CertificationStatus.APPROVED,
        proposed_at=uow.now,
        proposed_by=derived_id("person", "who enters"),
        decided_at=uow.now,
        decided_by=derived_id("person", "who approves"),
        **(CERTIFICATION | overrides),
    )
    CertificationRepository(uow).add(certification)
    return certification
