"""
What is said to the database at the counter, without saying it: questions out, rows in.

The verbs at the counter are generators that yield a `Query` and are sent its rows. Whoever runs
them brings the connection: the service a synchronous one, `api.counter` an asynchronous one. So
there is one course of action and no second copy of it.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes.types import ServiceCategory
from services.core.redemptions import policies
from services.core.redemptions.errors import (
    WRONG_CODES,
    CodeUnknown,
    RedemptionIdReused,
    RedemptionRefused,
    RedemptionUndecided,
    ScannerLocked,
)
from services.core.redemptions.repository import statement
from services.core.redemptions.service.desks import Desks
from services.core.redemptions.types import (
    Asked,
    Honoured,
    RedemptionId,
    Shown,
    Standing,
)
from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.service import ByToken

T = TypeVar("T")

# How often an entry is tried anew after it was found that nothing stands against it any more.
TRIES = 3


class Query(NamedTuple):
    """One statement of `repository.statement` with its parameters."""

    sql: str
    facts: dict[str, object]


Rows = Sequence[Mapping[str, Any]]
Dialogue = Generator[Query, Rows, T]


def hold(dialogue: Dialogue[T], ask: Callable[[Query], Rows]) -> T:
    """Hold a dialogue to its end over a synchronous connection."""
    try:
        query = next(dialogue)
        while True:
            query = dialogue.send(ask(query))
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]


def redeem(asked: Asked) -> Dialogue[Honoured]:
    """
    Honour one entry, or tell why not.

    :raises RedemptionRefused: with the first reason found; nothing was changed.
    :raises RedemptionIdReused: the id stands for another use.
    :raises RedemptionUndecided: others kept changing the voucher; the same id may be sent again.
    """
    yield from foresee(asked)
    rows = yield statement_for([asked])
    for row in rows:
        return honoured(asked, row)
    return (yield from follow_up(asked))


def foresee(asked: Asked) -> Dialogue[None]:
    """
    Refuse what the terms alone refuse, unless the id was honoured when they did not.

    :raises RedemptionRefused: the terms do not allow it.
    """
    refusal = policies.against_terms(asked.desk.terms, asked.entry, now=asked.now)
    if refusal is None:
        return
    if (yield from stored(asked)) is None:
        raise refusal.within(asked.desk.programme_id)


def follow_up(asked: Asked) -> Dialogue[Honoured]:
    """
    Find out about an entry that the statement has not honoured; try again where that may help.

    Raises as `redeem` does.
    """
    for _ in range(TRIES):
        earlier = yield from stored(asked)
        if earlier is not None:
            return earlier
        standing = yield from _standing(asked)
        cap = policies.cap_key(asked.desk.terms, asked.entry.service_on)
        day = policies.service_day(asked.desk.terms, asked.entry.service_on)
        refusal = policies.why_refused(asked.entry, standing, day=day)
        if refusal is not None:
            raise refusal.within(asked.desk.programme_id)
        if cap is not None and standing.cap_limit_minor is None:
            facts = {
                "programme_id": asked.desk.programme_id,
                "voucher_id": asked.shown.voucher_id,
                "window_from": cap.window_from,
                "window_until": cap.window_until,
                "limit_minor": cap.limit_minor,
            }
            yield Query(statement.OPEN_CAP, facts)
        rows = yield statement_for([asked])
        for row in rows:
            return honoured(asked, row)
    raise RedemptionUndecided(redemption_id=asked.entry.id)


def stored(asked: Asked) -> Dialogue[Honoured | None]:
    """
    What the id stands for already, None where it is new.

    :raises RedemptionIdReused: it stands for another use.
    """
    facts: dict[str, object] = {"programme_id": asked.desk.programme_id, "id": asked.entry.id}
    rows = yield Query(statement.STORED, facts)
    for row in rows:
        return _same(asked, row)
    return None


def look_at(
    shown: str, *, desks: Desks, provider_id: UUID, scanner_id: UUID, now: datetime
) -> Dialogue[Shown]:
    """
    Which credential was shown, be it scanned or typed. Whether it is good, is asked later.

    :raises RedemptionRefused: no code that was given to anybody, or a scanner that is locked and
        is told nothing.
    """
    facts: dict[str, object] = {
        "organisation_id": desks.organisation_id,
        "provider_id": provider_id,
        "scanner_id": scanner_id,
    }
    found: Shown | None = None
    refusal: RedemptionRefused = CodeUnknown(pointer="/code")
    try:
        place = desks.locate(shown, at=now)
    except TokenRefused as refused:
        refusal = policies.OF_TOKEN[refused.refusal](pointer="/code")
    else:
        if isinstance(place, ByToken):
            found = desks.shown_by(place)
        else:
            rows = yield Query(statement.CARD_BY_CODE, {**facts, "code_index": place.code_index})
            found = Shown(**rows[0]) if rows else None
    if found is not None:
        return found
    locked = yield Query(statement.SCANNER_LOCKED, facts)
    raise ScannerLocked if locked else refusal


def keep_refusal(
    refusal: RedemptionRefused,
    *,
    now: datetime,
    organisation_id: UUID,
    programme_id: UUID | None,
    provider_id: UUID,
    scanner_id: UUID,
    asked_id: UUID,
) -> Dialogue[None]:
    """
    Keep a refused attempt (K5), and count the code if it was a wrong one (D1).

    :param asked_id: the redemption or enrolment that was asked for and did not come to be.
    """
    facts: dict[str, object] = {
        "organisation_id": organisation_id,
        "attempt_id": uuid7(),
        "programme_id": programme_id,
        "provider_id": provider_id,
        "scanner_id": scanner_id,
        "asked_id": asked_id,
        "code": refusal.code,
        "now": now,
        "counts_after": now - policies.WRONG_CODES_WITHIN,
        "wrong_codes_max": policies.WRONG_CODES_MAX,
    }
    yield Query(statement.KEEP_REFUSAL, facts)
    if refusal.code in WRONG_CODES:
        yield Query(statement.COUNT_WRONG_CODE, facts)


def statement_for(batch: Sequence[Asked]) -> Query:
    """
    The one statement for entries of one programme, asked at one instant.

    No voucher and no id may be in a batch twice: of two, the statement would see neither wait.
    """
    first = batch[0]
    facts: dict[str, object] = {
        "programme_id": first.desk.programme_id,
        "organisation_id": first.desk.organisation_id,
        "now": first.now,
    }
    rows = [_columns(asked) for asked in batch]
    facts.update({name: _array([row[name] for row in rows]) for name in rows[0]})
    return Query(statement.REDEEM, facts)


def honoured(asked: Asked, row: Mapping[str, Any]) -> Honoured:
    """The answer to an entry that the statement has honoured just now."""
    entry = asked.entry
    return Honoured(
        id=entry.id,
        programme_id=asked.desk.programme_id,
        provider_id=entry.provider_id,
        site_id=row["site_id"],
        enrolment_id=row["enrolment_id"],
        category=entry.category,
        service_on=entry.service_on,
        amount=entry.amount,
        recorded_at=row["recorded_at"],
    )


def _columns(asked: Asked) -> dict[str, object]:
    desk, entry, shown = asked.desk, asked.entry, asked.shown
    starts_at, ends_at = policies.service_day(desk.terms, entry.service_on)
    cap = policies.cap_key(desk.terms, entry.service_on)
    return {
        "id": entry.id,
        "voucher_id": shown.voucher_id,
        "status_list_no": shown.status_list_no,
        "status_index": shown.status_index,
        "voucher_account_id": account_id(desk.programme_id, AccountCode.VOUCHER, shown.voucher_id),
        "payable_account_id": account_id(
            desk.programme_id, AccountCode.PROVIDER_PAYABLE, entry.provider_id
        ),
        "transfer_id": uuid7(),
        "provider_id": entry.provider_id,
        "enrolment_id": entry.enrolment_id,
        "site_id": entry.site_id,
        "scanner_id": entry.scanner_id,
        "entered_by": asked.entered_by,
        "category": entry.category.value,
        "service_on": entry.service_on,
        "service_starts_at": starts_at,
        "service_ends_at": ends_at,
        "amount_minor": entry.amount.minor,
        "currency": entry.amount.currency,
        "proxied": entry.proxied,
        "override": entry.override.value if entry.override else None,
        "window_from": cap.window_from if cap else None,
    }


def _array(values: Sequence[object]) -> str:
    """
    An array as PostgreSQL reads it; ids, dates, numbers and codes need no quotes in it.

    A driver would look up each list's type and each element's, which costs more than the rest.
    """
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _standing(asked: Asked) -> Dialogue[Standing]:
    columns = _columns(asked)
    facts = {
        **columns,
        "programme_id": asked.desk.programme_id,
        "organisation_id": asked.desk.organisation_id,
    }
    rows = yield Query(statement.STANDING, facts)
    return Standing(**rows[0])


def _same(asked: Asked, row: Mapping[str, Any]) -> Honoured:
    """The stored answer, if the entry says what was said first."""
    entry = asked.entry
    differs = (
        row["voucher_id"] != asked.shown.voucher_id
        or row["provider_id"] != entry.provider_id
        or row["category"] != entry.category
        or row["service_on"] != entry.service_on
        or (row["amount_minor"], row["currency"]) != (entry.amount.minor, entry.amount.currency)
        or entry.site_id not in {None, row["site_id"]}
        or entry.enrolment_id not in {None, row["enrolment_id"]}
    )
    if differs:
        raise RedemptionIdReused(redemption_id=entry.id)
    return Honoured(
        id=RedemptionId(row["id"]),
        programme_id=row["programme_id"],
        provider_id=row["provider_id"],
        site_id=row["site_id"],
        enrolment_id=row["enrolment_id"],
        category=ServiceCategory(row["category"]),
        service_on=row["service_on"],
        amount=Money(row["amount_minor"], row["currency"]),
        recorded_at=row["recorded_at"],
    )
