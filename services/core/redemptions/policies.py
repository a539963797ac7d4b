"""Pure decisions at the counter: what the terms allow, and why an entry was not honoured."""

from datetime import date, datetime, timedelta

from services.core.kit.periods import Month, start_of
from services.core.programmes.types import Terms
from services.core.redemptions.errors import (
    AmountNotInUnits,
    BalanceInsufficient,
    CapReached,
    CardReplaced,
    CategoryNotAllowed,
    ChildNotEnrolled,
    CodeNotGenuine,
    CodeUnknown,
    CodeUnreadable,
    EntryClosed,
    ProgrammeNotOpen,
    ProviderNotAccepting,
    ProviderTermsDue,
    ProxyDeadlinePassed,
    RedemptionRefused,
    ScannerLocked,
    ServiceDateInFuture,
    ServiceDateOutsideValidity,
    SiteNotOfProvider,
    VoucherHasExpired,
    VoucherIsRevoked,
    VoucherOfAnotherChild,
)
from services.core.redemptions.types import CapKey, Entry, Standing
from services.core.vouchers.types import Refusal, VoucherStatus

# Requirement D1. Codes that are a day old do not count any more: people do mistype.
WRONG_CODES_MAX = 10
WRONG_CODES_WITHIN = timedelta(hours=24)

_DAY = timedelta(days=1)

# What the verifier of a token says, as the counter says it.
OF_TOKEN: dict[Refusal, type[RedemptionRefused]] = {
    Refusal.BAD_FORMAT: CodeUnreadable,
    Refusal.BAD_CODE: CodeUnreadable,
    Refusal.UNKNOWN_KEY: CodeNotGenuine,
    Refusal.BAD_SIGNATURE: CodeNotGenuine,
    Refusal.WRONG_PROGRAMME: CodeNotGenuine,
    Refusal.KEY_COMPROMISED: CodeNotGenuine,
    Refusal.KEY_EXPIRED: VoucherHasExpired,
    Refusal.EXPIRED: VoucherHasExpired,
    Refusal.NOT_YET_VALID: ServiceDateOutsideValidity,
    Refusal.REVOKED: CardReplaced,
    Refusal.SUSPENDED: CardReplaced,
    Refusal.UNKNOWN_CREDENTIAL: CodeUnknown,
}


def against_terms(terms: Terms, entry: Entry, *, now: datetime) -> RedemptionRefused | None:
    """What the programme's terms alone have against an entry at `now` (D2, D5, D6, D8)."""
    today = terms.local_date(now)
    if entry.category not in terms.categories:
        return CategoryNotAllowed(category=entry.category, pointer="/category")
    if entry.amount.minor <= 0 or entry.amount.minor % terms.unit:
        return AmountNotInUnits(unit=terms.unit, pointer="/amount_minor")
    if entry.service_on > today:
        return ServiceDateInFuture(service_on=entry.service_on, pointer="/service_on")
    if not terms.starts_on <= entry.service_on <= terms.expires_on:
        return ServiceDateOutsideValidity(service_on=entry.service_on, pointer="/service_on")
    if now >= terms.cutoff_at:
        return EntryClosed(last_day=terms.cutoff_on)
    deadline = proxy_deadline(terms, entry.service_on)
    if entry.proxied and entry.override is None and today > deadline:
        return ProxyDeadlinePassed(last_day=deadline)
    return None


def proxy_deadline(terms: Terms, service_on: date) -> date:
    """The last day on which the office may key in a paper form (default: 5th of next month)."""
    return Month.of(service_on).next().first_day + _DAY * (terms.proxy_deadline_day - 1)


def cap_key(terms: Terms, service_on: date) -> CapKey | None:
    """The window that a use on this day counts against, where the programme has caps."""
    window = terms.cap_window(service_on)
    if window is None:
        return None
    return CapKey(
        window_from=window.starts_on, window_until=window.ends_on, limit_minor=window.limit
    )


def service_day(terms: Terms, service_on: date) -> tuple[datetime, datetime]:
    """The instants between which the lesson was given, the second one exclusive."""
    return start_of(service_on, terms.zone), start_of(service_on + _DAY, terms.zone)


def why_refused(
    entry: Entry, standing: Standing, *, day: tuple[datetime, datetime]
) -> RedemptionRefused | None:
    """
    The first thing that stands against an entry; None where nothing does any more.

    In the order in which a person would want to know: the scanner, the classroom, the card, the
    voucher, the child, and the money last.
    """
    for found in (
        _against_counter(standing),
        _against_card(standing, day),
        _against_child(entry, standing),
        _against_money(entry, standing),
    ):
        if found is not None:
            return found
    return None


def _against_counter(standing: Standing) -> RedemptionRefused | None:
    if standing.scanner_locked:
        return ScannerLocked()
    if not (standing.takes_part and standing.provider_approved):
        return ProviderNotAccepting()
    if not standing.terms_accepted:
        return ProviderTermsDue()
    if not standing.programme_published:
        return ProgrammeNotOpen()
    return None


def _against_card(standing: Standing, day: tuple[datetime, datetime]) -> RedemptionRefused | None:
    status = standing.voucher_status
    if status is None or not standing.card_known:
        return CodeUnknown(pointer="/code")
    if status == VoucherStatus.REVOKED:
        return VoucherIsRevoked()
    if status == VoucherStatus.EXPIRED:
        return VoucherHasExpired()
    if standing.card_revoked:
        return CardReplaced(pointer="/code")
    begins, ends = day
    valid_from, valid_until = standing.voucher_valid_from, standing.voucher_valid_until
    starts_later = valid_from is not None and valid_from >= ends
    ended_before = valid_until is not None and valid_until <= begins
    if starts_later or ended_before:
        return ServiceDateOutsideValidity(pointer="/service_on")
    return None


def _against_child(entry: Entry, standing: Standing) -> RedemptionRefused | None:
    left_on = standing.left_on
    if entry.enrolment_id is not None and entry.enrolment_id != standing.enrolment_id:
        return VoucherOfAnotherChild(pointer="/enrolment_id")
    if standing.enrolment_id is None or (left_on is not None and entry.service_on >= left_on):
        return ChildNotEnrolled()
    if not standing.site_known:
        return SiteNotOfProvider(pointer="/site_id")
    return None


def _against_money(entry: Entry, standing: Standing) -> RedemptionRefused | None:
    used, limit = standing.cap_used_minor, standing.cap_limit_minor
    if used is not None and limit is not None and used + entry.amount.minor > limit:
        return CapReached(pointer="/amount_minor")
    if standing.available_minor is None or standing.available_minor < entry.amount.minor:
        return BalanceInsufficient(pointer="/amount_minor")
    return None
