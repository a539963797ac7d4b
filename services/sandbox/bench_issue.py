"""
How fast vouchers are issued, beside the least that issuing could cost.

On a throwaway server with durable commits: the verb (keys, claims, codes, seals, status entries,
rows with all their constraints) against bare signing of as many messages plus COPY of the very
rows into tables without a constraint. Rounds alternate; the medians are told.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from services.core.allocations import service as allocations
from services.core.bootstrap import Runtime, build_runtime
from services.core.config import Settings
from services.core.donations import service as donations
from services.core.households import service as households
from services.core.identity import service as identity
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.embedded import EmbeddedPostgres
from services.core.kit.money import Money
from services.core.kit.sheets import write_csv
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.migrations import runner
from services.core.programmes import examples
from services.core.programmes import service as programmes
from services.core.programmes.types import Criteria, Issuer, LegalGround
from services.core.vouchers import service as vouchers
from services.core.vouchers.token import SigningKey, read_token

ROUNDS = 3
# What is signed of a paper credential: header, audience and claims.
MESSAGE_BYTES = 90
OPENS_AT = datetime(2025, 5, 1, tzinfo=UTC)
CLOSES_AT = datetime(2025, 5, 20, tzinfo=UTC)

_HEADINGS = (
    "世帯番号",
    "保護者氏名",
    "保護者カナ",
    "児童氏名",
    "児童カナ",
    "生年月日",
    "郵便番号",
    "支援区分",
    "取扱同意",
    "教室共有同意",
)
_SYLLABLES = "アイウエオカキクケコサシスセソタチツテト"


@dataclass(frozen=True)
class IssueFigures:
    """Vouchers a second; `share` is issued by the verb / signed and copied barely."""

    vouchers: int
    issued_per_s: float
    bare_per_s: float
    verified_per_s: float
    cards_per_s: float

    @property
    def share(self) -> float:
        return self.issued_per_s / self.bare_per_s


def measure(count: int) -> IssueFigures:
    """
    Issue about `count` vouchers of an invented programme, and tell how long it took.

    :param count: at least one a round.
    """
    per_round = max(count // ROUNDS, 1)
    with scratch() as (runtime, owner_url):
        programme_id, organisation_id = accepted_awards(runtime, per_round * ROUNDS)
        issuing, bare = [], []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            runtime.attempt(
                lambda uow: vouchers.issue_due(uow, programme_id=programme_id, limit=per_round)
            )
            issuing.append(per_round / (time.perf_counter() - started))
            bare.append(per_round / _bare(owner_url, per_round))
        with runtime.unit_of_work(organisation_id=organisation_id) as uow:
            verifying = _verify(uow, programme_id)
            started = time.perf_counter()
            vouchers.card_sheets(uow, programme_id=programme_id)
            printing = per_round * ROUNDS / (time.perf_counter() - started)
    return IssueFigures(per_round * ROUNDS, median(issuing), median(bare), verifying, printing)


def _bare(owner_url: str, count: int) -> float:
    """Seconds to sign `count` messages and to COPY as many rows of both tables, durably."""
    key = SigningKey.generate()
    messages = [secrets.token_bytes(MESSAGE_BYTES) for _ in range(count)]
    with psycopg.connect(owner_url) as connection:
        rows = {}
        for table in ("vouchers", "credentials"):
            some = sql.SQL("SELECT * FROM {} LIMIT {}").format(sql.Identifier(table), count)
            rows[table] = connection.execute(some).fetchall()
        for table in rows:
            connection.execute(f"DROP TABLE IF EXISTS bare_{table}")
            connection.execute(f"CREATE TABLE bare_{table} (LIKE {table})")
        connection.commit()
        started = time.perf_counter()
        for message in messages:
            key.sign(message)
        for table, content in rows.items():
            with connection.cursor().copy(f"COPY bare_{table} FROM STDIN") as copy:
                for row in content:
                    copy.write_row(row)
        connection.commit()
        return time.perf_counter() - started


def _verify(uow: UnitOfWork, programme_id: UUID) -> float:
    """Tokens read and verified a second."""
    trust = vouchers.trust_store(uow, programme_ids=[programme_id])
    lines = vouchers.export_csv(uow, programme_id=programme_id).splitlines()[1:1001]
    tokens = [line.split(",", 2)[2] for line in lines]
    started = time.perf_counter()
    for token in tokens:
        read_token(token, trust=trust, at=uow.now)
    return len(tokens) / (time.perf_counter() - started)


@contextmanager
def scratch() -> Iterator[tuple[Runtime, str]]:
    """A server of our own, durable as in earnest, gone afterwards."""
    with (
        TemporaryDirectory(prefix="minori-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as postgres,
    ):
        runner.upgrade(postgres.owner_url(), app_url=postgres.app_url())
        settings = Settings(data_dir=Path(folder))
        clock = SetClock(OPENS_AT)
        runtime = build_runtime(settings, database_url=postgres.app_url(), clock=clock)
        plain = make_url(postgres.owner_url()).set(drivername="postgresql")
        yield runtime, plain.render_as_string(hide_password=False)
        runtime.engine.dispose()


def accepted_awards(runtime: Runtime, children: int) -> tuple[UUID, UUID]:
    """A published programme with as many accepted awards; its id and its organisation's."""
    with runtime.unit_of_work(operator("bench")) as uow:
        organisation_id, programme_id = _programme(uow)
    with runtime.unit_of_work(operator("bench"), organisation_id=organisation_id) as uow:
        households.import_roster(uow, programme_id=programme_id, data=_roster(children))
        households.decide_all(uow, programme_id=programme_id)
        amount = max(programmes.get(uow, programme_id).terms.amount_by_grade.values())
        fund = ledger.open_fund(
            uow,
            programme_id=programme_id,
            code="bench",
            restricted=False,
            name_ja="bench",
            name_en="bench",
        )
        donations.receive_grant(
            uow, programme_id=programme_id, fund_id=fund.id, amount=Money(amount * children)
        )
        opened = allocations.open_round(
            uow,
            programme_id=programme_id,
            fund_ids=[fund.id],
            opens_at=OPENS_AT,
            closes_at=CLOSES_AT,
            places=children,
        )
    move(runtime, CLOSES_AT)
    with runtime.unit_of_work(operator("bench"), organisation_id=organisation_id) as uow:
        allocations.close_round(uow, programme_id=programme_id, round_id=opened.id)
        allocations.draw_round(uow, programme_id=programme_id, round_id=opened.id)
    with runtime.unit_of_work(operator("approver"), organisation_id=organisation_id) as uow:
        allocations.award_round(uow, programme_id=programme_id, round_id=opened.id)
        made = allocations.awards(uow, programme_id=programme_id, round_id=opened.id)
        allocations.accept(uow, programme_id=programme_id, award_ids=[each.id for each in made])
    return programme_id, organisation_id


def _programme(uow: UnitOfWork) -> tuple[UUID, UUID]:
    organisation = identity.found_organisation(
        uow,
        name_ja="計測用",
        name_en="Bench",
        legal_name_kana="ケイソク",
        address="-",
        certification_number=None,
    )
    uow.enter(organisation.id)
    data = examples.load("shibuya-2025")
    programme = programmes.draft(
        uow,
        organisation_id=organisation.id,
        code="999999",
        name_ja=data["name_ja"],
        name_en=data["name_en"],
        municipality_code=data["municipality_code"],
        issuer=Issuer(data["issuer"]),
        legal_ground=LegalGround(data["legal_ground"]),
        terms=data["terms"],
    )
    rules = data["criteria"]
    programmes.set_criteria(
        uow,
        programme_id=programme.id,
        criteria=Criteria(groups=rules["groups"], priorities=rules.get("priorities", ())),
        text_ja=rules["text_ja"],
        text_en=rules["text_en"],
    )
    programmes.publish(uow, programme_id=programme.id)
    return organisation.id, programme.id


def _roster(children: int) -> bytes:
    rows: list[Sequence[object]] = [_HEADINGS]
    for number in range(children):
        kana, rest = "", number
        for _ in range(4):
            rest, syllable = divmod(rest, len(_SYLLABLES))
            kana += _SYLLABLES[syllable]
        name = (f"計測 {number}", f"ケイソク {kana}")
        rows.append((f"B{number}", *name, *name, "2010-09-01", "1500002", "就学援助", "○", "○"))
    return write_csv(rows)


def move(runtime: Runtime, at: datetime) -> None:
    assert isinstance(runtime.clock, SetClock)
    runtime.clock.move_to(at)
