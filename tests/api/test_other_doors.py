"""Deposits, flagged gifts, cash, goods, hometown tax, sites and the donor list over HTTP."""

import pytest

from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.certifications import certified
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

STATEMENT = "取引日,摘要,お預入金額,お引出金額,残高\r\n"
LIST = "支援ID,決済状況,支援日時,氏名,支援金額\r\n1,決済完了,2025/05/01,見本 花子,10000\r\n"


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        programme = make_programme(uow)
        certified(uow, programme.organisation_id)
        return make_campaign(uow, programme)


@pytest.fixture
def admin(runtime, campaign):
    return client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def approver(runtime, campaign):
    return client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_APPROVER))


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


def once():
    return {"Idempotency-Key": str(uuid7())}


class TestDeposits:
    def test_b4_wait_with_their_candidates_until_somebody_decides(
        self, runtime, campaign, admin, url
    ):
        with runtime.unit_of_work(
            operator("office"), organisation_id=campaign.organisation_id
        ) as uow:
            pledge = make_gift(
                uow, campaign, channel=Channel.BANK_TRANSFER, donor=HANAKO, settled=False
            )
            lines = "".join(
                f"2025/06/02,振込 {pledge.reference}ﾀｶﾊｼ ﾊﾅｺ,{yen},,\r\n" for yen in (12_000, 8_000)
            )
            donations.import_bank(
                uow,
                programme_id=campaign.programme_id,
                mapping=mappings.bank_mapping("bank-generic"),
                data=(STATEMENT + lines).encode(),
            )

        waiting = admin.get(f"{url}/deposits").json()

        overs = {one["amount"]["minor"]: one["candidates"][0]["over_minor"] for one in waiting}
        assert overs == {12_000: 2_000, 8_000: -2_000}
        more = next(one for one in waiting if one["amount"]["minor"] == 12_000)
        taken = admin.post(
            f"{url}/deposits/{more['id']}/take-as-asked",
            json={"donation_id": str(pledge.id)},
            headers=once(),
        )
        assert (taken.status_code, taken.json()["status"]) == (201, "settled")
        back = admin.post(
            f"{url}/deposits/{more['id']}/return",
            json={"returned_on": "2025-06-03", "returned_by": "bank_transfer"},
            headers=once(),
        )
        assert back.json()["amount"]["minor"] == 2_000
        told = admin.get(f"{url}/deposits/{more['id']}").json()
        assert [one["kind"] for one in told["decisions"]] == ["as_asked", "returned"]
        assert told["payer"] == "タカハシ ハナコ"
        undone = admin.post(f"{url}/deposits/{more['id']}/undo", headers=once())
        # It is kept as the answer to this request, unsealed.
        assert "payer" not in undone.json()


class TestClearGift:
    def test_b13_is_asked_of_a_second_person_and_of_nobody_else(
        self, campaign, admin, approver, url
    ):
        cash = {
            "campaign_id": str(campaign.id),
            "amount_minor": 150_000,
            "donor": {"name": "Ann Apple", "country": "US"},
        }
        gift = admin.post(f"{url}/cash-gifts", json=cash, headers=once()).json()
        assert gift["status"] == "pending"
        assert "amount" not in approver.get(f"{url}/cash-gifts").json()[0]
        counted = approver.post(
            f"{url}/cash-gifts/{gift['id']}/count", json={"counted_minor": 150_000}, headers=once()
        )
        assert counted.json()["free_minor"] == 0

        [waiting] = approver.get("/api/v1/approvals").json()

        assert (waiting["kind"], waiting["id"]) == ("gift_clearance", gift["id"])
        told = approver.get(waiting["href"]).json()
        assert (sorted(told["flags"]), told["donor"]["country"]) == (["cash", "foreign"], "US")
        reason = {"reason": "identity_confirmed"}
        assert admin.post(waiting["approve_href"], json=reason, headers=once()).status_code == 403
        cleared = approver.post(waiting["approve_href"], json=reason, headers=once())
        assert (cleared.status_code, cleared.json()["flags"]) == (201, [])
        assert admin.get(f"{url}/donations/{gift['id']}").json()["free_minor"] == 135_000


class TestStartDonation:
    def test_refuses_goods_and_says_why_and_what_to_do(self, campaign, admin, url):
        body = {"campaign_id": str(campaign.id), "amount_minor": 1, "channel": "in_kind"}

        answer = admin.post(
            f"{url}/donations", json=body, headers={**once(), "Accept-Language": "ja"}
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "gift_in_kind")
        assert "お金でのご寄付" in answer.json()["detail"]


class TestReceiveGrant:
    def test_b10_hometown_tax_is_the_municipalitys_and_gets_no_receipt(self, campaign, admin, url):
        """No receipt is due for it, and there is nothing to ask for one with."""
        body = {
            "fund_id": str(campaign.fund_id),
            "amount_minor": 800_000,
            "channel": "hometown_tax",
            "source": {"name": "見本市", "project": "学びを贈る", "raised_minor": 1_000_000},
        }

        grant = admin.post(f"{url}/grants", json=body, headers=once())

        assert (grant.status_code, grant.json()["channel"]) == (201, "hometown_tax")
        asked = admin.put(f"{url}/donations/{grant.json()['id']}/receipt", headers=once())
        assert (asked.status_code, asked.json()["code"]) == (409, "receipt_not_due")
        assert asked.json()["reason"] == "municipal_money"
        refused = admin.post(
            f"{url}/donations",
            json={
                "campaign_id": str(campaign.id),
                "amount_minor": 1_000,
                "channel": "corporate_hometown_tax",
            },
            headers=once(),
        )
        assert refused.json()["code"] == "channel_not_payable"
        assert admin.get("/api/v1/donor-lists/2025").json() == []


class TestIssueGiftReceipt:
    def test_b14_is_refused_for_an_anonymous_gift_in_plain_words(
        self, runtime, campaign, admin, url
    ):
        with runtime.unit_of_work(
            operator("office"), organisation_id=campaign.organisation_id
        ) as uow:
            gift = make_gift(uow, campaign, donor=HANAKO, anonymous=True)

        asked = admin.put(f"{url}/donations/{gift.id}/receipt", headers=once())

        assert (asked.status_code, asked.json()["reason"]) == (409, "anonymous")
        [line] = admin.get("/api/v1/donor-lists/2025").json()
        assert (line["name"], line["donor_id"], line["amount_minor"]) == (None, None, 10_000)


class TestImportGifts:
    def test_reads_by_a_mapping_of_ones_own_and_tells_the_columns(self, campaign, admin, url):
        mapping = {
            "title": "見本サイト",
            "held_by_site": True,
            "columns": {
                "gift_id": ["支援ID"],
                "amount": ["支援金額"],
                "given_at": ["支援日時"],
                "name": ["氏名"],
            },
        }
        saved = admin.put("/api/v1/gift-mappings/mihon", json=mapping)
        assert (saved.status_code, saved.json()["version"]) == (200, 1)
        ask = f"{url}/campaigns/{campaign.id}/gift-imports?mapping=mihon"
        upload = {"file": ("list.csv", LIST.encode(), "text/csv")}

        tried = admin.post(f"{ask}&dry_run=true", files=upload).json()
        done = admin.post(ask, files=upload).json()

        assert {one["heading"]: one["became"] for one in tried["columns"]}["決済状況"] is None
        assert (tried["written"], done["written"], done["imported"]) == (False, True, 1)
        assert admin.get(f"{url}/site-balances").json()[0]["minor"] == 10_000
        payout = f"{url}/site-payouts/{uuid7()}"
        told = {
            "site": "mihon",
            "gross_minor": 10_000,
            "fee_minor": 1_200,
            "until_on": "2025-05-31",
        }
        assert admin.put(payout, json=told).json()["net"]["minor"] == 8_800
        come = admin.post(f"{payout}/arrive", json={"arrived_on": "2025-06-10"}, headers=once())
        assert come.json()["arrived_on"] == "2025-06-10"


class TestDonorLists:
    def test_lead_from_the_gift_to_the_file_and_to_the_count(
        self, runtime, campaign, admin, approver
    ):
        with runtime.unit_of_work(
            operator("office"), organisation_id=campaign.organisation_id
        ) as uow:
            make_gift(uow, campaign, amount=5_000, donor=HANAKO)
        officer = {"name": "見本 理事", "address": "東京都見本区2-2", "from_on": "2024-06-01"}
        assert admin.post("/api/v1/officers", json=officer).status_code == 201

        [line] = admin.get("/api/v1/donor-lists/2025").json()
        csv = approver.get("/api/v1/donor-lists/2025/file.csv?encoding=cp932")
        book = approver.get("/api/v1/donor-lists/2025/file.xlsx")
        support = admin.get("/api/v1/public-support?first_year=2025&last_year=2025").json()

        assert (line["name"], line["amount_minor"]) == (HANAKO.name, 5_000)
        assert HANAKO.name in csv.content.decode("cp932")
        assert book.content.startswith(b"PK")
        assert (support["years"][0]["counted"], support["is_met"]) == (1, False)
        assert [one["name"] for one in admin.get("/api/v1/officers").json()] == ["見本 理事"]
