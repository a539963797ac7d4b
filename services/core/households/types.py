"""Ids and small values of families and their applications."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.sheets import RowError
from services.core.programmes.types import Benefit, Criterion

HouseholdId = NewType("HouseholdId", UUID)
GuardianId = NewType("GuardianId", UUID)
ChildId = NewType("ChildId", UUID)
ConsentId = NewType("ConsentId", UUID)
ApplicationId = NewType("ApplicationId", UUID)
DuplicateReportId = NewType("DuplicateReportId", UUID)
EvidenceId = NewType("EvidenceId", UUID)


class Decision(StrEnum):
    """What became of an application."""

    PENDING = "pending"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


class Resolution(StrEnum):
    """What a person found out about two applications that look like one child's."""

    OPEN = "open"
    SAME_CHILD = "same_child"
    DIFFERENT_CHILDREN = "different_children"


class ConsentPurpose(StrEnum):
    """What a guardian allows, each for itself: nothing follows from another."""

    PROCESSING = "processing"
    SHARING_WITH_MUNICIPALITY = "sharing_with_municipality"
    SHARING_WITH_PROVIDER = "sharing_with_provider"
    EVALUATION = "evaluation"
    MENTORING = "mentoring"


class ConsentGiver(StrEnum):
    GUARDIAN = "guardian"
    CHILD = "child"  # asked as well from 16 on


class EvidenceKind(StrEnum):
    """What a document proves. Nothing else is asked for, and nothing else can be sent in (E2)."""

    INCOME_CERTIFICATE = "income_certificate"  # 課税（非課税）証明書
    BENEFIT_CERTIFICATE = "benefit_certificate"  # 受給・認定の通知
    RESIDENCE_CERTIFICATE = "residence_certificate"  # 住民票の写し
    SCHOOL_RECORD = "school_record"  # 在学証明
    GUARDIANSHIP_RECORD = "guardianship_record"  # 保護者であることの証明


class MediaType(StrEnum):
    """What a file is by its content, whatever its name says."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"


class EvidenceStatus(StrEnum):
    """How far a document has come."""

    UPLOADED = "uploaded"  # nobody may open it before it was scanned
    SCANNED = "scanned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DESTROYED = "destroyed"


class ScanResult(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"  # the operator has chosen to go without a scanner


class RejectReason(StrEnum):
    """Why a document does not serve; the last two destroy it at once."""

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    OUT_OF_DATE = "out_of_date"
    WRONG_DOCUMENT = "wrong_document"
    OF_ANOTHER_PERSON = "of_another_person"
    CONTAINS_MY_NUMBER = "contains_my_number"  # C3
    MUST_NOT_BE_KEPT = "must_not_be_kept"  # a kind of record that nobody here may hold (E2)


class DestroyReason(StrEnum):
    """Why a document is gone."""

    CONTAINS_MY_NUMBER = "contains_my_number"
    MUST_NOT_BE_KEPT = "must_not_be_kept"
    INFECTED = "infected"
    TAKEN_BACK = "taken_back"  # by the family, before anybody decided on it
    RETENTION = "retention"
    ERASED = "erased"  # with the child
    LOST = "lost"  # the file store has not got it any more
    RESTORED = "restored"  # destroyed before; a backup had brought it back


class GradeBand(StrEnum):
    """The schools of Japan, as coarse as a card or a statement may tell."""

    PRESCHOOL = "preschool"
    ELEMENTARY = "elementary"
    JUNIOR_HIGH = "junior_high"
    SENIOR_HIGH = "senior_high"
    AFTER_SCHOOL_AGE = "after_school_age"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuardian:
    name: str
    kana: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChild:
    """
    :param school: its name, where the family told it.
    :param consents: what the guardian allowed for this child.
    :param own_consents: what the child itself allowed; asked from 16 on.
    """

    name: str
    kana: str
    birth_date: date
    school: str | None = None
    consents: frozenset[ConsentPurpose] = frozenset()
    own_consents: frozenset[ConsentPurpose] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHousehold:
    """
    A family as it registers, or as a municipal roster has it.

    :param reference: the number under which the municipality keeps the household.
    :param municipality_code: where it lives, the five or six digits of JIS X 0402.
    :param benefits: the public support that it receives.
    :param income_yen: of all members together, for the year that the programme asks for.
    :param members: how many live in it.
    """

    guardian: NewGuardian
    children: tuple[NewChild, ...]
    postcode: str
    municipality_code: str
    address: str | None = None
    reference: str | None = None
    benefits: frozenset[Benefit] = frozenset()
    income_yen: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOverride:
    """A grade that the birth date does not tell: held back, returned from abroad, left school."""

    grade_no: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the criteria look at, as it was when they looked; kept sealed with the decision."""

    grade_no: int
    birth_date: date
    municipality_code: str
    benefits: frozenset[Benefit] = frozenset()
    income_yen: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    The answer to one criterion.

    :param group: the group in which the criterion stands; one met criterion meets its group.
    """

    criterion: Criterion
    group: int
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """
    The answer of one version of the criteria to one child's facts.

    :param priority: the class in which the child is drawn, 1 before 2.
    :param score: within the class, more before less: how many criteria are met.
    """

    eligible: bool
    reasons: tuple[Reason, ...]
    criteria_version: int
    priority: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An eligible application, without anything that tells whose it is."""

    application_id: ApplicationId
    child_id: ChildId
    household_id: HouseholdId
    grade_no: int
    priority: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardName:
    """As much of a name as a card or a statement may show (D11): ヤ, junior high."""

    initial: str
    grade_no: int
    band: GradeBand


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A child as its municipality may see it: by name, and never why."""

    id: ApplicationId
    child_id: ChildId
    name: str = field(repr=False)
    kana: str = field(repr=False)
    grade_no: int
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationEntry:
    """
    A line of the list of applications.

    :param child_name: None where names were not asked for, or the child was forgotten.
    """

    id: ApplicationId
    child_id: ChildId
    grade_no: int
    decision: Decision
    priority: int | None
    score: int | None
    submitted_at: datetime
    decided_at: datetime | None
    child_name: str | None = None
    child_kana: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChild:
    child_id: ChildId
    household_id: HouseholdId
    name: str
    kana: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Two applications of one fiscal year that look like one child's (C5)."""

    id: DuplicateReportId
    programme_id: UUID
    application_id: ApplicationId
    child_id: ChildId
    other_programme_id: UUID
    other_application_id: ApplicationId
    other_child_id: ChildId
    found_at: datetime
    resolution: Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    A decision opened again: the rules as they were, and each answer (A5).

    :param facts: what the rules looked at; None once the child was forgotten.
    """

    decision: Decision
    decided_at: datetime
    criteria_version: int
    criteria_text_ja: str
    criteria_text_en: str
    reasons: tuple[Reason, ...]
    facts: Facts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterImport:
    """
    What an import of a roster found and did; of a dry run, what it would do.

    :param written: whether it stands in the database now.
    :param duplicates: applications that were reported as maybe one child's (C5).
    :param errors: the faults of the rows that were left out.
    """

    written: bool
    households: int
    households_new: int
    households_changed: int
    children: int
    children_new: int
    applications_new: int
    duplicates: int
    errors: tuple[RowError, ...]

    def counts(self) -> dict[str, int]:
        """The figures alone, as the audit and a machine want them."""
        return {
            "households": self.households,
            "households_new": self.households_new,
            "households_changed": self.households_changed,
            "children": self.children,
            "children_new": self.children_new,
            "applications_new": self.applications_new,
            "duplicates": self.duplicates,
            "errors": len(self.errors),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A file that was looked into: what it is, and its bytes without what came along unasked."""

    media_type: MediaType
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """
    A document on its way into the file store, sealed already.

    :param digest: keyed and salted, so that the file cannot be found by guessing.
    :param file_key: where it will lie; tells nothing of whose it is.
    """

    id: EvidenceId
    programme_id: UUID
    application_id: UUID
    child_id: UUID
    kind: EvidenceKind
    media_type: MediaType
    size_bytes: int
    digest: bytes
    file_key: str
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAt:
    """Where the file of a document lies, and whose it is."""

    evidence_id: EvidenceId
    organisation_id: UUID
    programme_id: UUID
    child_id: UUID
    media_type: MediaType
    file_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmations:
    """
    A file of decided applications for the municipality.

    :param applications: how many stand in it.
    :param left_out: how many do not, because their families have not allowed this sharing.
    """

    data: bytes
    applications: int
    left_out: int
