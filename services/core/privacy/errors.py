"""What may stand in the way of a person's right, or of the office's duty."""

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ErasureNotFound(NotFound):
    code = "erasure_not_found"


class PersonHeld(Conflict):
    """A legal hold keeps the person's data until its day."""

    code = "person_held"


class DonorKeptByLaw(Conflict):
    """The law has the organisation keep its list of donors and its receipts until a day."""

    code = "donor_kept_by_law"


class GuardianStillAnswers(Conflict):
    """Children are left for whom nobody else answers."""

    code = "guardian_still_answers"


class ErasurePlanChanged(Conflict):
    """What would go now is not what was confirmed."""

    code = "erasure_plan_changed"


class RetentionPlanChanged(Conflict):
    """What is due now is not what was confirmed."""

    code = "retention_plan_changed"


class RetentionRunNotFound(NotFound):
    code = "retention_run_not_found"


class HoldNotFound(NotFound):
    code = "hold_not_found"


class HoldAlreadyOver(Conflict):
    """A hold ends on a day to come, and is released once."""

    code = "hold_already_over"


class BreachNotFound(NotFound):
    code = "breach_not_found"


class BreachClosed(Conflict):
    """What was closed is not changed any more."""

    code = "breach_closed"


class BreachNotReported(Conflict):
    """A breach is closed once its final report is in and the people know."""

    code = "breach_not_reported"


class BreachDateInvalid(Invalid):
    """An instant of the breach lies in the future, or before what it follows."""

    code = "breach_date_invalid"


class ScopeMissing(Conflict):
    """Nobody has said yet which acts the breach is about."""

    code = "breach_scope_missing"


class ExportNotApproved(Forbidden):
    """The list of people affected opens when a second person has approved it, for a day."""

    code = "breach_export_not_approved"


class DraftChanged(Conflict):
    """Somebody wrote a version in between."""

    code = "breach_draft_changed"


class InstallationNotEmpty(Conflict):
    """An organisation moves in where it is not yet."""

    code = "installation_not_empty"


class ArchiveUnreadable(Invalid):
    """The archive is not one of ours, or was altered."""

    code = "archive_unreadable"


class ArchiveWithoutPeople(Invalid):
    """An archive that was made without people can be read, and not be taken in."""

    code = "archive_without_people"
