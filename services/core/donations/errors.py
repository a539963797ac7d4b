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


class RefundNotFound(NotFound):
    code = "refund_not_found"


class RefundNotOpen(Conflict):
    """It was settled, cancelled or seen to before, or is not for a person to do."""

    code = "refund_not_open"


class DisputeNotFound(NotFound):
    code = "dispute_not_found"


class DisputeOver(Conflict):
    """It was decided, or its question dropped: nothing can be answered any more."""

    code = "dispute_over"


class StrayPaymentNotFound(NotFound):
    code = "stray_payment_not_found"


class StrayPaymentDecided(Conflict):
    code = "stray_payment_decided"


class SentOnImpossible(Invalid):
    """Money was not sent back before it came, nor will a day to come be booked (B1)."""

    code = "sent_on_impossible"


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


class FundTooWide(Conflict):
    """Restricted money would be freed of its restriction, and the donor has not agreed (B6)."""

    code = "fund_too_wide"


class SuspenseShort(Conflict):
    """Less waits in suspense than is asked of it, deposits that may be somebody's gift apart."""

    code = "suspense_short"


class GiftInKind(Invalid):
    """Goods are refused: a voucher is paid for with money, and goods have no price to book."""

    code = "gift_in_kind"


class GiftNotFlagged(Conflict):
    """No second person is asked for: it was cleared, refused or given back, or never flagged."""

    code = "gift_not_flagged"


class ClearanceReasonUnfit(Invalid):
    """The reason does not go with the verdict."""

    code = "clearance_reason_unfit"


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
    """Something of the gift is promised, given back or receipted: it stays a gift."""

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


class OfficerUnknown(NotFound):
    code = "officer_unknown"


class DonorLinkUnknown(NotFound):
    code = "donor_link_unknown"


class DonorsNotLinkable(Invalid):
    """One donor, or donors whose data were erased, make no household."""

    code = "donors_not_linkable"


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


class CampaignNotPublished(Conflict):
    """It is a draft still: nobody was told what it asks for, and nobody gives to it."""

    code = "campaign_not_published"


class CampaignPublished(Conflict):
    """It was published before, and published campaigns are not published again."""

    code = "campaign_published"


class CampaignOver(Conflict):
    """Its end has come: what it was to be until then, nobody changes any more."""

    code = "campaign_over"


class CampaignTermsFixed(Conflict):
    """Donors have relied upon this term."""

    code = "campaign_terms_fixed"


class CampaignReasonMissing(Invalid):
    """What donors were told changes for a reason that they can read, or not at all."""

    code = "campaign_reason_missing"


class CampaignVersionNotFound(NotFound):
    code = "campaign_version_not_found"


class CampaignDeadlineUnfit(Invalid):
    """Extended, a campaign ends later than before; ended early, between now and then."""

    code = "campaign_deadline_unfit"


class StretchGoalsNotRising(Invalid):
    code = "stretch_goals_not_rising"


class FundOverheadOverCap(Conflict):
    """The running costs took more of the fund's gifts than the programme promises (A6)."""

    code = "fund_overhead_over_cap"


class CampaignUpdateNotFound(NotFound):
    code = "campaign_update_not_found"


class CampaignUpdateWithdrawn(Conflict):
    code = "campaign_update_withdrawn"


class UnsubscribeRefused(Forbidden):
    """The link to unsubscribe is not one of ours, or not whole."""

    code = "unsubscribe_refused"


class SupporterPageNotFound(NotFound):
    code = "supporter_page_not_found"


class SupporterPageDecided(Conflict):
    """It was approved, refused or ended before."""

    code = "supporter_page_decided"


class SupporterPageCodeTaken(Conflict):
    code = "supporter_page_code_taken"


class SponsorshipNotFound(NotFound):
    code = "sponsorship_not_found"


class SponsorFundUnfit(Conflict):
    """A sponsor's places are paid for out of a restricted fund of their own."""

    code = "sponsor_fund_unfit"


class SponsorPaymentUnfit(Conflict):
    """The gift pays another promise already, or went to another campaign or fund."""

    code = "sponsor_payment_unfit"


class ReconciliationUnknown(NotFound):
    code = "reconciliation_unknown"


class ReconciliationIdReused(Conflict):
    """The id stands for a comparison of another span."""

    code = "reconciliation_id_reused"


class ReconciliationSpanEmpty(Invalid):
    """It ends before it begins, or begins in the future."""

    code = "reconciliation_span_empty"


class GatewayAccountUnclear(Conflict):
    """The gateway's account is one organisation's, and the books cannot tell whose."""

    code = "gateway_account_unclear"
