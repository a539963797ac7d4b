"""Vouchers over HTTP."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.token import read_status_list, read_token, read_trust_list
from tests.factories.allocations import AMOUNT
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme
from tests.factories.vouchers import make_accepted


@dataclass
class Year:
    organisation_id: UUID
    programme_id: UUID
    voucher_id: UUID

    @property
    def vouchers(self) -> str:
        return f"/api/v1/programmes/{self.programme_id}/vouchers"

    @property
    def voucher(self) -> str:
        return f"{self.vouchers}/{self.voucher_id}"


@pytest.fixture
def year(runtime, clock):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        programme = make_programme(uow)
        voucher_id, _noise = make_accepted(uow, programme, 2)
        clock.move_to(uow.now)
    return Year(programme.organisation_id, programme.id, voucher_id)


@pytest.fixture
def admin(runtime, year):
    return client(runtime, key_for(runtime, year.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def issued(admin, year):
    answer = admin.post(f"{year.vouchers}/issue", headers=once())
    assert (answer.status_code, answer.json()) == (200, {"issued": 2})
    return year


def once():
    return {"Idempotency-Key": str(uuid7())}


def tokens(runtime, year):
    with runtime.unit_of_work(organisation_id=year.organisation_id) as uow:
        lines = vouchers.export_csv(uow, programme_id=year.programme_id).splitlines()[1:]
    return {line.split(",")[0]: line.split(",", 2)[2] for line in lines}


class TestIssueVouchers:
    def test_issues_what_is_due_once(self, admin, issued):
        assert admin.post(f"{issued.vouchers}/issue", headers=once()).json() == {"issued": 0}

    def test_answers_a_repeat_as_the_first_time(self, admin, year):
        key = once()
        first = admin.post(f"{year.vouchers}/issue", headers=key)
        again = admin.post(f"{year.vouchers}/issue", headers=key)

        assert first.json() == again.json() == {"issued": 2}
        assert again.headers["idempotent-replayed"] == "true"

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.NPO_APPROVER, Role.PROVIDER_OFFICE])
    def test_is_the_offices_alone(self, runtime, year, role):
        speaks_for = uuid7() if role is Role.PROVIDER_OFFICE else None
        key = key_for(runtime, year.organisation_id, role, provider_id=speaks_for)
        other = client(runtime, key)

        assert other.post(f"{year.vouchers}/issue", headers=once()).status_code == 403


class TestGetVoucher:
    def test_tells_what_is_left(self, admin, issued):
        told = admin.get(issued.voucher).json()

        assert told["status"] == "issued"
        assert told["amount"] == told["available"] == {"minor": AMOUNT, "currency": "JPY"}

    def test_shows_neither_code_nor_token(self, runtime, admin, issued):
        told = admin.get(issued.voucher).text

        assert "MV1:" not in told
        assert "code" not in told

    def test_is_not_found_where_there_is_none(self, admin, year):
        answer = admin.get(year.voucher)

        assert (answer.status_code, answer.json()["code"]) == (404, "voucher_not_found")

    def test_is_not_found_for_another_organisation(self, runtime, issued):
        with runtime.unit_of_work(operator("founder")) as uow:
            elsewhere = make_organisation(uow).id
        stranger = client(runtime, key_for(runtime, elsewhere, Role.NPO_ADMIN))

        assert stranger.get(issued.voucher).status_code == 404

    def test_may_be_read_by_an_auditor(self, runtime, issued):
        auditor = client(runtime, key_for(runtime, issued.organisation_id, Role.AUDITOR))

        assert auditor.get(issued.voucher).status_code == 200
        assert auditor.get(f"{issued.voucher}/card.pdf").status_code == 403


class TestReissueVoucher:
    def test_gives_a_new_card_and_keeps_the_balance(self, runtime, admin, issued):
        before = tokens(runtime, issued)

        answer = admin.post(f"{issued.voucher}/reissue", headers=once())

        assert answer.status_code == 200
        assert answer.json()["available"]["minor"] == AMOUNT
        after = tokens(runtime, issued)
        changed = {id for id in before if before[id] != after[id]}
        assert changed == {str(issued.voucher_id)}

    def test_answers_a_repeat_with_no_third_card(self, runtime, admin, issued):
        key = once()
        admin.post(f"{issued.voucher}/reissue", headers=key)
        second = tokens(runtime, issued)

        admin.post(f"{issued.voucher}/reissue", headers=key)

        assert tokens(runtime, issued) == second

    def test_wants_a_key_that_tells_repeats(self, admin, issued):
        answer = admin.post(f"{issued.voucher}/reissue")

        assert answer.json()["code"] == "idempotency_key_missing"


class TestRevokeVoucher:
    def test_ends_it_and_gives_the_money_back(self, admin, issued):
        told = admin.post(f"{issued.voucher}/revoke", headers=once()).json()

        assert (told["status"], told["available"]["minor"]) == ("revoked", 0)

    def test_is_refused_the_second_time(self, admin, issued):
        admin.post(f"{issued.voucher}/revoke", headers=once())

        answer = admin.post(f"{issued.voucher}/revoke", headers=once())

        assert (answer.status_code, answer.json()["code"]) == (409, "voucher_not_issued")


class TestPrintCards:
    def test_gives_sheets_for_all(self, admin, issued):
        answer = admin.get(f"{issued.vouchers}/cards.pdf", params={"language": "ja"})

        assert answer.headers["content-type"] == "application/pdf"
        assert PdfReader(BytesIO(answer.content)).pages[0].extract_text().count("有効期限") == 2

    def test_gives_one_card(self, admin, issued):
        answer = admin.get(
            f"{issued.voucher}/card.pdf", params={"contact": "見本窓口 03-0000-0000"}
        )

        shown = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
        assert shown.count("見本窓口 03-0000-0000") == 1

    def test_speaks_languages_it_knows(self, admin, issued):
        answer = admin.get(f"{issued.vouchers}/cards.pdf", params={"language": "tlh"})

        assert answer.json()["code"] == "fields_invalid"


class TestPublicLists:
    def test_verify_a_token_offline_for_anybody(self, runtime, admin, issued, clock):
        anybody = client(runtime)
        lost = tokens(runtime, issued)[str(issued.voucher_id)]
        admin.post(f"{issued.voucher}/reissue", headers=once())
        new = tokens(runtime, issued)[str(issued.voucher_id)]

        trusted = anybody.get(f"/api/v1/organisations/{issued.organisation_id}/trust.json")
        listed = anybody.get(f"/api/v1/programmes/{issued.programme_id}/status-lists/1")

        assert listed.headers["content-type"] == "application/statuslist+cwt"
        trust = read_trust_list(trusted.text).store
        status = read_status_list(listed.content, trust=trust)
        claims = read_token(new, trust=trust, at=clock.now(), status=status)
        assert claims.voucher_id == issued.voucher_id
        with pytest.raises(TokenRefused, match="revoked"):
            read_token(lost, trust=trust, at=clock.now(), status=status)

    def test_are_not_found_before_they_are_needed(self, runtime, year):
        anybody = client(runtime)

        keys = anybody.get(f"/api/v1/organisations/{year.organisation_id}/trust.json")
        listed = anybody.get(f"/api/v1/programmes/{year.programme_id}/status-lists/1")

        assert (keys.status_code, listed.status_code) == (404, 404)
        assert keys.json()["code"] == "signing_key_not_found"
        assert listed.json()["code"] == "status_list_not_found"
