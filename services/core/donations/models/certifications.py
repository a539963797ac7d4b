"""What makes an organisation's gifts deductible, and says so on its receipts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import CertificationStatus, LegalForm
from services.core.kit.db import Base, OfOrganisation, enum_column


class Certification(OfOrganisation, Base):
    """
    The organisation as its receipts state it, from a day on; history is kept (B8).

    A removal, a renewal or a new name is a new version. For gifts of a day the approved version
    that came in force last by then counts, and its term alone.
    """

    __tablename__ = "certifications"
    __table_args__ = (
        CheckConstraint(
            "valid_from <= valid_until AND certified_on <= valid_from", name="term_in_order"
        ),
        CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_one"),
        CheckConstraint("status <> 'approved' OR decided_by <> proposed_by", name="four_eyes"),
        Index(None, "organisation_id", "in_force_from"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    status: Mapped[CertificationStatus] = enum_column(CertificationStatus, "status")
    legal_form: Mapped[LegalForm] = enum_column(LegalForm, "legal_form")
    name_ja: Mapped[str]
    name_en: Mapped[str]
    address_ja: Mapped[str]
    address_en: Mapped[str]
    representative_ja: Mapped[str]  # with the office: 代表理事 見本 太郎
    representative_en: Mapped[str]
    notice_number: Mapped[str]  # 認定通知書の番号
    certified_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date]  # the last day, as the notice names it
    activity_ja: Mapped[str]  # 特定非営利活動に係る事業: what gifts are for
    activity_en: Mapped[str]
    in_force_from: Mapped[date]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]

    def covers(self, day: date) -> bool:
        """Whether a gift accepted on that day is a gift to a certified organisation."""
        return self.valid_from <= day <= self.valid_until
