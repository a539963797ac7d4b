"""What can stand in the way of tracing a gift."""

from services.core.kit.errors import NotFound, Unavailable


class GiftUnknown(NotFound):
    """There is no settled gift of this id in the programme."""

    code = "gift_unknown"


class TraceNotWhole(Unavailable):
    """Lots, uses and gifts contradict one another: no statement is better than a wrong one."""

    code = "trace_not_whole"


class DonorWithoutGifts(NotFound):
    """None of the donor's gifts to the programme settled in that year."""

    code = "donor_without_gifts"
