"""What people hand over, promise and clear: cash, sponsors, municipal money, second looks."""

from datetime import date, datetime, time
from uuid import UUID

from services.cli import imports
from services.cli.demo.giving.doorstep import donor_of
from services.cli.demo.stage import APPROVER, CHAIR, Stage
from services.core.donations import service as donations
from services.core.donations.types import (
    Channel,
    ClearanceReason,
    DonorDetails,
    DonorKind,
    MunicipalSource,
)
from services.core.kit.money import Money
from services.core.kit.periods import TOKYO, start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.sandbox.year.gifts import (
    CAMPAIGN_DAYS,
    CAMPAIGN_OPENS_ON,
    Deposit,
    Gift,
    bank_file,
)
from services.sandbox.year.plan import AMOUNT_YEN

MATCHED_UP_TO_YEN = 300_000
PLACES_OF_THE_BANK = 2
SPONSORS_PAY_ON = date(2024, 12, 16)
SENDER = "カ)ミホンセイカ"
COMPANY = DonorDetails(
    name="株式会社みほん製菓",
    kana="カブシキガイシャミホンセイカ",
    postcode="1000001",
    address="東京都見本市工場町4-5",
    kind=DonorKind.COMPANY,
)
BANK = DonorDetails(
    name="株式会社見本みらい銀行",
    kana="カブシキガイシャミホンミライギンコウ",
    postcode="1000001",
    address="東京都見本市本町1-1",
    kind=DonorKind.COMPANY,
)
GRANT_ON = date(2025, 1, 10)
WARD = "13113"


def let_companies_promise(stage: Stage) -> None:
    """One matches what others give, as far as its cap; a bank pays for two children's places."""
    with stage.acting() as uow:
        donations.promise_matching(
            uow,
            id=stage.id("sponsorship", "matching"),
            programme_id=stage.programme_id,
            campaign_id=stage.id("campaign"),
            sponsor_ja="みほん製菓",
            sponsor_en="Mihon Sweets",
            ratio_bps=5_000,
            cap=Money(MATCHED_UP_TO_YEN),
            opens_at=start_of(CAMPAIGN_OPENS_ON),
            closes_at=start_of(date.fromordinal(CAMPAIGN_OPENS_ON.toordinal() + CAMPAIGN_DAYS)),
        )
        donations.promise_places(
            uow,
            id=stage.id("sponsorship", "places"),
            programme_id=stage.programme_id,
            fund_id=stage.id("fund", "bank"),
            campaign_id=stage.id("campaign", "companies"),
            sponsor_ja="見本みらい銀行",
            sponsor_en="Mihon Mirai Bank",
            places=PLACES_OF_THE_BANK,
            yen_a_place=Money(AMOUNT_YEN),
        )


def let_companies_pay(stage: Stage) -> None:
    """Each pays what it owes: one by a transfer that nobody had announced, one as announced."""
    stage.at(SPONSORS_PAY_ON)
    owed = _owed(stage, "matching")
    day = SPONSORS_PAY_ON
    statement = stage.write("inputs/bank-december.csv", bank_file([Deposit(day, owed, SENDER)]))
    stage.type(imports.app, "bank", statement, "--programme", stage.programme_code)
    with stage.acting() as uow:
        deposits = donations.waiting_deposits(uow, limit=10, **stage.here)
        [paid] = [one for one in deposits if one.deposit.received_on == day]
        gift = donations.match_deposit(
            uow, deposit_id=paid.id, campaign_id=stage.id("campaign"), donor=COMPANY, **stage.here
        )
        _note_paid(stage, uow, "matching", gift.id)
    with stage.acting() as uow:
        gift = donations.start(
            uow,
            id=stage.id("sponsor", "places"),
            campaign_id=stage.id("campaign", "companies"),
            amount=Money(_owed(stage, "places")),
            channel=Channel.BANK_TRANSFER,
            donor=BANK,
            **stage.here,
        )
        donations.settle(uow, donation_id=gift.id, **stage.here)
        _note_paid(stage, uow, "places", gift.id)


def _owed(stage: Stage, name: str) -> int:
    with stage.acting() as uow:
        promise = donations.get_sponsorship(
            uow, programme_id=stage.programme_id, sponsorship_id=stage.id("sponsorship", name)
        )
        return donations.sponsor_figures(uow, promise).due


def _note_paid(stage: Stage, uow: UnitOfWork, name: str, gift_id: UUID) -> None:
    promised = stage.id("sponsorship", name)
    donations.note_sponsor_payment(uow, sponsorship_id=promised, donation_id=gift_id, **stage.here)


def take_cash(stage: Stage, gifts: list[Gift]) -> None:
    """At an event: one takes it, a second person counts the larger sums."""
    taken_at = datetime.combine(gifts[0].on, time(16), TOKYO)
    stage.at(gifts[0].on, 18)
    for gift in gifts:
        with stage.acting() as uow:
            donations.receive_cash(
                uow,
                id=stage.id("cash", gift.number),
                programme_id=stage.programme_id,
                campaign_id=stage.id("campaign"),
                amount=Money(gift.yen),
                taken_at=taken_at,
                donor=DonorDetails(**donor_of(gift)),
            )
    with stage.acting(APPROVER) as uow:
        for waiting, _ in donations.awaiting_count(uow, organisation_id=stage.organisation_id):
            donations.count_cash(
                uow,
                programme_id=stage.programme_id,
                donation_id=waiting.id,
                counted=waiting.amount,
            )


def clear_what_waits(stage: Stage) -> None:
    """
    Somebody else looks at large sums in cash and at foreign cards, and lets them pass: neither who
    brought them into the books nor who counted them.
    """
    with stage.acting(CHAIR) as uow:
        waiting = donations.awaiting_clearance(uow, organisation_id=stage.organisation_id)
        for flagged in waiting:
            donations.clear_gift(
                uow,
                programme_id=stage.programme_id,
                donation_id=flagged.donation.id,
                reason=ClearanceReason.IDENTITY_CONFIRMED,
            )


def hear_of_municipalities(stage: Stage) -> None:
    """The ward's grant, and what it passes on of hometown-tax gifts: it receipts these itself."""
    stage.at(GRANT_ON)
    ward, scale = "渋谷区", stage.plan.grant_yen // 10
    money = (
        (Channel.MUNICIPAL_GRANT, stage.plan.grant_yen, "渋福生第100号", None),
        (
            Channel.HOMETOWN_TAX,
            scale * 8 // 10,
            "渋ふ第7号",
            MunicipalSource(
                name=ward, code=WARD, project="学びの応援", donors=26, raised=Money(scale)
            ),
        ),
        (
            Channel.CORPORATE_HOMETOWN_TAX,
            100_000,
            "渋企第3号",
            MunicipalSource(
                name=ward,
                code=WARD,
                project="地域再生計画（学び）",
                donors=1,
                raised=Money(100_000),
            ),
        ),
    )
    with stage.acting() as uow:
        for channel, yen, number, source in money:
            donations.receive_grant(
                uow,
                id=stage.id("grant", channel),
                programme_id=stage.programme_id,
                fund_id=stage.id("fund", "general"),
                amount=Money(yen),
                external_ref=number,
                channel=channel,
                source=source,
            )
