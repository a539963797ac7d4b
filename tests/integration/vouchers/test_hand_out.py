"""What goes out of the house: cards, the export, and the two lists that verify it."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from services.core.kit.crypto import SubjectForgotten
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import (
    SigningKeyNotFound,
    StatusListNotFound,
    VoucherNotFound,
)
from services.core.vouchers.token import read_status_list, read_token, read_trust_list
from tests.factories.programmes import make_organisation, make_programme
from tests.factories.vouchers import make_voucher, make_vouchers


def words(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


class TestExportCsv:
    def test_verifies_with_nothing_but_the_lists_beside_it(self, uow):
        programme = make_programme(uow)
        made = make_vouchers(uow, programme, 3)
        vouchers.revoke(uow, programme_id=programme.id, voucher_id=made[0].id)

        rows = list(csv.DictReader(StringIO(vouchers.export_csv(uow, programme_id=programme.id))))
        trust = read_trust_list(
            vouchers.trust_list(uow, organisation_id=programme.organisation_id)
        ).store
        status = read_status_list(vouchers.status_list(uow, programme_id=programme.id), trust=trust)

        assert {row["id"] for row in rows} == {str(voucher.id) for voucher in made[1:]}
        for row in rows:
            claims = read_token(row["token"], trust=trust, at=uow.now, status=status)
            assert str(claims.voucher_id) == row["id"]
            found = vouchers.find_credential(
                uow, shown=row["short_code"], programme_ids=[programme.id]
            )
            assert str(found.voucher_id) == row["id"]

    def test_reads_page_by_page(self, uow, monkeypatch):
        monkeypatch.setattr("services.core.vouchers.service.read.PAGE", 2)
        programme = make_programme(uow)
        make_vouchers(uow, programme, 5)

        assert vouchers.export_csv(uow, programme_id=programme.id).count("MV1:") == 5


class TestTrustList:
    def test_is_signed_by_the_organisations_root(self, uow):
        programme = make_programme(uow)
        make_vouchers(uow, programme)
        other = make_programme(uow)
        make_vouchers(uow, other)

        document = vouchers.trust_list(uow, organisation_id=programme.organisation_id)

        assert len(read_trust_list(document).store.keys) == 2
        roots = {json.loads(document)["root"]["kid"]}
        again = vouchers.trust_list(uow, organisation_id=programme.organisation_id)
        assert roots == {json.loads(again)["root"]["kid"]}

    def test_is_not_there_before_the_first_key(self, uow):
        organisation = make_organisation(uow)

        with pytest.raises(SigningKeyNotFound):
            vouchers.trust_list(uow, organisation_id=organisation.id)


class TestStatusList:
    def test_is_not_there_before_it_is_needed(self, uow):
        voucher = make_voucher(uow)

        with pytest.raises(StatusListNotFound):
            vouchers.status_list(uow, programme_id=voucher.programme_id, number=2)


class TestCardSheets:
    def test_prints_all_good_cards_of_a_programme(self, uow):
        programme = make_programme(uow)
        made = make_vouchers(uow, programme, 9)
        vouchers.revoke(uow, programme_id=programme.id, voucher_id=made[0].id)

        pdf = vouchers.card_sheets(uow, programme_id=programme.id, contact="見本窓口 03-0000-0000")

        assert len(PdfReader(BytesIO(pdf)).pages) == 1
        assert words(pdf).count("見本窓口 03-0000-0000") == 8

    def test_names_no_child(self, uow):
        voucher = make_voucher(uow)

        shown = words(vouchers.card_sheets(uow, programme_id=voucher.programme_id))

        assert "花子" not in shown
        assert "ハナコ" not in shown
        assert "中学生" in shown

    def test_prints_one_card_again(self, uow):
        programme = make_programme(uow)
        voucher, _others = make_vouchers(uow, programme, 2)

        pdf = vouchers.card_sheets(
            uow, programme_id=programme.id, voucher_ids=[voucher.id], language="en"
        )

        assert words(pdf).count("To spend") == 1

    def test_refuses_a_card_that_is_not_good(self, uow):
        voucher = make_voucher(uow)
        vouchers.revoke(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        with pytest.raises(VoucherNotFound):
            vouchers.card_sheets(uow, programme_id=voucher.programme_id, voucher_ids=[voucher.id])

    def test_is_gone_with_the_key_of_the_programmes_cards(self, uow):
        voucher = make_voucher(uow)
        uow.vault.forget(voucher.programme_id)

        with pytest.raises(SubjectForgotten):
            vouchers.card_sheets(uow, programme_id=voucher.programme_id)
