"""Scene: gifts come in by every door, and some go back."""

from datetime import date, timedelta

from services.cli import imports
from services.cli.demo.caller import Caller
from services.cli.demo.founding import CAMPAIGN
from services.cli.demo.hosting import serving
from services.cli.demo.stage import Advance, Stage
from services.core.donations import service as donations
from services.core.donations.types import DonorDetails
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.money import Money
from services.sandbox.fakestripe import Deliveries, FakeStripe, FaultPlan
from services.sandbox.year.gifts import (
    CAMPAIGN_OPENS_ON,
    Gift,
    Gifts,
    bank_file,
    gifts_of,
    pledges_file,
    supporters_file,
)
from services.worker.tasks.gateway import ask_for_refunds

CAMPAIGN_ENDS_ON = date(2024, 11, 30)
PAID_OUT_ON = date(2024, 12, 16)
GRANT_ON = date(2025, 1, 10)
RECEIPTS_ON = date(2025, 1, 14)
WEBHOOK = "/api/v1/webhooks/stripe"
RETURN_ADDRESS = "https://example.org/thanks"


def receive(stage: Stage, world: FakeStripe, secret: str, advance: Advance) -> None:
    """The campaign's ten weeks, the imports at its end, the refunds, the ward's grant."""
    gifts = gifts_of(stage.plan)
    stage.at(CAMPAIGN_OPENS_ON)
    with serving(stage.runtime) as port:
        post_office = PostOffice(stage, world, secret, port)
        _check_out(stage, world, post_office, gifts, advance)
        _bring_in(stage, gifts)
        advance(len(gifts.supporters) + len(gifts.pledges))
        _give_back(stage, world, post_office)
        stage.at(PAID_OUT_ON)
        world.advance(int(stage.clock.at.timestamp()))
        post_office.deliver()
    _find_a_strangers_wish(stage)
    stage.at(GRANT_ON)
    with stage.acting() as uow:
        donations.receive_grant(
            uow,
            id=stage.id("grant"),
            programme_id=stage.programme_id,
            fund_id=stage.id("fund", "general"),
            amount=Money(stage.plan.grant_yen),
            external_ref="渋福生第100号",
        )
    stage.at(RECEIPTS_ON)
    with stage.acting() as uow:
        donations.issue_receipts(uow, programme_id=stage.programme_id, year=2024)
        receipts = donations.export_receipts(
            uow, programme_id=stage.programme_id, year=2024, language="ja"
        )
    stage.write("receipts-2024.csv", receipts)


class PostOffice:
    """Brings the gateway's messages to the webhook, some twice and some out of order."""

    def __init__(self, stage: Stage, world: FakeStripe, secret: str, port: int) -> None:
        self.stage = stage
        with stage.acting() as uow:
            key = identity.create_api_key(
                uow,
                organisation_id=stage.organisation_id,
                name="donation page",
                roles={Role.NPO_ADMIN},
            )
        self.page = Caller(port, key.text)
        self.by_card: list[str] = []
        faults = FaultPlan(seed=stage.plan.seed, repeat_share=0.2, disorder=3)
        self._deliveries = Deliveries(world, [secret], faults)

    def hand_over(self) -> int:
        """What happened at the gateway since the last time reaches us."""
        return self._deliveries.send(self._post)

    def deliver(self) -> None:
        """All that happened reaches us, and the worker has looked into it."""
        self.hand_over()
        self.stage.labour.wait()

    def _post(self, body: bytes, signature: str) -> int:
        headers = {"Stripe-Signature": signature}
        status, answer = self.page.call("POST", WEBHOOK, body, headers=headers)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}: {answer}")
        return status


def _check_out(
    stage: Stage, world: FakeStripe, post_office: PostOffice, gifts: Gifts, advance: Advance
) -> None:
    """Gifts on our own page: by card at once, or with cash at a convenience store days later."""
    for gift in gifts.checkouts:
        stage.at(gift.on, 21)
        world.advance(int(stage.clock.at.timestamp()))
        konbini = gift.number % 4 == 0
        donation_id, session_id = _open_checkout(stage, post_office.page, gift, konbini=konbini)
        world.pay(session_id)
        if konbini and gift.number % 8:
            world.pay_at_the_counter(session_id)
        if not konbini:
            post_office.by_card.append(donation_id)
        # The rest of the konbini numbers are never paid: they fail when their days are over.
        post_office.hand_over()
        advance(1)
    post_office.deliver()


def _open_checkout(stage: Stage, page: Caller, gift: Gift, *, konbini: bool) -> tuple[str, str]:
    donor = {
        "name": gift.name,
        "kana": gift.kana,
        "email": gift.email,
        "postcode": gift.postcode,
        "address": f"東京都{gift.address}",
    }
    address = f"/api/v1/programmes/{stage.programme_id}/donations"
    donation = page.must(
        "POST",
        address,
        {
            "campaign_id": str(stage.id("campaign")),
            "amount_minor": gift.yen,
            "channel": "konbini" if konbini else "card",
            "donor": donor,
            "anonymous": gift.anonymous,
        },
        Idempotency_Key=f"demo-gift-{gift.number:08}",
    )
    checkout = page.must(
        "PUT",
        f"{address}/{donation['id']}/checkout",
        {"success_url": RETURN_ADDRESS, "cancel_url": RETURN_ADDRESS},
    )
    return str(donation["id"]), str(checkout["id"])


def _bring_in(stage: Stage, gifts: Gifts) -> None:
    """The files that the office gets: each is looked at first, and read twice by mistake."""
    stage.at(CAMPAIGN_ENDS_ON + timedelta(days=9))
    supporters = stage.write("inputs/crowdfunding.csv", supporters_file(gifts.supporters))
    pledges = stage.write("inputs/pledges.csv", pledges_file(gifts.pledges))
    bank = stage.write("inputs/bank.csv", bank_file(gifts.pledges, gifts.strangers))
    to_campaign = ("--campaign", CAMPAIGN, "--programme", stage.programme_code)
    for words in (
        ("gifts", supporters, "--mapping", "campfire", *to_campaign),
        ("gifts", pledges, "--mapping", "pledges", *to_campaign),
        ("bank", bank, "--programme", stage.programme_code),
    ):
        stage.type(imports.app, *words, "--dry-run")
        stage.type(imports.app, *words)
        stage.type(imports.app, *words)


def _give_back(stage: Stage, world: FakeStripe, post_office: PostOffice) -> None:
    """One donor changes their mind: the money goes back by the way it came."""
    stage.at(CAMPAIGN_ENDS_ON + timedelta(days=10))
    world.advance(int(stage.clock.at.timestamp()))
    post_office.deliver()
    post_office.page.must(
        "POST",
        f"/api/v1/programmes/{stage.programme_id}/donations/{post_office.by_card[0]}/refunds",
        {},
        Idempotency_Key="demo-refund-0000001",
    )
    ask_for_refunds(stage.runtime)  # the worker's clock would, within the minute
    post_office.deliver()


def _find_a_strangers_wish(stage: Stage) -> None:
    """Of two deposits that nobody announced, one donor is found; the other waits in suspense."""
    with stage.acting() as uow:
        first, *_ = donations.unmatched_deposits(uow, programme_id=stage.programme_id)
        donations.match_deposit(
            uow,
            programme_id=stage.programme_id,
            deposit_id=first.id,
            campaign_id=stage.id("campaign"),
            donor=DonorDetails(name="柿之浦 大樹", kana="カキノウラ タイジュ"),
        )
