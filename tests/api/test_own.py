"""What is one's own: donors' gifts, families' vouchers, a municipality's residents, an inbox."""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.kit.clock import SetClock
from tests.conftest import NOW, own_runtime
from tests.factories.estate import A, B
from tests.factories.http import client
from tests.factories.personas import make_personas
from tests.factories.world import make_world

SHARING = ConsentPurpose.SHARING_WITH_MUNICIPALITY


@pytest.fixture(scope="module")
def runtime(databases, tmp_path_factory):
    clock, folder = SetClock(NOW), tmp_path_factory.mktemp("own")
    with own_runtime(databases, f"own_{os.getpid()}", clock, folder) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def world(runtime):
    [estate], at = make_world(runtime, "ミナミ")
    runtime.clock.move_to(at)
    estate.personas = {one.name: one for one in make_personas(runtime, estate)}
    runtime.clock.move_to(at + timedelta(minutes=2))
    return estate


@pytest.fixture
def as_(runtime, world):
    """A client of the one who is named."""

    def come(name):
        visitor = client(runtime)
        visitor.headers.update(world.personas[name].headers)
        return visitor

    return come


@pytest.fixture
def base(world):
    return f"/api/v1/programmes/{world.ids['programme_id'][A]}"


def history(runtime, world, object_id):
    with runtime.unit_of_work(organisation_id=world.organisation_id) as uow:
        told = audit.history(uow, organisation_id=world.organisation_id, object_id=UUID(object_id))
        return [entry.action for entry in told]


class TestDonor:
    def test_lists_their_own_gifts(self, as_, world):
        told = as_("donor").get("/api/v1/me/donations").json()
        assert [gift["id"] for gift in told] == [world.ids["donation_id"][A]]

    def test_is_told_in_words_how_each_gift_stands(self, as_, world):
        gift = f"/api/v1/me/donations/{world.ids['donation_id'][A]}"

        told = as_("donor").get(gift, headers={"Accept-Language": "en"}).json()

        assert (told["state"], told["told"]) == ("settled", "Received")
        assert told["amount"] == 10_000
        assert (told["running_costs"], told["fee_cover"]) == (1_000, 0)

    def test_takes_the_list_of_their_gifts_home(self, as_, world):
        answer = as_("donor").get("/api/v1/me/donations.csv", headers={"Accept-Language": "ja"})

        header, *lines = answer.content.decode("utf-8-sig").splitlines()
        assert header.startswith("お申込日,受入日,事業,募集")
        assert [line.rpartition(",")[2] for line in lines] == [world.ids["donation_id"][A]]
        assert "入金済み" in lines[0]

    def test_follows_each_yen_of_a_gift_and_of_a_year(self, as_, world):
        donor, gift = as_("donor"), f"/api/v1/me/donations/{world.ids['donation_id'][A]}"

        statement = donor.get(f"{gift}/statement").json()
        year = donor.get("/api/v1/me/statements/2025").json()

        assert sum(statement["parts"].values()) == statement["amount"] == 10_000
        assert (year["amount"], year["parts"]) == (10_000, statement["parts"])
        assert [one["programme_id"] for one in year["programmes"]] == [world.ids["programme_id"][A]]

    @pytest.mark.parametrize(
        "path", ["donations/{gift}/statement.html", "statements/2025/page.html"]
    )
    def test_sees_where_it_flowed_on_a_page(self, as_, world, path):
        path = path.format(gift=world.ids["donation_id"][A])

        page = as_("donor").get(f"/api/v1/me/{path}", headers={"Accept-Language": "ja"})

        assert "ご寄付 ¥10,000 の流れ" in page.text
        assert "次の子どもを待っています" in page.text
        assert page.headers["Content-Language"] == "ja"

    @pytest.mark.parametrize("of", ["donations/{gift}", "statements/2025"])
    def test_takes_the_picture_home(self, as_, world, of):
        path = f"/api/v1/me/{of.format(gift=world.ids['donation_id'][A])}/picture.svg"

        first, again = (as_("donor").get(path) for _ in range(2))

        assert first.headers["Content-Type"].startswith("image/svg+xml")
        assert first.content == again.content
        assert first.text.startswith("<svg ")

    @pytest.mark.parametrize(
        "leaf", ["", "/statement", "/statement.html", "/picture.svg", "/proof"]
    )
    def test_finds_no_gift_of_another_donor(self, as_, world, leaf):
        answer = as_("donor").get(f"/api/v1/me/donations/{world.ids['donation_id'][B]}{leaf}")

        assert (answer.status_code, answer.json()["code"]) == (404, "gift_unknown")

    def test_has_no_statement_of_a_year_without_gifts(self, as_):
        answer = as_("donor").get("/api/v1/me/statements/2024")

        assert (answer.status_code, answer.json()["code"]) == (404, "donor_without_gifts")

    def test_sees_the_receipt_that_is_theirs(self, as_, base):
        told = as_("donor").get(f"{base}/receipts?year=2025").json()
        assert [line["name"] for line in told] == ["ミナミドナーA"]
        assert len(as_("npo_admin").get(f"{base}/receipts?year=2025").json()) == 2

    def test_gets_their_own_paper_and_no_other(self, as_, base):
        donor = as_("donor")
        (own,) = donor.get("/api/v1/me/receipts").json()
        listed = as_("npo_admin").get(f"{base}/receipts?year=2025").json()
        (other,) = [line["id"] for line in listed if line["id"] != own["id"]]

        assert donor.get(f"/api/v1/receipts/{own['id']}/pdf").content.startswith(b"%PDF")
        assert donor.get(f"/api/v1/receipts/{other}/pdf").json()["code"] == "receipt_not_found"
        wish = donor.put("/api/v1/me/receipts-by-post", json={"by_post": True})
        assert wish.json()["by_post"] is True

    def test_reads_what_came_of_their_gift_and_of_no_other(self, as_, base, world):
        own, other = (world.ids["donation_id"][owner] for owner in (A, B))
        donor = as_("donor")
        assert donor.get(f"{base}/donations/{own}/statement").status_code == 200
        assert donor.get(f"{base}/donations/{other}/statement").json()["code"] == "gift_unknown"
        assert donor.get(f"{base}/donations/{other}").json()["code"] == "donation_not_found"

    def test_takes_no_list_of_names_away(self, as_, base):
        assert as_("donor").get(f"{base}/receipts.csv?year=2025").status_code == 403


class TestFamily:
    def test_lists_its_vouchers_with_what_is_left(self, as_, world):
        [told] = as_("family").get("/api/v1/me/vouchers").json()
        assert told["id"] == world.ids["voucher_id"][A]
        assert told["available"]["minor"] == told["amount"]["minor"] - 1_000

    def test_sees_its_own_uses_only(self, as_, world):
        told = as_("family").get("/api/v1/redemptions").json()
        assert [use["id"] for use in told] == [world.ids["redemption_id"][A]]

    def test_has_no_word_on_another_familys_use(self, as_, world):
        other = world.ids["redemption_id"][B]
        answer = as_("family").post(f"/api/v1/redemptions/{other}/confirm")
        assert answer.json()["code"] == "redemption_not_found"

    def test_gives_its_word_on_its_own(self, as_, world):
        own = world.ids["redemption_id"][A]
        answer = as_("family").post(f"/api/v1/redemptions/{own}/confirm")
        assert answer.json()["status"] == "confirmed"


class TestMunicipality:
    def test_sees_its_residents_by_name_and_each_look_is_on_the_record(
        self, runtime, as_, base, world
    ):
        own = world.ids["child_id"][A]
        [told] = as_("municipality").get(f"{base}/residents").json()
        assert (told["child_id"], told["name"]) == (own, "ミナミっ子A")
        assert set(told) == {"id", "child_id", "name", "kana", "grade_no", "decision"}
        assert as_("municipality").get(f"{base}/residents/{own}").status_code == 200
        assert history(runtime, world, own)[-2:] == ["resident.list", "resident.read"]

    def test_finds_nobody_of_another_municipality(self, runtime, as_, base, world):
        other = world.ids["child_id"][B]
        answer = as_("municipality").get(f"{base}/residents/{other}")
        assert answer.json()["code"] == "child_not_found"
        assert "resident.read" not in history(runtime, world, other)

    def test_confirms_the_eligibility_of_its_own(self, as_, base, world):
        told = as_("municipality").get(f"{base}/eligibility.csv").text
        assert world.ids["application_id"][A] in told
        assert world.ids["application_id"][B] not in told

    def test_sees_nobody_who_does_not_consent(self, runtime, as_, base, world):
        child_id = UUID(world.ids["child_id"][A])
        for word in (households.withdraw_consent, households.give_consent):
            with runtime.unit_of_work(organisation_id=world.organisation_id) as uow:
                word(uow, child_id=child_id, purpose=SHARING, given_by=ConsentGiver.GUARDIAN)
            shown = as_("municipality").get(f"{base}/residents").json()
            assert len(shown) == (word is households.give_consent)

    def test_sees_nobody_without_an_agreement(self, as_, base):
        place = f"{base}/agreements/13113"
        admin = as_("npo_admin")
        said = {"reference": "協定", "agreed_on": "2025-04-01"}
        assert admin.put(place, json={**said, "ends_on": "2025-07-01"}).status_code == 200
        answer = as_("municipality").get(f"{base}/residents")
        assert (answer.status_code, answer.json()["code"]) == (403, "agreement_missing")
        assert admin.put(place, json=said).status_code == 200
        assert as_("municipality").get(f"{base}/residents").status_code == 200

    def test_agreement_ends_after_it_begins(self, as_, base):
        said = {"reference": "協定", "agreed_on": "2025-04-01", "ends_on": "2025-04-01"}
        answer = as_("npo_admin").put(f"{base}/agreements/13113", json=said)
        assert answer.json()["code"] == "agreement_dates_unfit"


class TestBankAccount:
    def test_is_masked_where_it_is_listed(self, as_, world):
        place = f"/api/v1/providers/{world.ids['provider_id'][A]}/bank-accounts"
        proposed, approved = as_("provider_office").get(place).json()
        assert (proposed["status"], approved["status"]) == ("proposed", "approved")
        assert "1234567" not in as_("npo_admin").get(place).text

    def test_is_shown_in_full_on_the_record(self, runtime, as_, world):
        provider, account = (world.ids[name][A] for name in ("provider_id", "bank_account_id"))
        place = f"/api/v1/providers/{provider}/bank-accounts/{account}/full"
        answer = as_("npo_approver").get(place)
        assert answer.json()["details"]["account_number"] == "1234567"
        assert answer.headers["Cache-Control"] == "no-store"
        assert history(runtime, world, provider)[-1] == "provider.read_bank_account"

    def test_asks_a_person_to_prove_anew_to_be_there(self, as_, world):
        provider, account = (world.ids[name][A] for name in ("provider_id", "bank_account_id"))
        place = f"/api/v1/providers/{provider}/bank-accounts/{account}/full"
        answer = as_("stale_approver").get(place)
        assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")


class TestApprovals:
    def test_lists_all_that_waits_oldest_first(self, as_, world):
        told = as_("npo_approver").get("/api/v1/approvals").json()
        asked = [datetime.fromisoformat(each["asked_at"]).astimezone(UTC) for each in told]
        assert asked == sorted(asked)
        assert [each["kind"] for each in told].count("bank_account") == 2
        assert {each["kind"] for each in told} == {
            "manual_transfer",
            "bank_account",
            "payout_batch",
            "role_grant",
            "certification",
        }
        counts = as_("npo_approver").get("/api/v1/approvals/counts").json()
        assert (counts["total"], counts["by_kind"]["bank_account"]) == (len(told), 2)

    def test_leads_to_where_each_is_seen_and_approved(self, as_):
        approver = as_("npo_approver")
        for each in approver.get("/api/v1/approvals").json():
            assert approver.get(each["href"]).status_code == 200, each
        transfer = next(
            each
            for each in approver.get("/api/v1/approvals").json()
            if each["kind"] == "manual_transfer"
        )
        assert (transfer["amount"]["minor"], transfer["asked_by_name"]) == (9_000, None)
        assert approver.post(transfer["approve_href"]).json()["status"] == "approved"
        left = approver.get("/api/v1/approvals").json()
        assert transfer["id"] not in {each["id"] for each in left}

    def test_are_nothing_for_who_may_approve_nothing(self, as_):
        assert as_("npo_admin").get("/api/v1/approvals").json() == []
        assert as_("auditor").get("/api/v1/approvals").status_code == 403


class TestManualTransfer:
    def test_is_proposed_by_one_and_rejected_by_another(self, as_, base, world):
        admin, approver = as_("npo_admin"), as_("npo_approver")
        [fund, *_] = [
            fund["id"]
            for fund in admin.get(f"{base}/ledger/funds").json()
            if fund["id"] != world.ids["fund_id"][A]
        ]
        place = f"{base}/manual-transfers/0198f3a2-5c1e-7b11-8a52-3f0c6d1e9c01"
        body = {
            "kind": "redesignation",
            "donation_id": world.ids["donation_id"][A],
            "to_fund_id": fund,
            "reason": "donor_agreed",
        }
        assert admin.put(place, json=body).status_code == 201
        assert admin.post(f"{place}/approve").status_code == 403
        assert approver.post(f"{place}/reject").json()["status"] == "rejected"
        assert approver.post(f"{place}/approve").json()["code"] == "manual_transfer_decided"
        told = admin.get(f"{base}/manual-transfers?status=rejected").json()
        assert [each["id"] for each in told] == [place.rpartition("/")[2]]

    def test_takes_nothing_from_an_empty_suspense(self, as_, base, world):
        place = f"{base}/manual-transfers/0198f3a2-5c1e-7b11-8a52-3f0c6d1e9c02"
        body = {
            "kind": "assignment",
            "amount_minor": 1,
            "to_fund_id": world.ids["fund_id"][A],
            "reason": "purpose_found",
        }
        answer = as_("npo_admin").put(place, json=body)
        assert answer.json()["code"] == "suspense_short"
