"""What is kept of a person beside their own fields, as rows that can be shown to them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Executable, func, select

from services.core.audit.models import AuditEntry
from services.core.donations.models import Campaign, Donation, Receipt
from services.core.households.models import Application, Consent, Evidence
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.providers.models import Provider
from services.core.redemptions.models import Redemption
from services.core.vouchers.models import Voucher

Rows = list[dict[str, Any]]


class HeldRepository:
    """One person's records in the organisation entered, oldest first."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def consents(self, child_id: UUID) -> Rows:
        return self._rows(
            select(Consent.purpose, Consent.given_by, Consent.given_at, Consent.withdrawn_at)
            .where(Consent.organisation_id == self._organisation_id, Consent.child_id == child_id)
            .order_by(Consent.given_at, Consent.id)
        )

    def applications(self, child_id: UUID) -> Rows:
        return self._rows(
            select(
                Programme.name_ja.label("programme"),
                Application.submitted_at,
                Application.grade_no,
                Application.decision,
                Application.decided_at,
            )
            .join(Programme, Programme.id == Application.programme_id)
            .where(
                Application.organisation_id == self._organisation_id,
                Application.child_id == child_id,
            )
            .order_by(Application.submitted_at, Application.id)
        )

    def evidence(self, child_id: UUID) -> Rows:
        return self._rows(
            select(Evidence.kind, Evidence.uploaded_at, Evidence.status, Evidence.destroyed_at)
            .where(Evidence.organisation_id == self._organisation_id, Evidence.child_id == child_id)
            .order_by(Evidence.uploaded_at, Evidence.id)
        )

    def vouchers(self, child_id: UUID) -> Rows:
        return self._rows(
            select(
                Programme.name_ja.label("programme"),
                Voucher.issued_at,
                Voucher.amount_minor,
                Voucher.valid_until,
                Voucher.status,
            )
            .join(Programme, Programme.id == Voucher.programme_id)
            .where(Voucher.organisation_id == self._organisation_id, Voucher.child_id == child_id)
            .order_by(Voucher.issued_at, Voucher.id)
        )

    def redemptions(self, child_id: UUID) -> Rows:
        return self._rows(
            select(
                Redemption.service_on,
                Provider.name.label("provider"),
                Redemption.category,
                Redemption.__table__.c.amount_minor,
                Redemption.reversed_minor,
            )
            .join(
                Voucher,
                (Voucher.programme_id == Redemption.programme_id)
                & (Voucher.id == Redemption.voucher_id),
            )
            .join(
                Provider,
                (Provider.organisation_id == Redemption.organisation_id)
                & (Provider.id == Redemption.provider_id),
            )
            .where(Voucher.organisation_id == self._organisation_id, Voucher.child_id == child_id)
            .order_by(Redemption.service_on, Redemption.id)
        )

    def gifts(self, donor_id: UUID) -> Rows:
        return self._rows(
            select(
                Donation.started_at,
                Campaign.name_ja.label("campaign"),
                Donation.channel,
                Donation.status,
                Donation.__table__.c.amount_minor,
                Donation.refunded_minor,
                Donation.settled_at,
            )
            .outerjoin(
                Campaign,
                (Campaign.programme_id == Donation.programme_id)
                & (Campaign.id == Donation.campaign_id),
            )
            .where(Donation.organisation_id == self._organisation_id, Donation.donor_id == donor_id)
            .order_by(Donation.started_at, Donation.id)
        )

    def receipts(self, donor_id: UUID) -> Rows:
        return self._rows(
            select(
                Receipt.year, Receipt.serial, Receipt.accepted_on, Receipt.__table__.c.amount_minor
            )
            .where(Receipt.organisation_id == self._organisation_id, Receipt.donor_id == donor_id)
            .order_by(Receipt.year, Receipt.serial)
        )

    def readings(self, person_id: UUID) -> Rows:
        """What was done to the person's record, and for what: by day, without naming who."""
        day = func.date(AuditEntry.at).label("day")
        return self._rows(
            select(day, AuditEntry.action, AuditEntry.purpose, func.count().label("times"))
            .where(
                AuditEntry.organisation_id == self._organisation_id,
                AuditEntry.object_id == person_id,
            )
            .group_by(day, AuditEntry.action, AuditEntry.purpose)
            .order_by(day, AuditEntry.action)
        )

    def _rows(self, query: Executable) -> Rows:
        return [dict(row) for row in self._session.execute(query).mappings()]
