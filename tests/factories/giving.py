"""A whole way for gifts: the played gateway over loopback, its messages, and the worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.integrations import stripe
from services.core.integrations.stripe import StripeMessages
from services.core.kit.clock import SetClock
from services.sandbox.fakestripe import Deliveries, FakeStripe, FaultPlan, host
from services.worker.delivery import drain, drain_inbox
from tests.fakes.mail import MemoryMail

SECRET = "whsec_of_this_test"


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
def giving_desk(
    runtime: Runtime, clock: SetClock, plan: FaultPlan | None = None
) -> Iterator[GivingDesk]:
    world = FakeStripe(seed=11, now=int(clock.now().timestamp()))
    with host(world) as hosted:
        runtime.settings.stripe_api_key = SecretStr("sk_test_of_this_test")
        runtime.settings.stripe_api_base = hosted.base_url
        deliveries = Deliveries(world, [SECRET], plan or FaultPlan())
        yield GivingDesk(runtime, clock, world, deliveries)
