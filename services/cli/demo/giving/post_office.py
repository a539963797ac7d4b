"""The gateway's messages on their way to the webhook, and a visitor of the donation page."""

from services.cli.demo.caller import Caller
from services.cli.demo.stage import Stage
from services.sandbox.fakestripe import Deliveries, FakeStripe, FaultPlan
from services.worker.tasks.gateway import ask_for_refunds

WEBHOOK = "/api/v1/webhooks/stripe"


class PostOffice:
    """
    Brings the gateway's messages to the webhook, some twice and some out of order.

    :ivar page: somebody without an account, on the donation page.
    """

    def __init__(self, stage: Stage, world: FakeStripe, secret: str) -> None:
        self.stage = stage
        self.world = world
        faults = FaultPlan(seed=stage.plan.seed, repeat_share=0.2, disorder=3)
        self._deliveries = Deliveries(world, [secret], faults)
        self.page = Caller(stage.port)

    def keep_time(self) -> None:
        """The gateway's clock is moved to the stage's; what time does happens there."""
        self.world.advance(max(self.world.now, int(self.stage.clock.at.timestamp())))

    def hand_over(self) -> None:
        """What happened at the gateway since the last time reaches us."""
        self.keep_time()  # a signature is good for five minutes
        self._deliveries.send(self._post)

    def deliver(self) -> None:
        """All that happened reaches us, and the worker has looked into it."""
        self.hand_over()
        self.stage.labour.wait()

    def carry_refunds(self) -> None:
        """The gateway is asked for what was decided, and tells what came of it."""
        ask_for_refunds(self.stage.runtime)  # the worker's clock would, within the minute
        self.deliver()

    def _post(self, body: bytes, signature: str) -> int:
        headers = {"Stripe-Signature": signature}
        status, answer = self.page.call("POST", WEBHOOK, body, headers=headers)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}: {answer}")
        return status
