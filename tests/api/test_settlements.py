"""The month-end over HTTP: who may do what, and what each is told."""

from datetime import timedelta

import pytest

from services.core.bootstrap import Runtime
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.redemptions import service as redemptions
from services.core.settlements.zengin import records
from tests.factories.http import client, key_for
from tests.factories.providers import make_provider
from tests.factories.redemptions import make_classroom, redeem
from tests.factories.settlements import JUNE

PAYER = {
    "consignor_code": "1234567890",
    "consignor_name": "トクヒ)ミホン",
    "account": "0001-001-1-7654321",
}


class Office:
    """A programme with a lesson of June, and a client for each who has to do with it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        with runtime.unit_of_work(operator("office")) as uow:
            classroom = make_classroom(uow)
            use = redeem(uow, classroom, amount=5_000)
            redemptions.confirm(uow, programme_id=classroom.programme.id, redemption_id=use.id)
            self.organisation_id = classroom.programme.organisation_id
            self.provider_id = classroom.provider.id
            self.other_id = make_provider(uow, classroom.programme).id
        runtime.clock.move_to(JUNE.ends_at() + timedelta(days=6))
        self.root = f"/api/v1/programmes/{classroom.programme.id}"
        self.admin = self.as_(Role.NPO_ADMIN)
        self.approver = self.as_(Role.NPO_APPROVER)
        self.provider = self.as_(Role.PROVIDER_OFFICE, provider_id=self.provider_id)
        self.other = self.as_(Role.PROVIDER_OFFICE, provider_id=self.other_id)

    def as_(self, role: Role, **of):
        return client(self.runtime, key_for(self.runtime, self.organisation_id, role, **of))

    def close(self):
        return self.admin.put(f"{self.root}/months/2025-06/close")

    def statement(self):
        [statement] = self.admin.get(f"{self.root}/statements").json()
        return f"{self.root}/statements/{statement['id']}"

    def batch(self):
        """A batch that waits for its second person, after the days for objecting."""
        self.runtime.clock.move_to(self.runtime.clock.now() + timedelta(days=8))
        url = f"{self.root}/payout-batches/{uuid7()}"
        assert self.admin.put(url, json={}).status_code == 201
        return url


@pytest.fixture
def office(runtime):
    return Office(runtime)


class TestCloseMonth:
    def test_is_told_the_same_again(self, office):
        first, second = office.close(), office.close()

        assert (first.status_code, first.json()["gross"]) == (200, 5_000)
        assert second.json() == first.json()

    def test_is_not_for_providers(self, office):
        answer = office.provider.put(f"{office.root}/months/2025-06/close")

        assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")

    def test_refuses_a_month_that_is_not_over(self, office):
        answer = office.admin.put(f"{office.root}/months/2025-07/close")

        assert (answer.status_code, answer.json()["code"]) == (409, "month_not_over")


class TestStatements:
    def test_are_shown_to_their_provider_and_to_no_other(self, office):
        office.close()
        url = office.statement()

        assert office.provider.get(url).json()["items"][0]["amount"] == 5_000
        assert len(office.provider.get(f"{office.root}/statements").json()) == 1
        assert office.other.get(url).status_code == 404
        assert office.other.get(f"{office.root}/statements").json() == []

    def test_are_told_as_a_page_in_the_readers_language(self, office):
        office.close()

        page = office.provider.get(
            f"{office.statement()}/document", headers={"Accept-Language": "ja"}
        )

        assert page.headers["content-type"].startswith("text/html")
        assert "支払通知書" in page.text

    def test_can_be_objected_to_by_their_provider(self, office):
        office.close()
        url = f"{office.statement()}/objections/{uuid7()}"
        body = {"reason": "amount_wrong"}

        assert office.other.put(url, json=body).status_code == 404
        objection = office.provider.put(url, json=body)
        assert objection.status_code == 201
        assert office.admin.get(office.statement()).json()["status"] == "objected"
        resolution = f"{office.root}/objections/{objection.json()['id']}/resolution"
        assert office.provider.post(resolution, json={"outcome": "upheld"}).status_code == 403
        resolved = office.admin.post(resolution, json={"outcome": "rejected"})
        assert resolved.json()["outcome"] == "rejected"

    def test_can_be_confirmed(self, office):
        office.close()

        confirmed = office.provider.post(f"{office.statement()}/confirm")

        assert confirmed.json()["confirmed_at"] is not None


class TestPayouts:
    def test_take_two_persons_and_give_one_file(self, office):
        office.close()
        assert office.admin.put(f"{office.root}/settlement-terms/payer", json=PAYER).is_success
        batch = office.batch()

        assert office.admin.post(f"{batch}/approve").status_code == 403
        assert office.approver.post(f"{batch}/approve").json()["status"] == "approved"
        file = office.admin.post(f"{batch}/bank-file")
        assert file.headers["cache-control"] == "no-store"
        assert records.read(file.content).total == 5_000
        again = office.admin.post(f"{batch}/bank-file")
        assert (again.status_code, again.json()["code"]) == (409, "already_exported")

        [payout] = office.admin.get(batch).json()["payouts"]
        result = {"number": payout["number"], "amount": 5_000, "paid": True}
        recorded = office.admin.post(f"{office.root}/bank-results", json={"results": [result]})
        assert recorded.json()["paid_total"] == 5_000
        summary = office.admin.get(f"{office.root}/settlement-summary").json()
        assert (summary["paid_out"], summary["payable_open"]) == (5_000, 0)

    def test_refuse_one_person_in_both_roles(self, office):
        office.close()
        both = client(
            office.runtime,
            key_for(office.runtime, office.organisation_id, Role.NPO_ADMIN, Role.NPO_APPROVER),
        )
        office.admin = both

        answer = both.post(f"{office.batch()}/approve")

        assert (answer.status_code, answer.json()["code"]) == (409, "second_person_required")

    def test_tell_no_account_number(self, office):
        office.close()
        batch = office.batch()

        assert "1234567" not in office.admin.get(batch).text


class TestSettlementTerms:
    def test_name_the_field_at_fault(self, office):
        answer = office.admin.put(
            f"{office.root}/settlement-terms/payer", json={**PAYER, "consignor_code": "12"}
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/consignor_code"

    def test_refuse_the_tax_rate_of_a_stranger(self, office):
        answer = office.admin.put(
            f"{office.root}/providers/{uuid7()}/tax-rate", json={"tax_rate_bps": 800}
        )

        assert answer.status_code == 404

    def test_change_what_is_given_and_keep_the_rest(self, office):
        changed = office.admin.patch(
            f"{office.root}/settlement-terms", json={"objection_days": 3}
        ).json()

        assert (changed["objection_days"], changed["shift"]) == (3, "next")
