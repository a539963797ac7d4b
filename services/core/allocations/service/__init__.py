"""The verbs of rounds and awards."""

from services.core.allocations.service.answers import (
    accept,
    decline,
    lapse_due,
    leave_waiting_list,
    offer_waiting,
    withdraw,
)
from services.core.allocations.service.award import award_round
from services.core.allocations.service.reads import (
    awaiting_approval,
    awards,
    awards_to_issue,
    get_award,
    mark_issued,
    results,
    summary,
)
from services.core.allocations.service.returns import return_unspent
from services.core.allocations.service.rounds import (
    close_round,
    draw_round,
    get_round,
    open_round,
    published_candidates,
    rounds,
)

__all__ = [
    "accept",
    "awaiting_approval",
    "award_round",
    "awards",
    "awards_to_issue",
    "close_round",
    "decline",
    "draw_round",
    "get_award",
    "get_round",
    "lapse_due",
    "leave_waiting_list",
    "mark_issued",
    "offer_waiting",
    "open_round",
    "published_candidates",
    "results",
    "return_unspent",
    "rounds",
    "summary",
    "withdraw",
]
