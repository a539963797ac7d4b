"""The ten weeks of the campaign, the imports at its end, what goes back, and the papers."""

from datetime import date

from services.cli.demo.giving import by_hand, files, papers, troubles
from services.cli.demo.giving.doorstep import Doorstep
from services.cli.demo.giving.months import Almsbox
from services.cli.demo.giving.post_office import PostOffice
from services.cli.demo.stage import Advance, Stage
from services.sandbox.year.gifts import CAMPAIGN_OPENS_ON, FURTHER, gifts_of

PAID_OUT_ON = date(2025, 1, 20)


def receive(stage: Stage, post: PostOffice, advance: Advance) -> Almsbox:
    """
    From the first click of September to the receipts of January.

    :returns: what goes on giving through the year.
    """
    gifts = gifts_of(stage.plan)
    stage.at(CAMPAIGN_OPENS_ON)
    by_hand.let_companies_promise(stage)
    doorstep = Doorstep(stage, post)
    early = [gift for gift in gifts.checkouts if gift.on < FURTHER["monthly"][0]]
    doorstep.welcome(early, advance)
    stage.at(FURTHER["monthly"][0])
    post.keep_time()
    doorstep.begin_monthly(gifts.monthly)
    stage.at(FURTHER["transfers"][0])
    post.keep_time()
    files.await_transfers(stage, doorstep, gifts.transfers)
    by_hand.take_cash(stage, gifts.cash)
    troubles.miss_a_goal(stage, gifts.chancers)
    doorstep.welcome(gifts.checkouts[len(early) :], advance)
    files.bring_in(stage, gifts, advance)
    troubles.give_back(stage, post, doorstep.by_card)
    stage.at(PAID_OUT_ON)
    post.keep_time()
    post.deliver()
    by_hand.clear_what_waits(stage)
    by_hand.hear_of_municipalities(stage)
    files.read_of_payouts(stage)
    papers.read_the_bank(stage)
    papers.for_the_tax_office(stage)
    return Almsbox(stage, post, first_gift=doorstep.by_card[0])
