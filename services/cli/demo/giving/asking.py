"""What donors are asked for, and under which certification their receipts are given."""

from datetime import date, timedelta
from typing import Any

from services.cli.demo.stage import APPROVER, Stage
from services.core.donations import service as donations
from services.core.donations.service import CertificationFacts
from services.core.donations.types import (
    CampaignKind,
    Channel,
    DatePolicy,
    LegalForm,
    StretchGoal,
)
from services.core.kit.money import Money
from services.core.kit.periods import start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.sandbox.year.gifts import CAMPAIGN_DAYS, CAMPAIGN_OPENS_ON
from services.sandbox.year.plan import GIFT_YEN_A_CHILD

CAMPAIGN = "shibuya2025"
OVERHEAD_BPS = 1_500  # what CFC promised in 2017: at least 85 % is direct support
SMALL_GOAL_YEN = 300_000
NAME = "認定特定非営利活動法人 みのり見本"
ADDRESS = "東京都見本区果実町1-2-3"

# Who asks, and what every campaign has to say (B7).
TOLD = {
    "solicitor_name": NAME,
    "solicitor_address": ADDRESS,
    "representative": "代表理事 見本 りんご",
    "contact_email": "info@minori.example",
    "contact_phone": "03-0000-0000",
    "transfer_to": "見本銀行 本店 普通 1234567 トクヒ)ミノリミホン",
    "use_of_funds": "寄付の85%以上をスタディクーポンに充てます。",
    "use_of_funds_en": "At least 85 % of each gift goes into study vouchers.",
}


def be_certified(stage: Stage) -> None:
    """One enters what the notice of the authority says, a second person compares it."""
    facts = CertificationFacts(
        legal_form=LegalForm.CERTIFIED,
        name_ja=NAME,
        name_en="Minori Example (certified NPO)",
        address_ja=ADDRESS,
        address_en="1-2-3 Kajitsu-cho, Mihon, Tokyo",
        representative_ja="代表理事 見本 りんご",
        representative_en="Ringo Mihon, representative director",
        notice_number="6見本第1234号",
        certified_on=date(2023, 4, 1),
        valid_from=date(2023, 4, 1),
        valid_until=date(2028, 3, 31),
        activity_ja="子どもの健全育成を図る活動(スタディクーポン事業)",
        activity_en="Sound upbringing of children (study vouchers)",
        in_force_from=date(2023, 4, 1),
    )
    of: dict[str, Any] = {"organisation_id": stage.organisation_id}
    with stage.acting() as uow:
        entered = donations.propose_certification(uow, facts=facts, **of)
    with stage.acting(APPROVER) as uow:
        donations.approve_certification(uow, certification_id=entered.id, **of)
    with stage.acting() as uow:
        for year in (2024, 2025, 2026):
            donations.choose_date_policy(uow, year=year, policy=DatePolicy.B, **of)


def start_campaigns(stage: Stage, uow: UnitOfWork) -> None:
    """The season's own, one that companies give to, and one that is all or nothing."""
    goal = stage.plan.places * GIFT_YEN_A_CHILD * 7 // 10
    of: dict[str, Any] = {"overhead_bps": OVERHEAD_BPS, **TOLD, **stage.here}
    season: dict[str, Any] = {
        "opens_at": start_of(CAMPAIGN_OPENS_ON),
        "closes_at": start_of(CAMPAIGN_OPENS_ON + timedelta(days=CAMPAIGN_DAYS)),
    }
    donations.start_campaign(
        uow,
        id=stage.id("campaign"),
        fund_id=stage.id("fund", "examinees"),
        fund_ids=[stage.id("fund", "general")],
        code=CAMPAIGN,
        name_ja="渋谷のすべての受験生に、学ぶ機会を",
        name_en="A chance to learn for every examinee in Shibuya",
        goal=Money(goal),
        stretch_goals=[
            StretchGoal(
                amount=Money(goal * 13 // 10),
                text_ja="待機している受験生にもクーポンを届けます。",
                text_en="Vouchers for examinees on the waiting list as well.",
            )
        ],
        suggested_amounts=[Money(3_000), Money(10_000), Money(30_000)],
        channels=[Channel.CARD, Channel.KONBINI, Channel.VIRTUAL_ACCOUNT, Channel.BANK_TRANSFER],
        if_goal_missed="目標に届かない場合も、集まった額で実施し、対象人数を減らします。",
        if_goal_missed_en="If the goal is missed, fewer children get a voucher.",
        **season,
        **of,
    )
    donations.start_campaign(
        uow,
        id=stage.id("campaign", "companies"),
        fund_id=stage.id("fund", "bank"),
        code="companies2025",
        name_ja="企業のみなさまからの、まなび応援枠",
        name_en="Places given by companies",
        goal=Money(400_000),
        channels=[Channel.BANK_TRANSFER],
        if_goal_missed="集まった額で実施します。",
        if_goal_missed_en="What has come is used.",
        opens_at=start_of(CAMPAIGN_OPENS_ON),
        closes_at=start_of(date(2025, 3, 1)),
        **of,
    )
    donations.start_campaign(
        uow,
        id=stage.id("campaign", "all or nothing"),
        fund_id=stage.id("fund", "general"),
        code="winter2024",
        kind=CampaignKind.ALL_OR_NOTHING,
        name_ja="冬期講習を、あと1教室に",
        name_en="A winter course in one more classroom",
        goal=Money(SMALL_GOAL_YEN),
        channels=[Channel.BANK_TRANSFER],
        if_goal_missed="目標に届かない場合は、全額をお返しします。",
        if_goal_missed_en="If the goal is missed, everybody gets all of it back.",
        opens_at=start_of(date(2024, 10, 1)),
        closes_at=start_of(date(2024, 11, 1)),
        **of,
    )
