"""Gifts that come by themselves each month."""

from services.core.donations.service.monthly.carry_over import CarriedOver, carry_over
from services.core.donations.service.monthly.changes import (
    MonthlyChange,
    ask_for_change,
    monthly_gifts,
    terms_of_monthly,
    whole_of_month,
)
from services.core.donations.service.monthly.months import Month, expect_month, month_of
from services.core.donations.service.monthly.notices import (
    MonthlyNotice,
    cards_to_look_at,
    monthly_notice,
    tell_of_card,
)
from services.core.donations.service.monthly.start import (
    get_monthly,
    monthly_checkout_request,
    note_monthly_checkout,
    start_monthly,
)
from services.core.donations.service.monthly.states import accept_monthly

__all__ = [
    "CarriedOver",
    "Month",
    "MonthlyChange",
    "MonthlyNotice",
    "accept_monthly",
    "ask_for_change",
    "cards_to_look_at",
    "carry_over",
    "expect_month",
    "get_monthly",
    "month_of",
    "monthly_checkout_request",
    "monthly_gifts",
    "monthly_notice",
    "note_monthly_checkout",
    "start_monthly",
    "tell_of_card",
    "terms_of_monthly",
    "whole_of_month",
]
