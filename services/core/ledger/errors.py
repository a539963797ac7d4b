"""Why the ledger may refuse a movement."""

from services.core.kit.errors import Conflict, Invalid, NotFound, Unavailable


class AccountUnknown(NotFound):
    code = "account_unknown"


class TransferUnknown(NotFound):
    code = "transfer_unknown"


class InsufficientBalance(Conflict):
    """A limited account holds less than is asked of it."""

    code = "insufficient_balance"


class TransferIdReused(Conflict):
    """The id, or the object's code and ordinal, stands for another movement already."""

    code = "transfer_id_reused"


class TransferNotPending(Conflict):
    """It was posted, voided or has lapsed before, or was never held."""

    code = "transfer_not_pending"


class PostedMoreThanHeld(Invalid):
    code = "posted_more_than_held"


class ReversedMoreThanPosted(Conflict):
    """Reversals of a transfer may not exceed its amount (invariant L7)."""

    code = "reversed_more_than_posted"


class TransferMalformed(Invalid):
    """Not a positive amount between two accounts of its currency."""

    code = "transfer_malformed"


class FundUnknown(NotFound):
    code = "fund_unknown"


class FundCodeTaken(Conflict):
    code = "fund_code_taken"


class FundIdReused(Conflict):
    """The id stands for another fund, or for this one with another purpose."""

    code = "fund_id_reused"


class TransferNotSealed(Conflict):
    """It is recorded, and no checkpoint of the journal covers it yet: within an hour one will."""

    code = "transfer_not_sealed"


class JournalAltered(Unavailable):
    """The journal's rows do not lead to the root that was sealed: nothing can be proved by them."""

    code = "journal_altered"
