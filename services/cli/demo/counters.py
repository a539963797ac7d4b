"""Scene: a year at the counters, through the API as scanners use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from services.cli.demo.caller import Caller
from services.cli.demo.founding import provider_id
from services.cli.demo.intake import Card
from services.cli.demo.stage import Advance, Stage
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import RedemptionRefused, ScannerLocked
from services.core.redemptions.types import Entry, RedemptionId, Shown
from services.sandbox.year.lessons import Attempt, Lesson

# So many uses go over HTTP one by one, as at counters; in a larger year the office keys in the
# rest from the classrooms' forms, many at a time. Both run the same statement.
BY_SCANNER_MAX = 2_000

# What can only go wrong at a scanner: on a form there is no code to mistype, and no second tap.
NOT_ON_FORMS = {Attempt.MISTYPED, Attempt.TWICE}


@dataclass
class Purse:
    """What the driver remembers of a voucher: a family asks for no more than is left."""

    card: Card
    left: int


class Counters:
    """All classrooms' counters."""

    def __init__(self, stage: Stage, cards: Sequence[Card], amount: int) -> None:
        self._stage = stage
        # Whose child no classroom knows of uses nothing there.
        self.purses = [Purse(card, amount if card.has_place else 0) for card in cards]
        self._entered = 0
        self.redeemed: list[tuple[UUID, Lesson, int]] = []

    def open(self) -> "Till":
        """Scanners are given their keys."""
        stage = self._stage
        keys: dict[int, tuple[UUID, str]] = {}
        with stage.acting() as uow:
            for number in range(1, stage.plan.providers + 1):
                key = identity.create_api_key(
                    uow,
                    organisation_id=stage.organisation_id,
                    name=f"scanner {number}",
                    roles={Role.PROVIDER_COUNTER},
                    provider_id=provider_id(stage, number),
                )
                keys[number] = (key.id, key.text)
        return Till(self, stage, keys, Caller(stage.port))

    def worth(self, lesson: Lesson) -> int:
        """What the voucher is asked for: no more than is left, the family pays the rest."""
        if lesson.attempt is Attempt.OVER_BALANCE:
            return lesson.yen
        return min(lesson.yen, self.purses[lesson.child].left)


class Till:
    """Enters lessons: one by one over HTTP, or a day's forms at once."""

    def __init__(
        self,
        counters: Counters,
        stage: Stage,
        keys: dict[int, tuple[UUID, str]],
        caller: Caller,
    ) -> None:
        self._counters = counters
        self._stage = stage
        self._keys = keys
        self._caller = caller
        self._scanned = 0
        self._last: dict[int, tuple[UUID, dict[str, Any]]] = {}

    def enter(self, lessons: Sequence[Lesson], advance: Advance) -> None:
        """Enter lessons in their order, the clock going with them."""
        for _, of_day in groupby(lessons, key=lambda lesson: lesson.at.date()):
            day = list(of_day)
            if self._scanned < BY_SCANNER_MAX:
                for lesson in day:
                    self._stage.move_to(lesson.at)
                    self._scan(lesson)
            else:
                self._stage.move_to(day[-1].at)
                self._key_in(day)
            advance(len(day))

    def _scan(self, lesson: Lesson) -> None:
        self._scanned += 1
        purse = self._counters.purses[lesson.child]
        yen = self._counters.worth(lesson)
        if yen == 0 or not purse.card.token:
            return
        id, body = self._asked(lesson, purse, yen)
        status, answer = self._put(lesson.classroom + 1, id, body)
        if status == 201 and lesson.attempt is Attempt.HONEST:
            self._booked(id, lesson, yen)
        elif status == 201 and lesson.attempt is not Attempt.TWICE:
            raise RuntimeError(f"{lesson.attempt} was honoured: {answer}")
        elif status not in {201, 403, 404, 409, 422}:
            raise RuntimeError(f"the counter answered {status}: {answer}")
        elif status != 201 and lesson.attempt is Attempt.HONEST:
            raise RuntimeError(f"an honest use was refused: {answer}")

    def _asked(self, lesson: Lesson, purse: Purse, yen: int) -> tuple[UUID, dict[str, Any]]:
        if lesson.attempt is Attempt.TWICE and lesson.child in self._last:
            return self._last[lesson.child]
        id = self._stage.id("use", self._scanned)
        # One family shows the QR code, the next reads the code out.
        code = purse.card.token if lesson.child % 2 else purse.card.code
        if lesson.attempt is Attempt.MISTYPED:
            code = _mistyped(purse.card.code)
        body = {
            "code": code,
            "service_on": lesson.service_on.isoformat(),
            "category": lesson.category.value,
            "amount_minor": yen,
        }
        if lesson.attempt is Attempt.HONEST:
            self._last[lesson.child] = (id, body)
        return id, body

    def _put(self, classroom: int, id: UUID, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        key_id, key = self._keys[classroom]
        address = f"/api/v1/redemptions/{id}"
        status, answer = self._caller.call("PUT", address, body, key=key)
        if answer.get("code") == ScannerLocked.code:
            # Ten wrong codes: somebody at the office looks at the scanner, and lets it go on.
            with self._stage.acting() as uow:
                redemptions.unlock_scanner(uow, scanner_id=key_id)
            status, answer = self._caller.call("PUT", address, body, key=key)
        return status, answer

    def _key_in(self, day: Sequence[Lesson]) -> None:
        """A day's forms, keyed in by the office: many uses in few statements."""
        wanted: list[tuple[Entry, Shown]] = []
        booked: dict[UUID, tuple[Lesson, int]] = {}
        for place, lesson in enumerate(day):
            purse, yen = self._counters.purses[lesson.child], self._counters.worth(lesson)
            if yen == 0 or not purse.card.token or lesson.attempt in NOT_ON_FORMS:
                continue
            entry = self._form(lesson, yen, self._stage.id("form", lesson.at, place))
            wanted.append((entry, purse.card.shown))
            if lesson.attempt is Attempt.HONEST:
                purse.left -= yen
                booked[entry.id] = (lesson, yen)
        with self._stage.acting() as uow:
            answers = redemptions.redeem_many(uow, uses=wanted)
            for (entry, _), answer in zip(wanted, answers, strict=True):
                if isinstance(answer, RedemptionRefused):
                    self._refused(uow, entry, answer, honest=entry.id in booked)
        self._counters.redeemed += [(id, lesson, yen) for id, (lesson, yen) in booked.items()]

    def _form(self, lesson: Lesson, yen: int, id: UUID) -> Entry:
        classroom = lesson.classroom + 1
        return Entry(
            id=RedemptionId(id),
            provider_id=provider_id(self._stage, classroom),
            scanner_id=self._keys[classroom][0],
            category=lesson.category,
            service_on=lesson.service_on,
            amount=Money(yen),
        )

    def _refused(
        self, uow: UnitOfWork, entry: Entry, refusal: RedemptionRefused, *, honest: bool
    ) -> None:
        if honest:
            raise RuntimeError(f"an honest use was refused: {refusal}")
        redemptions.keep_refusal(
            uow,
            refusal=refusal,
            provider_id=entry.provider_id,
            scanner_id=entry.scanner_id,
            asked_id=entry.id,
        )

    def _booked(self, id: UUID, lesson: Lesson, yen: int) -> None:
        self._counters.purses[lesson.child].left -= yen
        self._counters.redeemed.append((id, lesson, yen))


def _mistyped(code: str) -> str:
    """The code with one character read wrongly."""
    wrong = "3" if code[1] != "3" else "4"
    return code[0] + wrong + code[2:]
