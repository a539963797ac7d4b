"""Gifts: campaigns, donors, donations, refunds and receipts, each yen in exactly one place."""
