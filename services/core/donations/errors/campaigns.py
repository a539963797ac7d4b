"""What can stand in the way of a campaign, its sponsors and its supporters."""

from services.core.kit.errors import Conflict, Forbidden, Invalid, NotFound


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


class CampaignAmbiguous(Conflict):
    """Two programmes have a campaign of this code: the programme must be named too."""

    code = "campaign_ambiguous"


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
