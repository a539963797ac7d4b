"""Gifts by the clock: standing orders, cash that waits at the gateway, and what never came."""

from services.worker.job import job
from services.worker.monthly import mind_cards
from services.worker.pledges import lapse_unpaid
from services.worker.virtual_accounts import carry_out_decisions

# Cash that fits, and what people decided about the rest.
job("donations.carry_out_cash")(carry_out_decisions)

# Whose card expires within the month.
job("donations.mind_cards")(mind_cards)

# Transfers that anybody announced and nobody made.
job("donations.lapse_pledges")(lapse_unpaid)
