"""Programmes on the eve of their awards: made once, and copied as often as histories need one."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

from services.core.bootstrap import Runtime
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from tests.conftest import NOW, Databases, own_runtime
from tests.factories.allocations import make_drawn
from tests.factories.donations import make_campaign, make_fund
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.programmes import make_programme
from tests.factories.providers import make_provider, only_site
from tests.factories.settlements import set_payer

Begun = TypeVar("Begun")

# What a child is promised: near what gifts are, so that gifts and promises cut each other up.
PROMISE = 10_000
CHILDREN = ("アキ", "ハル", "ナツ", "フユ")


@dataclass(frozen=True)
class Stage:
    """
    A programme with a drawn round and a classroom, and no yen as yet.

    :param funds: what donors gave for all, for grade 9 only, and for primary school, which
        nobody here attends; the round may spend of the first two.
    """

    organisation_id: UUID
    programme_id: UUID
    campaign_id: UUID
    funds: tuple[UUID, UUID, UUID]
    round_id: UUID
    provider_id: UUID
    site_id: UUID
    begins_at: datetime
    ends_at: datetime


class Stages(Generic[Begun]):
    """Hands out what was begun, to be lived on; a database's worth from each copy."""

    def __init__(
        self, databases: Databases, folder: Path, made: Sequence[Begun], *, template: str
    ) -> None:
        self._databases, self._folder, self._template = databases, folder, template
        self._made = list(made)
        self._copy = ExitStack()
        self._runtime: Runtime | None = None
        self._left: list[Begun] = []

    def take(self, count: int) -> tuple[Runtime, list[Begun]]:
        """So many, beside those that were handed out of this copy before."""
        if self._runtime is None or len(self._left) < count:
            self.discard()
            copy = own_runtime(
                self._databases,
                f"{self._template}_copy",
                SetClock(NOW),
                self._folder,
                truths=(),  # whoever plays verifies
                template=self._template,
            )
            self._runtime, self._left = self._copy.enter_context(copy), deepcopy(self._made)
        taken, self._left = self._left[:count], self._left[count:]
        return self._runtime, taken

    def discard(self) -> None:
        """Let go of the present copy: a history that broke a truth must not spoil the next."""
        self._copy.close()
        self._runtime = None


@contextmanager
def stages_in(
    databases: Databases,
    folder: Path,
    begin: Callable[[Runtime, Stage], Begun],
    *,
    count: int,
    name: str,
) -> Iterator[Stages[Begun]]:
    with own_runtime(databases, name, SetClock(NOW), folder) as runtime:
        made = [begin(runtime, stage) for stage in list(_make(runtime, count))]
        runtime.engine.dispose()  # a database that is copied has no visitors
        stages = Stages(databases, folder, made, template=name)
        try:
            yield stages
        finally:
            stages.discard()


def _make(runtime: Runtime, count: int) -> Iterator[Stage]:
    """Each an organisation's only one: as others' rows are to it, so are they to the others."""
    for _ in range(count):
        with runtime.unit_of_work(operator("founder")) as uow:
            programme = make_programme(uow, amount_by_grade={9: PROMISE})
            uow.enter(programme.organisation_id)
            for kana in CHILDREN:
                # Told apart by name, or they would be taken for one that applies twice.
                _, (child_id,) = make_household(uow, programme, new_child(kana=f"{kana} ミホン"))
                make_eligible(uow, programme, child_id=child_id)
            yield _set(uow, programme)


def _set(uow: UnitOfWork, programme: Programme) -> Stage:
    general, restricted, primary = (
        make_fund(uow, programme, restricted=bounds is not None, **(bounds or {}))
        for bounds in (None, {"grade_min": 9, "grade_max": 9}, {"grade_min": 1, "grade_max": 6})
    )
    campaign = make_campaign(uow, programme, fund_id=general.id)
    drawn = make_drawn(uow, programme, restricted, general)
    provider = make_provider(uow, programme)
    set_payer(uow, programme.id)
    return Stage(
        organisation_id=programme.organisation_id,
        programme_id=programme.id,
        campaign_id=campaign.id,
        funds=(general.id, restricted.id, primary.id),
        round_id=drawn.id,
        provider_id=provider.id,
        site_id=only_site(uow, provider.id),
        begins_at=uow.now,
        ends_at=programme.terms.valid_until,
    )
