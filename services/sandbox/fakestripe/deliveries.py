"""How the gateway's messages reach the shop: at least once, in no promised order, signed."""

import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass

from services.sandbox.fakestripe.server import canonical
from services.sandbox.fakestripe.world import FakeStripe

# Takes body and Stripe-Signature header; returns the HTTP status of the shop's answer.
Post = Callable[[bytes, str], int]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """
    What goes wrong on the way, by seed.

    :param repeat_share: the share of messages that arrive twice.
    :param disorder: how many places a message may be moved at most.
    """

    seed: int = 0
    repeat_share: float = 0.0
    disorder: int = 0


class Deliveries:
    """Sends what has happened since the last sending; keeps what was not answered 2xx."""

    def __init__(
        self, world: FakeStripe, secrets: list[str], plan: FaultPlan = FaultPlan()
    ) -> None:
        self._world = world
        self._secrets = secrets
        self._plan = plan
        self._random = random.Random(f"deliveries-{plan.seed}")
        self._fresh: list[bytes] = []
        self._waiting: list[bytes] = []
        world.listen(lambda event: self._fresh.append(canonical(event)))

    def send(self, post: Post) -> int:
        """Send what waits; returns how many messages the shop took."""
        with self._world.lock:
            fresh, self._fresh = self._fresh, []
        self._waiting.extend(self._disturbed(fresh))
        refused = [body for body in self._waiting if post(body, self.sign(body)) // 100 != 2]
        taken = len(self._waiting) - len(refused)
        self._waiting = refused
        return taken

    def sign(self, body: bytes) -> str:
        """The Stripe-Signature header: while a secret is rolled, one signature per secret."""
        stamp = self._world.now
        signatures = [
            hmac.new(secret.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()
            for secret in self._secrets
        ]
        return ",".join([f"t={stamp}", *(f"v1={signature}" for signature in signatures)])

    def _disturbed(self, bodies: list[bytes]) -> list[bytes]:
        chance = self._random.random
        sent = [body for body in bodies for _ in range(1 + (chance() < self._plan.repeat_share))]
        places = [place + self._plan.disorder * chance() for place in range(len(sent))]
        order = sorted(range(len(sent)), key=lambda place: (places[place], place))
        return [sent[place] for place in order]
