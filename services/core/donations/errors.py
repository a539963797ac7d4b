"""What can stand in the way of a gift."""

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class CampaignNotFound(NotFound):
    code = "campaign_not_found"


class CampaignFieldMissing(Invalid):
    """A field that a donor must be able to read before giving is empty."""

    code = "campaign_field_missing"


class CampaignCodeTaken(Conflict):
    code = "campaign_code_taken"


class CampaignNotOpen(Conflict):
    code = "campaign_not_open"


class OverheadOverCap(Invalid):
    """The campaign promises itself a larger overhead share than the programme allows."""

    code = "overhead_over_cap"


class DonorNotFound(NotFound):
    code = "donor_not_found"


class DonationNotFound(NotFound):
    code = "donation_not_found"


class DonationIdReused(Conflict):
    """The id, or the key it was derived from, stands for another gift."""

    code = "donation_id_reused"


class DonationNotRefundable(Conflict):
    code = "donation_not_refundable"


class RefundExceedsDonation(Invalid):
    code = "refund_exceeds_donation"


class AmountNotPositive(Invalid):
    code = "amount_not_positive"


class ChannelNotPayable(Invalid):
    """Only card and konbini gifts are paid at the gateway's page."""

    code = "channel_not_payable"


class DonationNotPayable(Conflict):
    """Its money has come already: paying again would take it twice."""

    code = "donation_not_payable"


class FundsShort(Conflict):
    """The fund's settled gifts do not suffice; nothing was promised."""

    code = "funds_short"


class LotExceedsAllocation(Conflict):
    """More would go back to a donation than it has promised."""

    code = "lot_exceeds_allocation"


class GatewayMismatch(Conflict):
    """The gateway tells of another amount or currency than the gift was started with."""

    code = "gateway_mismatch"


class PayoutNotExplained(Conflict):
    """The payout's balance transactions are not all known yet, or do not add up to it."""

    code = "payout_not_explained"


class MappingNotFound(NotFound):
    code = "mapping_not_found"


class UnmatchedNotFound(NotFound):
    code = "unmatched_not_found"


class UnmatchedSettledAlready(Conflict):
    code = "unmatched_settled_already"


class CampaignAmbiguous(Conflict):
    """Two programmes have a campaign of this code: the programme must be named too."""

    code = "campaign_ambiguous"


class GatewayUnavailable(Unavailable):
    """The payment gateway did not answer, or is in trouble; the same call may be made again."""

    code = "gateway_unavailable"


class GatewayRefused(Conflict):
    """The payment gateway will not do it, now or later; its own code says why."""

    code = "gateway_refused"


class SignatureRefused(Forbidden):
    """A message bears no valid signature of the gateway, or one that is too old."""

    code = "signature_refused"


class ReceivedInFuture(Invalid):
    """Money that has not come yet is not booked (B1)."""

    code = "received_in_future"


class ManualTransferUnknown(NotFound):
    code = "manual_transfer_unknown"


class ManualTransferIdReused(Conflict):
    """The id stands for another movement."""

    code = "manual_transfer_id_reused"


class ManualTransferDecided(Conflict):
    """It was approved, rejected or withdrawn before."""

    code = "manual_transfer_decided"


class ManualTransferReasonUnfit(Invalid):
    """The reason does not go with this kind of movement."""

    code = "manual_transfer_reason_unfit"


class GiftNotMovable(Conflict):
    """Its money has not come, a part of it is promised, or it changed since it was looked at."""

    code = "gift_not_movable"


class FundTooWide(Conflict):
    """Restricted money would be freed of its restriction, and the donor has not agreed (B6)."""

    code = "fund_too_wide"


class SuspenseShort(Conflict):
    """Less waits in suspense than is asked of it, deposits that may be somebody's gift apart."""

    code = "suspense_short"
