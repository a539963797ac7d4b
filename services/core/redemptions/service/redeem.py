"""Redeem vouchers in a unit of work, and keep what was refused."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.redemptions.errors import RedemptionRefused, ScannerNotFound
from services.core.redemptions.repository import (
    RefusedAttemptRepository,
    ScannerRepository,
    StatementRunner,
)
from services.core.redemptions.service import dialogue
from services.core.redemptions.service.desks import open_desks
from services.core.redemptions.service.dialogue import Dialogue, Query, Rows, T
from services.core.redemptions.types import Asked, Entry, Honoured, Shown

# Entries in one statement: enough to make the round trip nothing, few enough to let others in.
BATCH = 200


def redeem(uow: UnitOfWork, *, entry: Entry, shown: str) -> Honoured:
    """
    Honour a voucher at a provider's counter, and owe the provider its value.

    Whoever asks chose the entry's id, so that a scan sent twice redeems once. A refusal leaves
    nothing behind; to be kept it is given to `keep_refusal` in a unit of work of its own.

    :param shown: the text of the scanned token, or the code as it was typed.
    :raises RedemptionRefused: with the first reason found.
    :raises RedemptionIdReused: the id stands for another use.
    :raises RedemptionUndecided: others kept changing the voucher; the same id may be sent again.
    """
    desks = open_desks(uow, organisation_id=_organisation(uow))
    card = _hold(
        uow,
        dialogue.look_at(
            shown,
            desks=desks,
            provider_id=entry.provider_id,
            scanner_id=entry.scanner_id,
            now=uow.now,
        ),
    )
    return _hold(uow, dialogue.redeem(desks.ask(entry, card, by=uow.actor.id, at=uow.now)))


def redeem_many(
    uow: UnitOfWork, *, uses: Sequence[tuple[Entry, Shown]]
) -> list[Honoured | RedemptionRefused]:
    """
    Honour many uses in few statements: forms keyed in by the office, a year replayed.

    The answers stand in the order of the uses. A refusal is an answer here and stops nothing.

    :raises RedemptionIdReused: an id stands for another use.
    """
    desks = open_desks(uow, organisation_id=_organisation(uow))
    asked = [desks.ask(entry, shown, by=uow.actor.id, at=uow.now) for entry, shown in uses]
    answers: dict[UUID, Honoured | RedemptionRefused] = {}
    for one in asked:
        try:
            _hold(uow, dialogue.foresee(one))
        except RedemptionRefused as refusal:
            answers[one.entry.id] = refusal
    for batch in _batches(one for one in asked if one.entry.id not in answers):
        _redeem_batch(uow, batch, answers)
    return [answers[one.entry.id] for one in asked]


def keep_refusal(
    uow: UnitOfWork,
    *,
    refusal: RedemptionRefused,
    provider_id: UUID,
    scanner_id: UUID,
    asked_id: UUID,
) -> None:
    """
    Keep a refused attempt, in a unit of work of its own: the one that was refused is undone.

    :param asked_id: the redemption or enrolment that was asked for.
    """
    _hold(
        uow,
        dialogue.keep_refusal(
            refusal,
            now=uow.now,
            organisation_id=_organisation(uow),
            programme_id=refusal.programme_id,
            provider_id=provider_id,
            scanner_id=scanner_id,
            asked_id=asked_id,
        ),
    )


def refusals_by_code(uow: UnitOfWork) -> dict[str, int]:
    """How often each reason was given, over all programmes of the organisation."""
    return RefusedAttemptRepository(uow).by_code(_organisation(uow))


def unlock_scanner(uow: UnitOfWork, *, scanner_id: UUID) -> None:
    """
    Let a scanner try codes again.

    :raises ScannerNotFound: no wrong code ever came from it.
    """
    scanner = ScannerRepository(uow).lock(_organisation(uow), scanner_id)
    if scanner is None:
        raise ScannerNotFound(scanner_id=scanner_id)
    scanner.wrong_codes = 0
    scanner.locked_at = None
    audit.record(uow, action="scanner.unlock", object_type="scanner", object_id=scanner_id)


def _redeem_batch(
    uow: UnitOfWork,
    batch: Sequence[Asked],
    answers: dict[UUID, Honoured | RedemptionRefused],
) -> None:
    query = dialogue.statement_for(batch)
    rows = {row["id"]: row for row in StatementRunner(uow).run(query.sql, query.facts)}
    for one in batch:
        if row := rows.get(one.entry.id):
            answers[one.entry.id] = dialogue.honoured(one, row)
            continue
        try:
            answers[one.entry.id] = _hold(uow, dialogue.follow_up(one))
        except RedemptionRefused as refusal:
            answers[one.entry.id] = refusal


def _batches(asked: Iterable[Asked]) -> Iterable[list[Asked]]:
    """One programme, and no voucher or id twice, in each; what comes first is decided first."""
    waiting = list(asked)
    while waiting:
        batch: list[Asked] = []
        later: list[Asked] = []
        taken: set[UUID] = set()
        for one in waiting:
            names = {one.shown.voucher_id, one.entry.id}
            fits = len(batch) < BATCH and one.desk.programme_id == waiting[0].desk.programme_id
            (batch if fits and not names & taken else later).append(one)
            taken |= names
        yield batch
        waiting = later


def _hold(uow: UnitOfWork, told: Dialogue[T]) -> T:
    runner = StatementRunner(uow)

    def ask(query: Query) -> Rows:
        return runner.run(query.sql, query.facts)

    return dialogue.hold(told, ask)


def _organisation(uow: UnitOfWork) -> UUID:
    """:raises ValueError: vouchers are honoured within an organisation."""
    if uow.organisation_id is None:
        raise ValueError("enter an organisation before its counters")
    return uow.organisation_id
