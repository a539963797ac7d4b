"""What can stand in the way of a round, a draw or an award."""

from collections.abc import Sequence

from services.core.kit.errors import Conflict, Invalid, NotFound
from services.core.kit.sheets import RowError


class DrawNumberInvalid(Invalid):
    """`column` (priority or score) holds `value`, which is no number of its kind."""

    code = "draw_number_invalid"


class CandidateTwice(Invalid):
    """Two candidates have the same id."""

    code = "candidate_twice"


class CandidatesUnreadable(Invalid):
    """
    The file of candidates has faults, and nothing of it was taken.

    :param errors: every fault, in the order of the file.
    """

    code = "candidates_unreadable"

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = list(errors)
        super().__init__(row=self.errors[0].row, errors=len(self.errors))


class RoundNotFound(NotFound):
    code = "round_not_found"


class RoundIdReused(Conflict):
    """The id stands for a round that was announced in other terms."""

    code = "round_id_reused"


class RoundTermsInvalid(Invalid):
    """The round's dates, places, budget or funds do not make sense together."""

    code = "round_terms_invalid"


class RoundStillOpen(Conflict):
    """The round may not be closed before the instant that was announced."""

    code = "round_still_open"


class RoundNotReady(Conflict):
    """The round stands at `status`, and the verb needs it at `needed`."""

    code = "round_not_ready"


class DuplicatesUnresolved(Conflict):
    """Some children stand among the applicants twice, so nobody is awarded yet."""

    code = "duplicates_unresolved"


class ApplicationsUndecided(Conflict):
    """Some applications have no decision yet, so the round cannot tell everybody a result."""

    code = "applications_undecided"


class CandidatesChanged(Conflict):
    """The candidates no longer give the hash that was published when the round closed."""

    code = "candidates_changed"


class AwardNotFound(NotFound):
    code = "award_not_found"


class AwardNotOpen(Conflict):
    """The award stands at `status`, where it can no longer be accepted or given up."""

    code = "award_not_open"


class ReplyTooLate(Conflict):
    """The time to answer the offer is over."""

    code = "reply_too_late"


class NotOnWaitingList(NotFound):
    """The application does not wait for a place in this round."""

    code = "not_on_waiting_list"


class AwardAlreadyIssued(Conflict):
    """A voucher was issued for the award; it is the voucher that must be revoked."""

    code = "award_already_issued"


class ReturnTooLarge(Conflict):
    """More would go back to the gifts than the award still holds of them."""

    code = "return_too_large"
