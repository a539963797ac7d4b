"""Ids, each its own type."""

from typing import NewType
from uuid import UUID

CampaignId = NewType("CampaignId", UUID)
DonorId = NewType("DonorId", UUID)
DonationId = NewType("DonationId", UUID)
RefundId = NewType("RefundId", UUID)
MonthlyGiftId = NewType("MonthlyGiftId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
ImportId = NewType("ImportId", UUID)
ManualTransferId = NewType("ManualTransferId", UUID)
SponsorshipId = NewType("SponsorshipId", UUID)
UpdateId = NewType("UpdateId", UUID)
SupporterPageId = NewType("SupporterPageId", UUID)
DepositId = NewType("DepositId", UUID)
SitePayoutId = NewType("SitePayoutId", UUID)
OfficerId = NewType("OfficerId", UUID)
DonorLinkId = NewType("DonorLinkId", UUID)
