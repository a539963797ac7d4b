"""Campaigns over HTTP: drafts, pages with their tags, decisions, news, sponsors."""

import pytest

from services.core.donations import service as donations
from services.core.donations.types import CampaignKind, Channel
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.worker import campaigns as worker
from services.worker.delivery import drain
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme
from tests.fakes.mail import MemoryMail

BODY = {
    "code": "spring",
    "name_ja": "まなびを贈ろう",
    "name_en": "Give learning",
    "story_ja": "春を迎える前に",
    "goal_minor": 1_000_000,
    "stretch_goals": [{"amount_minor": 1_300_000, "text_ja": "さらに10人", "text_en": "Ten more"}],
    "suggested_minors": [3_000, 10_000],
    "opens_at": "2025-04-01T00:00:00+09:00",
    "closes_at": "2025-07-01T00:00:00+09:00",
    "overhead_bps": 1_000,
    "solicitor_name": "特定非営利活動法人 見本",
    "solicitor_address": "東京都見本区見本1-1-1",
    "use_of_funds": "スタディクーポンの発行",
    "if_goal_missed": "集まった額で行います",
}
FACTS = {
    "representative": "代表理事 見本 花子",
    "contact_email": "info@example.org",
    "contact_phone": "03-0000-0000",
    "transfer_to": "見本銀行 本店 普通 1234567",
}


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def admin(runtime, campaign):
    return client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


@pytest.fixture
def mailbox(runtime):
    box = MemoryMail()
    runtime.__dict__["mail"] = box
    return box


def once():
    return {"Idempotency-Key": str(uuid7())}


class TestCampaigns:
    def test_go_from_draft_to_page(self, runtime, admin, url, campaign):
        """B7: a draft with holes is hidden, is refused by field, and shows all once it is whole."""
        body = {**BODY, "fund_id": str(campaign.fund_id), "publish": False}
        draft = admin.post(f"{url}/campaigns", json=body, headers=once()).json()
        anybody = client(runtime)
        assert anybody.get(f"{url}/campaigns/{draft['id']}").status_code == 404
        assert anybody.get(f"{url}/campaigns/by-code/spring/page").status_code == 404
        preview = admin.get(f"{url}/campaigns/{draft['id']}/preview").json()
        assert (preview["status"], preview["is_open"]) == ("draft", False)
        refused = admin.post(f"{url}/campaigns/{draft['id']}/publish")
        assert (refused.status_code, refused.json()["code"]) == (422, "campaign_field_missing")

        admin.patch(f"{url}/campaigns/{draft['id']}", json=FACTS)
        published = admin.post(f"{url}/campaigns/{draft['id']}/publish").json()

        assert (published["status"], published["version"]) == ("published", 1)
        page = anybody.get(f"{url}/campaigns/by-code/spring/page", params={"language": "en"})
        told = page.json()
        assert told["closes_on"] == "2025-06-30"
        assert told["days_left"] == 20
        assert [one["does"] for one in told["progress"]] == ["", "Ten more"]
        assert told["story"] == "春を迎える前に"  # there is none in English
        # No gateway is set: what is paid there cannot be paid now.
        assert [one["channel"] for one in told["channels"]] == ["bank_transfer"]
        values = {line["label"]: line["value"] for line in told["legal"]}
        assert values["Account for transfers"] == FACTS["transfer_to"]
        assert values["Person in charge"] == FACTS["representative"]
        assert "second" not in page.text
        listed = anybody.get(f"{url}/campaigns").json()
        assert {one["code"] for one in listed} == {"spring", campaign.code}

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"overhead_bps": 1_501}, "overhead_over_cap"),
            ({"use_of_funds": "  "}, "campaign_field_missing"),
            ({"use_of_funds": ""}, "fields_invalid"),
        ],
    )
    def test_are_refused_where_donors_would_be_misled(self, admin, url, campaign, change, code):
        body = {**BODY, **FACTS, "fund_id": str(campaign.fund_id), **change}

        answer = admin.post(f"{url}/campaigns", json=body, headers=once())

        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_have_pages_that_are_sent_once(self, runtime, admin, url, campaign):
        anybody, path = client(runtime), f"{url}/campaigns/by-code/{campaign.code}/page"
        tag = anybody.get(path).headers["ETag"]

        same = anybody.get(path, headers={"If-None-Match": tag})
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            gift = make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, donor=HANAKO)
        changed = anybody.get(path, headers={"If-None-Match": tag})

        assert (same.status_code, same.content) == (304, b"")
        assert changed.status_code == 200
        assert changed.json()["figures"]["kept_minor"] == gift.amount.minor
        assert HANAKO.name not in changed.text

    def test_change_with_their_history(self, runtime, admin, url, campaign):
        path = f"{url}/campaigns/{campaign.id}"
        assert admin.patch(path, json={"name_en": "Learn"}).json()["code"] == (
            "campaign_reason_missing"
        )
        admin.patch(path, json={"name_en": "Learn", "reason": "わかりやすくするため"})
        moved = admin.post(
            f"{path}/deadline",
            json={
                "until": "2026-05-01T00:00:00+09:00",
                "reason_ja": "夏休みのため",
                "reason_en": "For the holidays",
            },
            headers=once(),
        )

        anybody = client(runtime)
        assert moved.json()["change"] == "extended"
        versions = anybody.get(f"{path}/versions").json()
        assert [one["told"]["name_en"] for one in versions] == [campaign.name_en, "Learn", "Learn"]
        assert len(anybody.get(f"{path}/decisions").json()) == 1
        [news] = anybody.get(f"{path}/updates").json()
        assert news["versions"][0]["body_en"] == "For the holidays"

    def test_are_told_of_by_sponsors_and_overheads(self, admin, url, campaign):
        id = uuid7()
        promised = admin.put(
            f"{url}/sponsorships/{id}",
            json={
                "kind": "matching",
                "campaign_id": str(campaign.id),
                "sponsor_ja": "見本銀行",
                "sponsor_en": "Mihon Bank",
                "ratio_bps": 5_000,
                "cap_minor": 50_000,
                "opens_at": "2025-04-01T00:00:00+09:00",
                "closes_at": "2025-07-01T00:00:00+09:00",
            },
        )

        assert (promised.status_code, promised.json()["due_minor"]) == (201, 0)
        assert len(admin.get(f"{url}/sponsorships").json()) == 1
        assert admin.get(f"{url}/sponsorships/{id}/statement").status_code == 404
        assert admin.get(f"{url}/fund-overheads").json() == []


class TestClosing:
    def test_tells_donors_and_office_and_is_done_once(self, runtime, clock, campaign, mailbox):
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            missed = make_campaign(
                uow,
                make_programme(uow),
                kind=CampaignKind.ALL_OR_NOTHING,
                goal=Money(50_000),
            )
            make_gift(uow, missed, channel=Channel.BANK_TRANSFER, donor=HANAKO)
            make_gift(uow, missed, channel=Channel.BANK_TRANSFER)
        clock.move_to(missed.closes_at)

        counts = [worker.close_due(runtime), worker.close_due(runtime)]
        while drain(runtime):
            pass

        assert counts == [2, 0]
        [letter] = [one for one in mailbox.sent if one.to == HANAKO.email]
        assert "¥10,000" not in letter.text  # of one's own gift, a mail says nothing
        assert "¥20,000" in letter.text
        assert "¥50,000" in letter.text
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            tasks = donations.refund_tasks(uow, programme_id=missed.programme_id, limit=10)
        assert [task.amount for task in tasks] == [Money(10_000)] * 2


class TestUnsubscribing:
    def test_asks_first_and_then_ends_it(self, runtime, campaign):
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            gift = make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, donor=HANAKO)
        token = donations.unsubscribe_token(
            runtime.ring, organisation_id=campaign.organisation_id, donor_id=gift.donor_id
        )
        anybody = client(runtime)

        asked = anybody.get("/updates/stop", params={"token": token})
        wrong = anybody.post("/updates/stop", data={"token": token[:-3]})
        done = anybody.post("/updates/stop", data={"token": token})

        assert [one.status_code for one in (asked, wrong, done)] == [200, 403, 200]
        assert token in asked.text
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            assert not donations.wants_updates(uow, donor_id=gift.donor_id)
