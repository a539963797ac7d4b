"""What can stand in the way of money by other doors."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class MappingNotFound(NotFound):
    code = "mapping_not_found"


class UnmatchedNotFound(NotFound):
    code = "unmatched_not_found"


class UnmatchedSettledAlready(Conflict):
    code = "unmatched_settled_already"


class ReceivedInFuture(Invalid):
    """Money that has not come yet is not booked (B1)."""

    code = "received_in_future"


class GiftInKind(Invalid):
    """Goods are refused: a voucher is paid for with money, and goods have no price to book."""

    code = "gift_in_kind"


class CashNotCounted(Conflict):
    """There is no cash that waits for a second person's count."""

    code = "cash_not_counted"


class CashCountDiffers(Conflict):
    """The second person has counted another sum; nothing was booked."""

    code = "cash_count_differs"


class DepositPledgeUnfit(Conflict):
    """The gift is not waiting for a bank transfer, or the deposit does not reach what was asked."""

    code = "deposit_pledge_unfit"


class DepositRestExceeded(Invalid):
    """More would go back than waits of the deposit."""

    code = "deposit_rest_exceeded"


class DepositNotUndoable(Conflict):
    """Something of the gift is promised, given back, receipted or moved: it stays a gift."""

    code = "deposit_not_undoable"


class MunicipalFiguresUnfit(Invalid):
    """What a municipality told of hometown-tax gifts cannot be so."""

    code = "municipal_figures_unfit"


class SitePayoutUnknown(NotFound):
    code = "site_payout_unknown"


class SitePayoutIdReused(Conflict):
    """The id stands for another payout."""

    code = "site_payout_id_reused"


class SitePayoutNotExplained(Conflict):
    """The gifts up to that day do not come to what the site says it took in."""

    code = "site_payout_not_explained"


class SitePayoutArrived(Conflict):
    """It reached the bank before, by another deposit or on another day."""

    code = "site_payout_arrived"


class MappingNameTaken(Conflict):
    """The installation has a mapping of that name."""

    code = "mapping_name_taken"


class MappingMalformed(Invalid):
    """The columns named do not make a mapping."""

    code = "mapping_malformed"
