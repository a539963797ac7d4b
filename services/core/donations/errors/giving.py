"""What can stand in the way of somebody who gives."""

from services.core.kit.errors import Conflict, Invalid, NotFound


class ChannelNotPayable(Invalid):
    """Only card and konbini gifts are paid at the gateway's page."""

    code = "channel_not_payable"


class DonationNotPayable(Conflict):
    """Its money has come already: paying again would take it twice."""

    code = "donation_not_payable"


class DonorEmailMissing(Invalid):
    """Who gives by transfer to the gateway or each month must be reachable."""

    code = "donor_email_missing"


class AmountOutsideChannel(Invalid):
    """This way of paying takes neither so little nor so much."""

    code = "amount_outside_channel"


class FundNotOffered(Invalid):
    """The campaign does not let donors choose this fund."""

    code = "fund_not_offered"


class ReturnPageForeign(Invalid):
    """Donors are sent back to pages of this installation only."""

    code = "return_page_foreign"


class MonthlyGiftNotFound(NotFound):
    code = "monthly_gift_not_found"


class MonthlyGiftNotRunning(Conflict):
    """It has not begun, or has ended: nothing of it can be changed."""

    code = "monthly_gift_not_running"


class CarryOverUnfit(Conflict):
    """The campaigns are not of one organisation, or the later one takes no gifts."""

    code = "carry_over_unfit"


class NoCashWaiting(NotFound):
    """Nothing of this donor's waits for a decision."""

    code = "no_cash_waiting"


class CashChanged(Conflict):
    """Another sum lies there by now than was looked at: decide about that."""

    code = "cash_changed"


class CashDecisionUnfit(Invalid):
    """The decision does not go with the cash, or with the gift."""

    code = "cash_decision_unfit"


class CashDecisionNotFound(NotFound):
    code = "cash_decision_not_found"


class CashDecisionBegun(Conflict):
    """The gateway has been asked already: what it did cannot be unsaid."""

    code = "cash_decision_begun"


class DonorHasCash(Conflict):
    """Money of the donor's lies at the gateway: decide about it before they are forgotten."""

    code = "donor_has_cash"
