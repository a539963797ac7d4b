"""What can stand in the way of a receipt."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class CertificationMissing(Conflict):
    """Nothing was entered, and approved, of the organisation's certification (B8)."""

    code = "certification_missing"


class CertificationNotFound(NotFound):
    code = "certification_not_found"


class CertificationDecided(Conflict):
    """It was approved or rejected before."""

    code = "certification_decided"


class CertificationUnfit(Invalid):
    """The days do not make a term, or a receipt was issued for a later day by another version."""

    code = "certification_unfit"


class DatePolicyFixed(Conflict):
    """A receipt was issued for a gift of the year: its gifts are dated anew no more (B9)."""

    code = "date_policy_fixed"


class ReceiptNotFound(NotFound):
    code = "receipt_not_found"


class ReceiptNotDue(Conflict):
    """The gift gets no receipt; the reason says why."""

    code = "receipt_not_due"


class ReceiptCancelled(Conflict):
    """It counts no more, so it is not issued again."""

    code = "receipt_cancelled"


class ReceiptUnreadable(Conflict):
    """Whom it was for was forgotten: what stays is its number, day and amount."""

    code = "receipt_unreadable"


class ReceiptRunNotFound(NotFound):
    code = "receipt_run_not_found"


class NoteDoesNotAddUp(Conflict):
    """The note and the ledger tell of different sums: it is not to be printed (B12)."""

    code = "note_does_not_add_up"
