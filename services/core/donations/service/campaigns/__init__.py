"""The verbs of campaigns."""

from services.core.donations.service.campaigns.finding import campaign_by_code, get_campaign

__all__ = ["campaign_by_code", "get_campaign"]
