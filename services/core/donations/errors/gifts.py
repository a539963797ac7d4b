"""What can stand in the way of a gift, and of giving it back."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class DonationNotFound(NotFound):
    code = "donation_not_found"


class DonationIdReused(Conflict):
    """The id, or the key it was derived from, stands for another gift."""

    code = "donation_id_reused"


class DonationNotRefundable(Conflict):
    code = "donation_not_refundable"


class RefundExceedsDonation(Invalid):
    code = "refund_exceeds_donation"


class RefundNotFound(NotFound):
    code = "refund_not_found"


class RefundNotOpen(Conflict):
    """It was settled, cancelled or seen to before, or is not for a person to do."""

    code = "refund_not_open"


class SentOnImpossible(Invalid):
    """Money was not sent back before it came, nor will a day to come be booked (B1)."""

    code = "sent_on_impossible"


class AmountNotPositive(Invalid):
    code = "amount_not_positive"


class FundsShort(Conflict):
    """The fund's settled gifts do not suffice; nothing was promised."""

    code = "funds_short"


class LotExceedsAllocation(Conflict):
    """More would go back to a donation than it has promised."""

    code = "lot_exceeds_allocation"
