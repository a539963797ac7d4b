"""A whole way for gifts: the played gateway over loopback, its messages, and the worker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.types import DonorDetails
from services.core.integrations import stripe
from services.core.integrations.stripe import StripeMessages
from services.core.invariants import donations as gift_truths
from services.core.invariants import kit as kit_truths
from services.core.invariants import ledger as ledger_truths
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from services.sandbox.fakestripe import Deliveries, FakeStripe, FaultPlan, host
from services.worker.delivery import drain, drain_inbox
from tests.conftest import NOW, Databases, own_runtime
from tests.factories.donations import HANAKO
from tests.factories.programmes import make_organisation
from tests.fakes.mail import MemoryMail

SECRET = "whsec_of_this_test"

# Gifts are played alone here.
TRUTHS = [*ledger_truths.INVARIANTS, *gift_truths.INVARIANTS, *kit_truths.INVARIANTS]


@dataclass
class GivingDesk:
    """An installation whose gateway is played; time passes for both together."""

    runtime: Runtime
    clock: SetClock
    world: FakeStripe
    deliveries: Deliveries
    mail: MemoryMail = field(default_factory=MemoryMail)

    def __post_init__(self) -> None:
        self.runtime.__dict__["mail"] = self.mail

    def hear(self) -> None:
        """Take in what the gateway has sent, and do all that follows from it."""
        # What is done at the gateway because of it, is told of in turn.
        while self.deliveries.send(self._post) + drain_inbox(self.runtime) + drain(self.runtime):
            pass

    def wait(self, **time: float) -> None:
        """Let time pass, here and at the gateway, and hear what it brought."""
        self.clock.move_to(self.clock.now() + timedelta(**time))
        self.world.advance(int(self.clock.now().timestamp()))
        self.hear()

    def _post(self, body: bytes, signature: str) -> int:
        reader = StripeMessages([SECRET], livemode=False)
        sent_at = datetime.fromtimestamp(self.world.now, UTC)
        message = reader.read(body, signature, at=sent_at)
        self.runtime.attempt(
            lambda uow: donations.receive_message(uow, source=stripe.SOURCE, message=message)
        )
        return 200


@contextmanager
def one_desk(databases: Databases, name: str, folder: Path) -> Iterator[GivingDesk]:
    """An installation for all tests of a module, each with a programme and donors of its own."""
    clock = SetClock(NOW)
    name = f"{name}_{os.getpid()}"
    with (
        own_runtime(databases, name, clock, folder, TRUTHS) as runtime,
        giving_desk(runtime, clock) as desk,
    ):
        with runtime.unit_of_work(operator("founder")) as uow:
            make_organisation(uow)
        yield desk


def a_donor() -> DonorDetails:
    """Somebody whom no other test knows."""
    return replace(HANAKO, email=f"{uuid7().hex}@example.org")


@contextmanager
def giving_desk(
    runtime: Runtime, clock: SetClock, plan: FaultPlan | None = None
) -> Iterator[GivingDesk]:
    world = FakeStripe(seed=11, now=int(clock.now().timestamp()))
    with host(world) as hosted:
        runtime.settings.stripe_api_key = SecretStr("sk_test_of_this_test")
        runtime.settings.stripe_api_base = hosted.base_url
        deliveries = Deliveries(world, [SECRET], plan or FaultPlan())
        yield GivingDesk(runtime, clock, world, deliveries)
