"""
What the contexts below hold of one person: read across by SQL, ended through their own verbs.

Through those contexts' functions this would be one question a programme and a table; here it is one
statement each (docs/decisions/0044 allows reading, 0058 says what is written here).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from services.core.allocations.models import Award, DrawResultRow, RoundApplicant, WaitingListEntry
from services.core.allocations.types import AwardStatus, WaitingStatus
from services.core.audit.models import AuditEntry
from services.core.donations.models import BankDeposit, Donation, Donor, Officer, Receipt
from services.core.households.models import Application, Child, Consent, Guardian, Household
from services.core.households.types import Decision
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.models import Account, Transfer
from services.core.ledger.types import AccountCode
from services.core.privacy.models import Disclosure
from services.core.privacy.types import Kept, KeptPart, LegalGround, Subject, SubjectKind
from services.core.redemptions.models import Enrolment, Redemption
from services.core.vouchers.models import Voucher
from services.core.vouchers.types import VoucherStatus

Person = Child | Guardian | Household | Donor
Placed = tuple[UUID, UUID]  # a programme, and an id in it

SEALED = {
    SubjectKind.CHILD: ("name", "kana", "birth_date", "school"),
    SubjectKind.GUARDIAN: ("name", "kana", "phone", "email"),
    SubjectKind.HOUSEHOLD: ("reference", "postcode", "address", "benefits", "income", "members"),
    SubjectKind.DONOR: ("name", "kana", "email", "postcode", "address", "phone"),
}
# Told in clear: many people have the same.
PLAIN = {SubjectKind.DONOR: ("country", "kind")}
INDEXES = {
    SubjectKind.CHILD: ("kana_index", "family_kana_index", "duplicate_index"),
    SubjectKind.GUARDIAN: ("kana_index", "family_kana_index", "phone_index", "email_index"),
    SubjectKind.HOUSEHOLD: ("match_index",),
    SubjectKind.DONOR: ("email_index", "kana_index", "person_index", "household_index"),
}
TABLES: dict[SubjectKind, type[Person]] = {
    SubjectKind.CHILD: Child,
    SubjectKind.GUARDIAN: Guardian,
    SubjectKind.HOUSEHOLD: Household,
    SubjectKind.DONOR: Donor,
}


class PeopleRepository:
    """One person of the organisation entered."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def row(self, subject: Subject) -> Person | None:
        """The person's own row, forgotten or not."""
        table: type[Any] = TABLES[subject.kind]
        found: Person | None = self._session.get(table, (self._organisation_id, subject.id))
        return found

    def filled(self, subject: Subject) -> tuple[int, int]:
        """How many sealed fields and blind indexes of the person's row hold something."""
        row = self.row(subject)
        fields = [getattr(row, f"{name}_sealed", None) for name in SEALED[subject.kind]]
        indexes = [getattr(row, name, None) for name in INDEXES[subject.kind]]
        return sum(one is not None for one in fields), sum(one is not None for one in indexes)

    def family(self, household_id: UUID) -> tuple[Sequence[UUID], Sequence[UUID]]:
        """Ids of the household's children and guardians who are not forgotten."""
        children, guardians = (
            self._session.scalars(
                select(table.id)
                .where(
                    table.organisation_id == self._organisation_id,
                    table.household_id == household_id,
                    table.forgotten_at.is_(None),
                )
                .order_by(table.id)
            ).all()
            for table in (Child, Guardian)
        )
        return children, guardians

    def live_vouchers(self, child_id: UUID) -> Sequence[Placed]:
        query = select(Voucher.programme_id, Voucher.id).where(
            self._of_child(Voucher, child_id), Voucher.status == VoucherStatus.ISSUED
        )
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Voucher.id))]

    def vouchers(self, child_id: UUID) -> Sequence[Placed]:
        query = select(Voucher.programme_id, Voucher.id).where(self._of_child(Voucher, child_id))
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Voucher.id))]

    def open_awards(self, child_id: UUID) -> Sequence[Placed]:
        """Awards offered or accepted that no voucher was made of."""
        query = select(Award.programme_id, Award.id).where(
            self._of_child(Award, child_id),
            Award.status.in_([AwardStatus.OFFERED, AwardStatus.ACCEPTED]),
            Award.voucher_issued_at.is_(None),
        )
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Award.id))]

    def waiting(self, child_id: UUID) -> Sequence[tuple[UUID, UUID, UUID]]:
        """Where the child waits: programme, round and application."""
        query = (
            select(
                RoundApplicant.programme_id, RoundApplicant.round_id, RoundApplicant.application_id
            )
            .join(
                DrawResultRow,
                (DrawResultRow.programme_id == RoundApplicant.programme_id)
                & (DrawResultRow.round_id == RoundApplicant.round_id)
                & (DrawResultRow.application_id == RoundApplicant.application_id),
            )
            .join(
                WaitingListEntry,
                (WaitingListEntry.programme_id == DrawResultRow.programme_id)
                & (WaitingListEntry.round_id == DrawResultRow.round_id)
                & (WaitingListEntry.rank == DrawResultRow.rank),
            )
            .where(
                self._of_child(RoundApplicant, child_id),
                WaitingListEntry.status == WaitingStatus.WAITING,
            )
            .order_by(RoundApplicant.application_id)
        )
        return [(row[0], row[1], row[2]) for row in self._session.execute(query)]

    def places(self, child_id: UUID, today: date) -> Sequence[Placed]:
        """Places with providers that have not ended."""
        query = select(Enrolment.programme_id, Enrolment.id).where(
            self._of_child(Enrolment, child_id),
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > today),
        )
        return [(row[0], row[1]) for row in self._session.execute(query.order_by(Enrolment.id))]

    def application_facts(self, child_id: UUID) -> tuple[int, int]:
        """How many applications hold sealed facts, and how many wait for a decision."""
        sealed = or_(
            Application.snapshot_sealed.is_not(None), Application.grade_reason_sealed.is_not(None)
        )
        query = select(
            func.count().filter(sealed),
            func.count().filter(Application.decision == Decision.PENDING),
        ).where(self._of_child(Application, child_id))
        row = self._session.execute(query).one()
        return int(row[0]), int(row[1])

    def gifts(self, donor_id: UUID) -> Sequence[Donation]:
        query = (
            select(Donation)
            .where(self._of_donor(Donation, donor_id))
            .order_by(Donation.started_at, Donation.id)
        )
        return self._session.scalars(query).all()

    def receipts(self, donor_id: UUID) -> Sequence[Receipt]:
        return self._session.scalars(
            select(Receipt).where(self._of_donor(Receipt, donor_id)).order_by(Receipt.issued_at)
        ).all()

    def payers(self, donor_id: UUID) -> Sequence[BankDeposit]:
        """Deposits matched with the donor's gifts that still tell the payer's name."""
        query = (
            select(BankDeposit)
            .join(
                Donation,
                (Donation.programme_id == BankDeposit.programme_id)
                & (Donation.id == BankDeposit.donation_id),
            )
            .where(self._of_donor(Donation, donor_id), BankDeposit.payer_sealed.is_not(None))
            .order_by(BankDeposit.id)
        )
        return self._session.scalars(query).all()

    def kept_of_child(self, child_id: UUID) -> list[KeptPart]:
        """What stays of a child in the books and records, under its id."""
        vouchers = [one for _, one in self.vouchers(child_id)]
        accounts = select(Account.id).where(
            Account.code == AccountCode.VOUCHER, Account.owner_id.in_(vouchers)
        )
        transfers = select(func.count()).where(
            or_(Transfer.debit_account_id.in_(accounts), Transfer.credit_account_id.in_(accounts))
        )
        redemptions = select(func.count()).where(Redemption.voucher_id.in_(vouchers))
        decisions = select(func.count()).where(
            self._of_child(Application, child_id), Application.decided_at.is_not(None)
        )
        consents = select(func.count()).where(self._of_child(Consent, child_id))
        return [
            KeptPart(Kept.LEDGER_TRANSFERS, self._count(transfers), LegalGround.BOOKS),
            KeptPart(Kept.VOUCHERS, len(vouchers), LegalGround.BOOKS),
            KeptPart(Kept.REDEMPTIONS, self._count(redemptions), LegalGround.BOOKS),
            KeptPart(Kept.DECISIONS, self._count(decisions), LegalGround.ACCOUNTABILITY),
            KeptPart(Kept.CONSENTS, self._count(consents), LegalGround.PROOF_OF_CONSENT),
        ]

    def kept_of_donor(self, donor_id: UUID) -> list[KeptPart]:
        """What stays of a donor: gifts and receipts by number and amount."""
        return [
            KeptPart(Kept.DONATIONS, len(self.gifts(donor_id)), LegalGround.BOOKS),
            KeptPart(Kept.RECEIPTS, len(self.receipts(donor_id)), LegalGround.BOOKS),
        ]

    def kept_of_all(self, subject: Subject) -> list[KeptPart]:
        """What stays of anybody: what was done to the data, and to whom it was given."""
        entries = select(func.count()).where(
            AuditEntry.organisation_id == self._organisation_id,
            AuditEntry.object_id == subject.id,
        )
        given = select(func.count()).where(
            Disclosure.organisation_id == self._organisation_id,
            Disclosure.subject_id == subject.id,
        )
        return [
            KeptPart(Kept.AUDIT_ENTRIES, self._count(entries), LegalGround.ACCOUNTABILITY),
            KeptPart(Kept.DISCLOSURES, self._count(given), LegalGround.SHARING_RECORD),
        ]

    def last_settled_at(self, donor_id: UUID) -> datetime | None:
        """When the donor's latest gift came; None where none has."""
        query = select(func.max(Donation.settled_at)).where(self._of_donor(Donation, donor_id))
        return self._session.scalar(query)

    def last_day_in_office(self, donor_id: UUID, today: date) -> date | None:
        """The last day on which they sat on the board, today while they do; None if never."""
        query = select(func.max(func.coalesce(Officer.until_on, today))).where(
            Officer.organisation_id == self._organisation_id, Officer.donor_id == donor_id
        )
        return self._session.scalar(query)

    def last_receipt_on(self, donor_id: UUID) -> date | None:
        query = select(func.max(Receipt.accepted_on)).where(self._of_donor(Receipt, donor_id))
        return self._session.scalar(query)

    def _of_child(
        self,
        table: type[Voucher | Award | RoundApplicant | Enrolment | Application | Consent],
        child_id: UUID,
    ) -> ColumnElement[bool]:
        return (table.organisation_id == self._organisation_id) & (table.child_id == child_id)

    def _of_donor(self, table: type[Donation | Receipt], donor_id: UUID) -> ColumnElement[bool]:
        return (table.organisation_id == self._organisation_id) & (table.donor_id == donor_id)

    def _count(self, query: object) -> int:
        return int(self._session.scalar(query) or 0)  # type: ignore[call-overload]
