"""Campaigns by the clock: those that are over are closed, decided, and seen through."""

from services.core.bootstrap import Runtime
from services.worker import campaigns
from services.worker.job import job


@job("donations.close_campaigns")
def close_campaigns(runtime: Runtime) -> int:
    """Close what is over; let go, or give back, what waits for it (B5)."""
    return campaigns.close_due(runtime)
