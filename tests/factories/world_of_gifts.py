"""The gifts of one organisation: two donors with all that is theirs, and what its office sees."""

from datetime import date, timedelta
from uuid import UUID

from services.core.donations import service as donations
from services.core.donations.models import Campaign, Donation
from services.core.donations.policies.reconciliation import Found
from services.core.donations.ports import GatewayCash, GatewayPayout
from services.core.donations.types import (
    CashDecisionKind,
    Channel,
    DonorDetails,
    EntryKind,
    FindingKind,
    ManualTransferId,
    ManualTransferReason,
    ReceiptKind,
    SupporterWords,
    UpdateWords,
)
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from tests.factories.certifications import CERTIFICATION
from tests.factories.donations import (
    make_campaign,
    make_dispute,
    make_entry,
    make_fund,
    make_gift,
    make_monthly_gift,
    make_payment,
)
from tests.factories.estate import A, B, Estate

MAPPING = "mihon"
COLUMNS = {"gift_id": ["支援ID"], "amount": ["支援金額"], "given_at": ["支援日時"]}
LIST = "支援ID,支援日時,支援金額\r\n{},2025/05/01,10000\r\n"


def begin_gifts(uow: UnitOfWork, estate: Estate, programme: Programme, name: str) -> Campaign:
    """
    A campaign with a gift of each donor, their receipts, and a transfer that waits.

    Nothing has come in through the gateway yet, whose account is one organisation's from then on.
    """
    campaign = make_campaign(uow, programme)
    donors = [_donor(estate, name, owner) for owner in (A, B)]
    gifts = [make_gift(uow, campaign, channel=Channel.CASH, donor=donor) for donor in donors]
    monthly = [make_monthly_gift(uow, campaign, donor=donor) for donor in donors]
    estate.keep("campaign_id", campaign.id)
    estate.keep("fund_id", campaign.fund_id)
    estate.keep("owner_id", campaign.fund_id)
    estate.keep("donation_id", *(gift.id for gift in gifts))
    estate.keep("donor_id", *(gift.donor_id for gift in gifts))
    estate.keep("monthly_gift_id", *(gift.id for gift in monthly))
    _papers(uow, estate, programme)
    transfer = donations.propose_redesignation(
        uow,
        id=ManualTransferId(uuid7()),
        programme_id=programme.id,
        donation_id=gifts[1].id,
        to_fund_id=make_fund(uow, programme).id,
        reason=ManualTransferReason.DONOR_AGREED,
    )
    estate.keep("transfer_id", transfer.id)
    _campaign_with_company(uow, estate, programme, campaign, gifts[0])
    return campaign


def go_on_with_gifts(uow: UnitOfWork, estate: Estate, campaign: Campaign, name: str) -> None:
    """What came in through the gateway, the bank and a site, and what the office keeps of it."""
    _trouble(uow, estate, campaign)
    _cash_at_the_gateway(uow, estate, campaign)
    _bank_and_site(uow, estate, campaign, name)
    _gateway_books(uow, estate, campaign)
    _donor_list(uow, estate, name)


def _donor(estate: Estate, name: str, owner: str) -> DonorDetails:
    mark = f"{name}ドナー{owner.upper()}"
    estate.marks[owner].add(mark)
    return DonorDetails(
        name=mark,
        kana=mark,
        email=f"{name.lower()}-{owner}@donors.example",
        postcode="1500002",
        address=f"東京都見本区{mark}町1-1",
    )


def _papers(uow: UnitOfWork, estate: Estate, programme: Programme) -> None:
    """Each donor's receipt, a year's that is under way, and a certification that waits."""
    donations.issue_receipts(uow, programme_id=programme.id, year=2025)
    receipts = [
        donations.receipts_of_year(
            uow, programme_id=programme.id, year=2025, donor_id=UUID(donor_id)
        )[0]
        for donor_id in estate.ids["donor_id"].values()
    ]
    run = donations.start_run(
        uow,
        organisation_id=estate.organisation_id,
        year=2025,
        kind=ReceiptKind.GIFT,
        id=uuid7(),
    )
    renewed = CERTIFICATION | {
        "certified_on": date(2031, 4, 1),
        "valid_from": date(2031, 4, 1),
        "valid_until": date(2036, 3, 31),
        "in_force_from": date(2031, 4, 1),
    }
    waiting = donations.propose_certification(
        uow,
        organisation_id=estate.organisation_id,
        facts=donations.CertificationFacts(**renewed),
    )
    estate.keep("receipt_id", *(receipt.id for receipt in receipts))
    estate.keep("run_id", run.id)
    estate.keep("certification_id", waiting.id)


def _campaign_with_company(
    uow: UnitOfWork, estate: Estate, programme: Programme, campaign: Campaign, gift: Donation
) -> None:
    """News of a campaign, a donor's own page that waits, and two companies with their promises."""
    of_campaign = {"programme_id": campaign.programme_id, "campaign_id": campaign.id}
    update = donations.publish_update(
        uow,
        **of_campaign,
        words=UpdateWords(title_ja="報告", title_en="News", body_ja="届いた", body_en="It came"),
    )
    page = donations.ask_for_page(
        uow,
        **of_campaign,
        donor_id=gift.donor_id,
        code="ringo",
        goal=Money(10_000),
        words=SupporterWords(name="りんご", title="応援", text="お願いします"),
    )
    donations.promise_matching(
        uow,
        **of_campaign,
        sponsor_ja="見本銀行",
        sponsor_en="Mihon Bank",
        ratio_bps=10_000,
        cap=Money(100_000),
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
    )
    places = donations.promise_places(
        uow,
        programme_id=campaign.programme_id,
        fund_id=make_fund(uow, programme, restricted=True).id,
        sponsor_ja="株式会社見本",
        sponsor_en="Mihon Inc.",
        places=10,
        yen_a_place=Money(20_000),
    )
    estate.keep("update_id", update.id)
    estate.keep("page_id", page.id)
    estate.keep("sponsorship_id", places.id)


def _trouble(uow: UnitOfWork, estate: Estate, campaign: Campaign) -> None:
    """A gift by card that was disputed and paid twice, and one in cash that is to be given back."""
    gift = make_gift(uow, campaign, channel=Channel.CARD)
    taken = make_dispute(gift.id.hex, gift.amount.minor, taken_at=uow.now)
    donations.accept_payment(uow, make_payment(gift, settled_at=gift.settled_at, disputes=(taken,)))
    charge = make_entry(f"txn_second_{gift.id.hex}", gift.amount, occurred_at=uow.now)
    second = f"pi_second_{gift.id.hex}"
    donations.accept_payment(uow, make_payment(gift, settled_at=uow.now, id=second, charge=charge))
    in_cash = make_gift(uow, campaign, channel=Channel.CASH)
    refund = donations.refund(uow, programme_id=gift.programme_id, donation_id=in_cash.id)
    estate.keep("refund_id", refund.id)
    estate.keep("dispute_id", derived_id("stripe", taken.id, "dispute"))
    estate.keep("stray_payment_id", derived_id("stripe", second, "stray"))


def _cash_at_the_gateway(uow: UnitOfWork, estate: Estate, campaign: Campaign) -> None:
    """Transfers of two more donors that fit no gift: of one it is decided, of the other not."""
    gifts = []
    for key in ("decided", "waiting"):
        donor = DonorDetails(name="見本 振込", email=f"{key}-{campaign.id.hex}@donors.example")
        gift = make_gift(uow, campaign, channel=Channel.VIRTUAL_ACCOUNT, donor=donor, settled=False)
        donations.note_transfer_asked(
            uow,
            programme_id=campaign.programme_id,
            donation_id=gift.id,
            payment_id=f"pi_{gift.id.hex}",
        )
        donations.note_cash(
            uow,
            GatewayCash(
                customer_id=f"cus_{gift.id.hex}",
                organisation_id=estate.organisation_id,
                donor_id=gift.donor_id,
                available=Money(12_000),
                observed_at=uow.now,
            ),
        )
        gifts.append(gift)
    decision = donations.decide_cash(
        uow,
        organisation_id=estate.organisation_id,
        donor_id=gifts[0].donor_id,
        kind=CashDecisionKind.ALL_AS_GIFT,
        cash=Money(12_000),
        donation_id=gifts[0].id,
    )
    estate.keep("decision_id", decision.id)
    estate.keep("other_donor_id", gifts[1].donor_id)


def _bank_and_site(uow: UnitOfWork, estate: Estate, campaign: Campaign, name: str) -> None:
    """Money in the bank that nobody can place, and what a site has announced to pay out."""
    mark = f"{name}振込人"
    estate.marks[A].add(mark)
    deposit = donations.NewDeposit(
        id=uuid7(),
        received_on=date(2025, 6, 2),
        amount=Money(5_000),
        payer=mark,
        reference=None,
    )
    donations.receive_deposits(uow, programme_id=campaign.programme_id, deposits=[deposit])
    donations.save_mapping(
        uow,
        organisation_id=estate.organisation_id,
        name=MAPPING,
        body={
            "title": f"{mark}一覧",
            "channel": "crowdfunding",
            "held_by_site": True,
            "columns": COLUMNS,
        },
    )
    donations.import_gifts(
        uow,
        campaign=campaign,
        mapping=donations.gift_mapping(uow, organisation_id=estate.organisation_id, name=MAPPING),
        data=LIST.format(mark).encode(),
    )
    payout = donations.record_site_payout(
        uow,
        id=uuid7(),
        programme_id=campaign.programme_id,
        site=MAPPING,
        gross=Money(10_000),
        fee=Money(1_200),
        until_on=date(2025, 5, 31),
    )
    estate.keep("deposit_id", deposit.id)
    estate.keep("site_payout_id", payout.id)


def _gateway_books(uow: UnitOfWork, estate: Estate, campaign: Campaign) -> None:
    """A payout of the gateway's, and a comparison with its books that has found something."""
    gift = make_gift(uow, campaign, channel=Channel.CARD)
    charge = make_payment(gift, settled_at=gift.settled_at).charge
    net, id = charge.amount - charge.fee, f"po_{gift.id.hex}"
    out = make_entry(f"txn_{id}", -net, kind=EntryKind.PAYOUT, occurred_at=uow.now)
    donations.record_gateway_payout(
        uow,
        GatewayPayout(id=id, amount=net, occurred_at=uow.now, entries=[charge, out], complete=True),
    )
    asked = donations.request_reconciliation(
        uow,
        organisation_id=estate.organisation_id,
        span=donations.Span(uow.now - timedelta(days=30), uow.now),
        id=uuid7(),
    )
    donations.keep_reconciliation(
        uow,
        organisation_id=estate.organisation_id,
        reconciliation_id=asked.id,
        lines=[
            Found(kind=FindingKind.PAYOUT_NOT_AT_BANK, about=id, theirs=net.minor, payout_id=id)
        ],
        entries=2,
    )
    estate.keep("reconciliation_id", asked.id)
    estate.marks[A].add(id)


def _donor_list(uow: UnitOfWork, estate: Estate, name: str) -> None:
    """One of the board, and two donors who are one household."""
    mark = f"{name}役員"
    estate.marks[A].add(mark)
    officer = donations.note_officer(
        uow,
        organisation_id=estate.organisation_id,
        details=DonorDetails(name=mark, address="東京都見本区見本2-2-2"),
        from_on=date(2024, 6, 1),
    )
    one, other = estate.ids["donor_id"].values()
    link = donations.link_donors(
        uow,
        organisation_id=estate.organisation_id,
        donor_id=UUID(one),
        other_id=UUID(other),
    )
    estate.keep("officer_id", officer.id)
    estate.keep("donor_link_id", link.id)
