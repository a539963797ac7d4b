"""Vouchers: one balance for one child and year, and the signed cards that stand for it."""
