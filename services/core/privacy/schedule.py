"""
The retention schedule (I4): of each class of data how long it stays, counted from when, and why.

One table, read by the runs, by the API and by docs/reference/retention.md. The words of a line
stand in the catalogue: `retention-<class>` with its attributes `.holds`, `.from` and `.ground`.
A term is changed here, and reviewed; there is no setting that could shorten a legal duty.
"""

from dataclasses import dataclass
from datetime import datetime

from services.core.privacy import policies
from services.core.privacy.types import Action, DataClass, Reach

YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One line of the schedule.

    :param months: how long it stays; None where it stays for good.
    """

    data_class: DataClass
    months: int | None
    action: Action
    reach: Reach = Reach.ORGANISATION


# Applicants who agreed to the evaluation are followed up for so long (C15).
EVALUATION_MONTHS = 3 * YEAR

# The certified NPO's list of donors (Act on Promotion of Specified Non-profit Activities), and
# copies of receipts as vouchers of its accounts.
DONOR_LIST_YEARS, RECEIPT_YEARS = 5, 7

_C, _A = DataClass, Action

SCHEDULE: tuple[Rule, ...] = (
    Rule(data_class=_C.EVIDENCE, months=6, action=_A.DESTROY_FILES),
    Rule(data_class=_C.NOT_SELECTED, months=6, action=_A.ERASE_PERSON),
    Rule(data_class=_C.PARTICIPANTS, months=5 * YEAR, action=_A.ERASE_PERSON),
    Rule(data_class=_C.DONORS_WITHOUT_GIFT, months=YEAR, action=_A.ERASE_PERSON),
    Rule(data_class=_C.DONORS, months=DONOR_LIST_YEARS * YEAR, action=_A.ERASE_PERSON),
    Rule(data_class=_C.BANK_PAYERS, months=RECEIPT_YEARS * YEAR, action=_A.EMPTY_COLUMNS),
    Rule(data_class=_C.CONSENTS, months=3 * YEAR, action=_A.DELETE_ROWS),
    Rule(data_class=_C.SHARING_RECORDS, months=3 * YEAR, action=_A.DELETE_ROWS),
    Rule(data_class=_C.REFUSED_ATTEMPTS, months=YEAR, action=_A.DELETE_ROWS),
    Rule(data_class=_C.SIGN_IN, months=1, action=_A.DELETE_ROWS),
    Rule(data_class=_C.BREACHES, months=5 * YEAR, action=_A.DELETE_ROWS),
    Rule(data_class=_C.GIVEN_ANSWERS, months=1, action=_A.DELETE_ROWS),
    Rule(data_class=_C.OUTBOX_MESSAGES, months=3, action=_A.DELETE_ROWS),
    Rule(data_class=_C.INBOX_PAYLOADS, months=3, action=_A.EMPTY_COLUMNS, reach=Reach.INSTALLATION),
    Rule(data_class=_C.JOB_RUNS, months=YEAR, action=_A.DELETE_ROWS, reach=Reach.INSTALLATION),
    Rule(data_class=_C.RECEIPTS, months=None, action=_A.KEEP),
    Rule(data_class=_C.BOOKS, months=None, action=_A.KEEP),
    Rule(data_class=_C.AUDIT_LOG, months=None, action=_A.KEEP),
    Rule(data_class=_C.ERASURE_REPORTS, months=None, action=_A.KEEP),
)


_MONTHS = {rule.data_class: rule.months for rule in SCHEDULE if rule.months is not None}


def acting(reach: Reach) -> tuple[Rule, ...]:
    """The lines of this reach of which something goes at the end, in the order of a run."""
    return tuple(rule for rule in SCHEDULE if rule.reach is reach and rule.months is not None)


def before(data_class: DataClass, at: datetime) -> datetime:
    """What lies before this instant is over its term at `at`."""
    return policies.months_before(at, _MONTHS[data_class])
