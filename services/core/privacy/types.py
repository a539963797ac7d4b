"""What of a person goes, what stays and why, and the states of a breach."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

ErasureId = NewType("ErasureId", UUID)
HoldId = NewType("HoldId", UUID)
RunId = NewType("RunId", UUID)
BreachId = NewType("BreachId", UUID)
DisclosureId = NewType("DisclosureId", UUID)


class SubjectKind(StrEnum):
    CHILD = "child"
    GUARDIAN = "guardian"
    HOUSEHOLD = "household"
    DONOR = "donor"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Whose data it is."""

    kind: SubjectKind
    id: UUID


class ErasureGround(StrEnum):
    """Why a person is erased."""

    REQUEST = "request"  # they asked for it (APPI article 35)
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NOT_NEEDED = "not_needed"  # what it was collected for is over (APPI article 22)
    TERM_OVER = "term_over"  # its term in the retention schedule has ended


class AskedBy(StrEnum):
    GUARDIAN = "guardian"
    CHILD = "child"
    DONOR = "donor"
    OFFICE = "office"
    SCHEDULE = "schedule"


class Gone(StrEnum):
    """What an erasure takes away; counts, and yen where the name says so."""

    PEOPLE = "people"  # whose key is destroyed
    SEALED_FIELDS = "sealed_fields"
    BLIND_INDEXES = "blind_indexes"
    EVIDENCE = "evidence"
    APPLICATION_FACTS = "application_facts"
    PENDING_APPLICATIONS = "pending_applications"
    LIVE_VOUCHERS = "live_vouchers"
    RETURNED_YEN = "returned_yen"
    CARDS = "cards"
    OPEN_AWARDS = "open_awards"
    WAITING_PLACES = "waiting_places"
    CLASSROOM_PLACES = "classroom_places"
    BANK_PAYERS = "bank_payers"
    ANSWERS = "answers"
    INBOX_PAYLOADS = "inbox_payloads"
    OUTBOX_PAYLOADS = "outbox_payloads"
    SIGN_IN = "sign_in"


class Kept(StrEnum):
    """What stays: under ids that tell nobody's name."""

    LEDGER_TRANSFERS = "ledger_transfers"
    VOUCHERS = "vouchers"
    REDEMPTIONS = "redemptions"
    DECISIONS = "decisions"
    CONSENTS = "consents"
    DONATIONS = "donations"
    RECEIPTS = "receipts"
    AUDIT_ENTRIES = "audit_entries"
    DISCLOSURES = "disclosures"


class LegalGround(StrEnum):
    """Why something stays; the catalogue of texts gives the words (`ground-…`)."""

    BOOKS = "books"  # accounts and their vouchers, seven years
    DONOR_LIST = "donor_list"  # the certified NPO's list of donors, five years
    PROOF_OF_CONSENT = "proof_of_consent"
    SHARING_RECORD = "sharing_record"  # APPI article 29
    ACCOUNTABILITY = "accountability"  # what was done to the data, by whom


@dataclass(frozen=True, slots=True)
class KeptPart:
    what: Kept
    count: int
    ground: LegalGround


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """
    What an erasure would do now.

    :param people: all whose key is destroyed, the household's others included.
    :param digest: names exactly this plan; bring it along to confirm.
    """

    subject: Subject
    people: tuple[Subject, ...]
    gone: Mapping[Gone, int]
    kept: tuple[KeptPart, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReport:
    """What an erasure did: ids, counts and dates only."""

    id: ErasureId
    subject: Subject
    people: tuple[Subject, ...]
    gone: Mapping[Gone, int]
    kept: tuple[KeptPart, ...]
    ground: ErasureGround
    asked_by: AskedBy
    erased_at: datetime
    erased_by: UUID


@dataclass(frozen=True, slots=True)
class Order:
    """Why, and at whose word, somebody is erased."""

    ground: ErasureGround = ErasureGround.REQUEST
    asked_by: AskedBy = AskedBy.OFFICE


class HoldReason(StrEnum):
    DISPUTE = "dispute"
    INVESTIGATION = "investigation"
    AUDIT = "audit"
    COURT_ORDER = "court_order"


class DataClass(StrEnum):
    """A line of the retention schedule."""

    NOT_SELECTED = "not_selected"
    PARTICIPANTS = "participants"
    EVIDENCE = "evidence"
    DONORS = "donors"
    DONORS_WITHOUT_GIFT = "donors_without_gift"
    BANK_PAYERS = "bank_payers"
    CONSENTS = "consents"
    SHARING_RECORDS = "sharing_records"
    REFUSED_ATTEMPTS = "refused_attempts"
    SIGN_IN = "sign_in"
    GIVEN_ANSWERS = "given_answers"
    INBOX_PAYLOADS = "inbox_payloads"
    OUTBOX_MESSAGES = "outbox_messages"
    JOB_RUNS = "job_runs"
    RECEIPTS = "receipts"
    BOOKS = "books"
    AUDIT_LOG = "audit_log"
    ERASURE_REPORTS = "erasure_reports"
    BREACHES = "breaches"


class Action(StrEnum):
    """What becomes of a class when its term is over."""

    ERASE_PERSON = "erase_person"  # the key is destroyed, a tombstone stays
    DESTROY_FILES = "destroy_files"
    DELETE_ROWS = "delete_rows"
    EMPTY_COLUMNS = "empty_columns"
    KEEP = "keep"


class Reach(StrEnum):
    """Whose rows a class is about: one organisation's, or the whole installation's."""

    ORGANISATION = "organisation"
    INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class Due:
    """
    What of a class has come to the end of its term.

    :param held: of these, what a legal hold keeps.
    """

    data_class: DataClass
    due: int
    held: int = 0


class BreachKind(StrEnum):
    """What must be reported (APPI Enforcement Rules, article 7)."""

    SENSITIVE = "sensitive"  # item 1: special care-required data
    FINANCIAL_HARM = "financial_harm"  # item 2
    WRONGFUL_PURPOSE = "wrongful_purpose"  # item 3: attacks and theft; 60 days, not 30
    MANY_PEOPLE = "many_people"  # item 4: more than 1,000


class BreachStatus(StrEnum):
    OPEN = "open"
    PRELIMINARY_REPORTED = "preliminary_reported"
    FINAL_REPORTED = "final_reported"
    CLOSED = "closed"


class Stage(StrEnum):
    """The two reports to the Commission: 速報 and 確報."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


class TimerState(StrEnum):
    DONE = "done"
    RUNNING = "running"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"  # past the day to aim at, within the last day
    PAST_LIMIT = "past_limit"


@dataclass(frozen=True, slots=True)
class Timer:
    """
    How a report stands to its days.

    :param aim_on: the day to aim at; :param last_on: the last day that the rule allows.
    :param day: which day today is, counted from awareness: the first is 1.
    :param days_left: until `last_on`; negative once it is past.
    """

    stage: Stage
    aim_on: date
    last_on: date
    day: int
    days_left: int
    state: TimerState
    done_at: datetime | None


class ReportItem(StrEnum):
    """The nine items of a report (APPI Enforcement Rules, article 8), in the form's order."""

    SUMMARY = "summary"
    DATA_ITEMS = "data_items"
    PEOPLE = "people"
    CAUSE = "cause"
    SECONDARY_HARM = "secondary_harm"
    RESPONSE_TO_PEOPLE = "response_to_people"
    PUBLICATION = "publication"
    PREVENTION = "prevention"
    OTHER = "other"


class DataItem(StrEnum):
    """Kinds of personal data, as reports and records of disclosure name them."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    SCHOOL = "school"
    CONTACT = "contact"
    ADDRESS = "address"
    INCOME = "income"
    BENEFITS = "benefits"
    CERTIFICATE = "certificate"
    ELIGIBILITY = "eligibility"
    CARD = "card"
    GIFT = "gift"
    RECORD = "record"  # what was done: dates, amounts and states under an id


class Trail(StrEnum):
    """How an act of the audit log leads to the people whose data it showed."""

    OBJECT = "object"  # the person it names, or the one behind the application, voucher or gift
    ARCHIVE = "archive"  # all who were the organisation's at that time, if people were asked for
    ANSWERS = "answers"  # whose application was decided in the programme, of that municipality
    CARDS = "cards"  # whose voucher was good in the programme
    CARDS_PRINTED = "cards_printed"  # whose card the same act has named one by one
    RECEIPTS = "receipts"  # who had a receipt of that year in the programme
    DONOR_LIST = "donor_list"  # who gave by name in that fiscal year


@dataclass(frozen=True, slots=True)
class Seen:
    """What an act showed, and of whom."""

    items: frozenset[DataItem]
    trail: Trail = Trail.OBJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """
    What is asked of the audit log: who touched what, half-open in time.

    :param actor_ids: members, keys, devices or sessions; empty: all.
    """

    since: datetime
    until: datetime
    actor_ids: tuple[UUID, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """One act on one object, as the audit log tells it."""

    at: datetime
    actor_id: UUID
    actor_kind: str
    purpose: str | None
    action: str
    object_type: str
    object_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """
    Who and what a breach reached.

    :param people: those touched, each once, with the kinds of data seen of them.
    :param items: how many people each kind of data was seen of.
    :param actors: how many acts each actor did.
    """

    span: Span
    touches: int
    people: Mapping[Subject, frozenset[DataItem]]
    items: Mapping[DataItem, int]
    actors: Mapping[UUID, int]
    actions: Mapping[str, int]

    @property
    def counts(self) -> Mapping[SubjectKind, int]:
        """How many people of each kind."""
        return Counter(subject.kind for subject in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A report's text, item by item, in the order of the form.

    :param version: 0: nobody has written yet, all of it is drawn up from what is known.
    :param unknown: items about which nothing is known yet.
    """

    version: int
    items: Mapping[ReportItem, str]
    unknown: tuple[ReportItem, ...]
    written_at: datetime | None
    written_by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """
    Somebody who is to be told, and where they can be reached; empty once they were erased.

    :param fields: name, postcode, address, e-mail, telephone; a child's are its guardian's.
    """

    subject: Subject
    items: tuple[DataItem, ...]
    fields: Mapping[str, str]


class Recipient(StrEnum):
    """To whom people's data was given."""

    DATA_SUBJECT = "data_subject"  # 開示請求, APPI article 33
    MUNICIPALITY = "municipality"
    PROVIDER = "provider"
    AUTHORITY = "authority"
    ORGANISATION = "organisation"  # the organisation itself takes its data along
