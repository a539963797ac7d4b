"""What may stand in a family's way: facts by code, ids only."""

from collections.abc import Sequence

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound
from services.core.kit.sheets import RowError

# A refusal names so many rows; a dry run names all.
ROWS_TOLD = 100


class ChildNotFound(NotFound):
    """No such child in this organisation, or it was forgotten."""

    code = "child_not_found"


class ApplicationNotFound(NotFound):
    code = "application_not_found"


class DuplicateReportNotFound(NotFound):
    code = "duplicate_report_not_found"


class AlreadyApplied(Conflict):
    """The child has an application in this programme, with other content."""

    code = "already_applied"


class ApplicationWithdrawn(Conflict):
    """What was withdrawn is not decided any more."""

    code = "application_withdrawn"


class NotDecidedYet(Conflict):
    """There is no decision to open."""

    code = "application_not_decided_yet"


class DuplicateAlreadyResolved(Conflict):
    """A person has answered it, and otherwise."""

    code = "duplicate_already_resolved"


class ConsentMissing(Forbidden):
    """The guardian, or the child from 16 on, has not allowed it, or no longer does."""

    code = "consent_missing"


class HouseholdDetailInvalid(Invalid):
    """A field of a family's registration is not of its form."""

    code = "household_detail_invalid"


class RosterRefused(Invalid):
    """
    The roster has faults, and nothing of it was written.

    :param errors: every fault, with row, column and reason.
    """

    code = "roster_refused"

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = tuple(errors)
        super().__init__(
            errors=len(self.errors),
            rows=[
                {"row": error.row, "column": error.column, "code": error.code}
                for error in self.errors[:ROWS_TOLD]
            ],
        )
