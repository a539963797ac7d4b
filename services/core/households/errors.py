"""What may stand in a family's way: facts by code, ids only."""

from collections.abc import Sequence

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from services.core.kit.sheets import RowError

# A refusal names so many rows; a dry run names all.
ROWS_TOLD = 100


class ChildNotFound(NotFound):
    """No such child in this organisation, or it was forgotten."""

    code = "child_not_found"


class GuardianNotFound(NotFound):
    code = "guardian_not_found"


class HouseholdNotFound(NotFound):
    code = "household_not_found"


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


class EvidenceNotFound(NotFound):
    code = "evidence_not_found"


class EvidenceKindNotAsked(Invalid):
    """The programme's criteria do not need such a document, so nobody may collect it."""

    code = "evidence_kind_not_asked"


class EvidenceTooMany(Conflict):
    """More documents than one application can need."""

    code = "evidence_too_many"


class EvidenceIdReused(Conflict):
    """The id stands for another document already: a retry must repeat what it sent first."""

    code = "evidence_id_reused"


class EvidenceEmpty(Invalid):
    code = "evidence_empty"


class EvidenceTypeRefused(Invalid):
    """By its content the file is neither a picture of the kinds taken nor a PDF."""

    code = "evidence_type_refused"


class EvidenceDamaged(Invalid):
    """The file begins as one of the kinds taken, and is broken or something else besides."""

    code = "evidence_damaged"


class EvidenceActive(Invalid):
    """A PDF that does something when opened, or carries other files, or is locked."""

    code = "evidence_active"


class EvidenceNotScanned(Conflict):
    """It waits for the malware scanner; until then nobody opens it."""

    code = "evidence_not_scanned"


class EvidenceReviewed(Conflict):
    """Somebody else has answered it, and otherwise."""

    code = "evidence_reviewed"


class EvidenceIsGone(Conflict):
    """Only the note is left that it was there."""

    code = "evidence_is_gone"


class EvidenceFileMissing(Unavailable):
    """The note is there and the file is not: the operator has to look at the file store."""

    code = "evidence_file_missing"


class FilesUnavailable(Unavailable):
    """The file store cannot be reached, or has no room; the same may be sent again later."""

    code = "files_unavailable"


class ScannerUnavailable(Unavailable):
    """No word from the malware scanner; what waits for it stays closed."""

    code = "scanner_unavailable"


class UploadsClosed(Unavailable):
    """In production nothing is taken in unless it can be scanned, or the operator says so."""

    code = "uploads_closed"


class HouseholdDetailInvalid(Invalid):
    """A field of a family's registration is not of its form."""

    code = "household_detail_invalid"


class AgreementMissing(Forbidden):
    """Nothing is agreed with the municipality on the sharing of data, or not any more (G1)."""

    code = "agreement_missing"


class AgreementDatesUnfit(Invalid):
    """An agreement ends after it begins."""

    code = "agreement_dates_unfit"


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
