"""Redemptions: a voucher is honoured at a counter, confirmed by the family, undone if need be."""
