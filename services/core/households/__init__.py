"""Families: households, guardians, children, their consents, and who is eligible for what."""
