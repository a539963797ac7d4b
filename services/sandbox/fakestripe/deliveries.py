"""How the gateway's messages reach the shop: at least once, in no promised order, signed."""

import hashlib
import hmac
import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.things import Object, Thing, shown
from services.sandbox.fakestripe.web.forms import canonical
from services.sandbox.fakestripe.world import FakeStripe

# Takes body and Stripe-Signature header; returns the HTTP status of the shop's answer.
Post = Callable[[bytes, str], int]

# docs.stripe.com/webhooks: tried again for up to three days; a signature is good for five minutes;
# a secret that was rolled is used along with the new one for up to a day.
TRIED_FOR_S = 3 * DAY_S
DELAY_MAX_S = 3 * DAY_S
STALE_AFTER_S = 300
ROLL_MAX_S = DAY_S


class Stray(Enum):
    """Messages that the gateway did not mean for this shop, or did not send at all."""

    FORGED = "forged"  # the body was changed under its signature
    IMPOSTOR = "impostor"  # signed by somebody who does not know the secret
    STALE = "stale"  # a true message, recorded and sent again later than its signature is good
    OTHER_MODE = "other_mode"  # of real money, though this account only practises
    OTHER_CURRENCY = "other_currency"  # about another currency than the account's


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """
    What goes wrong on the way, by seed. Shares are of all messages.

    :param repeat_share: arrive twice.
    :param disorder: how many places a message may be moved at most.
    :param delay_share: arrive up to three days late, properly signed then.
    :param lost_share: never arrive; only a look at the list of events finds them.
    :param stray_share: are followed by a stray one, of each kind in turn.
    """

    seed: int = 0
    repeat_share: float = 0.0
    disorder: int = 0
    delay_share: float = 0.0
    lost_share: float = 0.0
    stray_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    body: bytes
    due: int  # when it is sent for the first time


class Deliveries:
    """
    Sends what has happened since the last sending; keeps what was not answered 2xx.

    :param secrets: those that messages are signed with.
    :ivar strays: what the shop answered to messages that were not meant for it.
    """

    def __init__(
        self, world: FakeStripe, secrets: list[str], plan: FaultPlan = FaultPlan()
    ) -> None:
        self._world = world
        self._secrets: dict[str, int | None] = dict.fromkeys(secrets)
        self._plan = plan
        self._random = random.Random(f"deliveries-{plan.seed}")
        self._fresh: list[Thing] = []
        self._waiting: list[_Waiting] = []
        self._kinds = 0
        self.strays: list[tuple[Stray, int]] = []
        world.listen(self._fresh.append)

    def send(self, post: Post) -> int:
        """Send what waits; returns how many messages the shop took."""
        with self._world.lock:
            fresh = [shown(event) for event in self._fresh]
            self._fresh.clear()
        self._waiting.extend(self._disturbed(fresh))
        now = self._world.now
        kept, taken = [], 0
        for message in self._waiting:
            if message.due > now:
                kept.append(message)
            elif post(message.body, self.sign(message.body)) // 100 == 2:
                taken += 1
            elif now - message.due < TRIED_FOR_S:
                kept.append(message)
        self._waiting = kept
        self._stray(fresh, post)
        return taken

    def sign(self, body: bytes) -> str:
        """The Stripe-Signature header: while a secret is rolled, one signature per secret."""
        now = self._world.now
        known = [s for s, until in self._secrets.items() if until is None or now < until]
        return _signature(body, now, known)

    def roll_secret(self, secret: str, *, old_for_s: int = ROLL_MAX_S) -> None:
        """
        Sign with a new secret; with those before it as well for a while.

        :raises ValueError: longer than the gateway allows.
        """
        if not 0 <= old_for_s <= ROLL_MAX_S:
            raise ValueError("an old secret is good for a day at most")
        until = self._world.now + old_for_s
        for old, ends in self._secrets.items():
            self._secrets[old] = until if ends is None else min(ends, until)
        self._secrets[secret] = None

    def _disturbed(self, events: list[Object]) -> list[_Waiting]:
        chance, plan, now = self._random.random, self._plan, self._world.now
        sent = []
        for event in events:
            body = canonical(event)
            for _ in range(1 + (chance() < plan.repeat_share)):
                late = plan.delay_share and chance() < plan.delay_share
                due = now + int(DELAY_MAX_S * chance()) if late else now
                if not (plan.lost_share and chance() < plan.lost_share):
                    sent.append(_Waiting(body, due))
        places = [place + plan.disorder * chance() for place in range(len(sent))]
        order = sorted(range(len(sent)), key=lambda place: (places[place], place))
        return [sent[place] for place in order]

    def _stray(self, events: list[Object], post: Post) -> None:
        if not self._plan.stray_share:
            return
        for event in events:
            if self._random.random() < self._plan.stray_share:
                kind = list(Stray)[self._kinds % len(Stray)]
                self._kinds += 1
                self.strays.append((kind, post(*self.stray(kind, event))))

    def stray(self, kind: Stray, event: Object) -> tuple[bytes, str]:
        """A message of such a kind, made after a true event: its body and its header."""
        body = canonical(event)
        header = self.sign(body)
        match kind:
            case Stray.FORGED:
                changed = event | {"id": f"evt_forged{event['id'][4:]}"}
                return canonical(changed), header
            case Stray.IMPOSTOR:
                return body, _signature(body, self._world.now, ["whsec_of_somebody_else"])
            case Stray.STALE:
                stamp = self._world.now - STALE_AFTER_S - 1
                return body, _signature(body, stamp, list(self._secrets))
            case Stray.OTHER_MODE:
                changed = event | {"id": f"evt_live{event['id'][4:]}", "livemode": True}
            case Stray.OTHER_CURRENCY:
                about = event["data"]["object"] | {"currency": "usd"}
                changed = event | {"id": f"evt_usd{event['id'][4:]}", "data": {"object": about}}
        body = canonical(changed)
        return body, self.sign(body)


def _signature(body: bytes, stamp: int, secrets: list[str]) -> str:
    signatures = [
        hmac.new(secret.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return ",".join([f"t={stamp}", *(f"v1={signature}" for signature in signatures)])
