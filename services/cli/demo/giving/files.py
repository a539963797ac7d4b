"""The files that the office gets, and what it decides about money that came otherwise."""

from datetime import date, timedelta
from typing import Any

from services.cli import imports
from services.cli.demo.giving.asking import CAMPAIGN
from services.cli.demo.giving.by_hand import let_companies_pay
from services.cli.demo.giving.doorstep import Doorstep
from services.cli.demo.stage import Advance, Stage
from services.core.donations import service as donations
from services.core.donations.types import CashDecisionKind, DonorDetails, ReturnedBy
from services.core.kit.money import Money
from services.sandbox.year.gifts import (
    CAMPAIGN_DAYS,
    CAMPAIGN_OPENS_ON,
    Gift,
    Gifts,
    bank_file,
    deposits_of,
    pledges_file,
)
from services.sandbox.year.sites import SITES

CAMPAIGN_ENDS_ON = CAMPAIGN_OPENS_ON + timedelta(days=CAMPAIGN_DAYS - 1)
DEPOSITS_DECIDED_ON = date(2024, 12, 12)
CASH_DECIDED_AFTER = timedelta(minutes=11)  # until then the decision may be withdrawn


def await_transfers(stage: Stage, doorstep: Doorstep, gifts: list[Gift]) -> None:
    """Of three, one sends what was asked, one too much, one too little; people decide (B4)."""
    exact, more, less = gifts
    doorstep.await_transfers(gifts, [exact.yen, more.yen + 2_000, less.yen - 2_000])
    with stage.acting() as uow:
        for waiting in donations.cash_queue(uow, organisation_id=stage.organisation_id, limit=10):
            [gift] = waiting.gifts
            cash = Money(waiting.account.cash_minor)
            donations.decide_cash(
                uow,
                organisation_id=stage.organisation_id,
                donor_id=waiting.account.donor_id,
                kind=CashDecisionKind.AS_ASKED
                if cash > gift.amount
                else CashDecisionKind.ALL_AS_GIFT,
                cash=cash,
                donation_id=gift.id,
            )
    stage.move_to(stage.clock.at + CASH_DECIDED_AFTER)
    doorstep.carry_out()


def bring_in(stage: Stage, gifts: Gifts, advance: Advance) -> None:
    """Each file is looked at first, and read twice by mistake."""
    stage.at(CAMPAIGN_ENDS_ON + timedelta(days=9))
    to_campaign = ("--campaign", CAMPAIGN, "--programme", stage.programme_code)
    for site in SITES:
        path = stage.write(f"inputs/{site.name}.csv", site.file(site.of(gifts.supporters)))
        _read_twice(stage, "gifts", path, "--mapping", site.name, *to_campaign)
    advance(len(gifts.supporters))
    pledges = stage.write("inputs/pledges.csv", pledges_file(gifts.pledges))
    _read_twice(stage, "gifts", pledges, "--mapping", "pledges", *to_campaign)
    bank = stage.write("inputs/bank.csv", bank_file(deposits_of(gifts)))
    _read_twice(stage, "bank", bank, "--programme", stage.programme_code)
    advance(len(gifts.pledges))
    _decide_on_deposits(stage)
    let_companies_pay(stage)


def read_of_payouts(stage: Stage) -> None:
    """What each site has paid out, less its fee."""
    for site in sorted(SITES, key=lambda one: one.pays_on):
        stage.at(site.pays_on)
        with stage.acting() as uow:
            held = {
                one.site: one.minor
                for one in donations.at_sites(uow, programme_id=stage.programme_id)
            }
            if not (gross := Money(held.get(site.name, 0))):
                continue
            payout = donations.record_site_payout(
                uow,
                id=stage.id("site payout", site.name),
                programme_id=stage.programme_id,
                site=site.name,
                gross=gross,
                fee=gross.share(site.fee_bps),
                until_on=CAMPAIGN_ENDS_ON,
            )
            donations.note_site_payout_arrived(
                uow,
                programme_id=stage.programme_id,
                payout_id=payout.id,
                arrived_on=site.pays_on,
            )


def _read_twice(stage: Stage, *words: Any) -> None:
    stage.type(imports.app, *words, "--dry-run")
    stage.type(imports.app, *words)
    stage.type(imports.app, *words)


def _decide_on_deposits(stage: Stage) -> None:
    """
    Too much: what was asked is the gift, and the rest goes back. Too little: by the donor's word
    that is the gift. Of two that nobody announced, one donor is found; the other waits.
    """
    stage.at(DEPOSITS_DECIDED_ON)
    with stage.acting() as uow:
        found = False
        for waiting in donations.waiting_deposits(uow, limit=10, **stage.here):
            deposit: dict[str, Any] = {"deposit_id": waiting.id, **stage.here}
            if not waiting.candidates:
                if not found:
                    donor = DonorDetails(name="柿之浦 大樹", kana="カキノウラ タイジュ")
                    donations.match_deposit(
                        uow, campaign_id=stage.id("campaign"), donor=donor, **deposit
                    )
                found = True
                continue
            candidate = waiting.candidates[0]
            announced = {"donation_id": candidate.pledge.donation_id}
            if candidate.over < Money(0):
                donations.take_as_gift(uow, **announced, **deposit)
                continue
            donations.take_as_asked(uow, **announced, **deposit)
            donations.return_deposit(
                uow,
                returned_on=DEPOSITS_DECIDED_ON,
                returned_by=ReturnedBy.BANK_TRANSFER,
                **deposit,
            )
