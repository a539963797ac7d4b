"""Gifts by the clock: standing orders, and cash that waits at the gateway."""

from services.worker.job import job
from services.worker.monthly import mind_cards
from services.worker.virtual_accounts import carry_out_decisions

# Cash that fits, and what people decided about the rest.
job("donations.carry_out_cash")(carry_out_decisions)

# Whose card expires within the month.
job("donations.mind_cards")(mind_cards)
