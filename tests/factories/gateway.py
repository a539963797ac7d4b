"""A gateway that lives for some weeks, and books that follow it: for payouts and comparisons."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from services.core.donations import service as donations
from services.core.donations.models import Campaign, Donation
from services.core.donations.types import Channel
from services.core.integrations.stripe import StripeBooks, StripeGateway
from services.core.kit.unit_of_work import UnitOfWork
from services.sandbox.fakestripe import FakeStripe, host
from services.worker import stripe
from services.worker.stripe import Present
from tests.factories.donations import make_gift

DAY_S = 86_400


@dataclass
class Shop:
    """The gateway, its adapters, and the gifts that were paid there."""

    uow: UnitOfWork
    world: FakeStripe
    gateway: StripeGateway
    books: StripeBooks
    key: str
    base_url: str
    sessions: dict[Any, str] = field(default_factory=dict)

    def give(self, campaign: Campaign, amount: int, channel: Channel = Channel.CARD) -> Donation:
        """A gift that is paid at once; the books hear of it when they `follow`."""
        gift = make_gift(self.uow, campaign, amount=amount, channel=channel, settled=False)
        asked = donations.checkout_request(
            self.uow,
            programme_id=gift.programme_id,
            donation_id=gift.id,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
            language="ja",
        )
        session = self.gateway.open_checkout(asked).id
        self.world.pay(session)
        if channel is Channel.KONBINI:
            self.world.pay_at_the_counter(session)
        self.sessions[gift.id] = session
        return gift

    def pass_days(self, days: int) -> None:
        self.world.advance(self.world.now + days * DAY_S)

    def payments(self) -> list[Present]:
        """How each gift stands at the gateway."""
        return [Present([self.gateway.payment(id)]) for id in self.sessions.values()]

    def payouts(self) -> list[Present]:
        """How each payout stands, the oldest first."""
        told = reversed(list(self.world.all_of("payout")))
        return [Present(payout=self.gateway.payout(one["id"])) for one in told]

    def follow(self) -> None:
        """Bring the books to where the gateway is."""
        for look in [*self.payments(), *self.payouts()]:
            stripe.apply(self.uow, None, look)
        self.uow.session.flush()


@contextmanager
def open_shop(uow: UnitOfWork, *, seed: int = 7, **terms: Any) -> Iterator[Shop]:
    """A gateway over loopback whose clock begins with the unit of work's."""
    world = FakeStripe(seed=seed, now=int(uow.now.timestamp()), **terms)
    with host(world) as hosted:
        key = "sk_test_of_this_test"
        yield Shop(
            uow,
            world,
            StripeGateway(key, base_url=hosted.base_url),
            StripeBooks(key, base_url=hosted.base_url),
            key,
            hosted.base_url,
        )
