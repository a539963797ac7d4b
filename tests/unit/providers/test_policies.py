import pytest

from services.core.providers import policies
from services.core.providers.errors import BankDetailsInvalid
from services.core.providers.types import (
    AccountType,
    ApprovalObstacle,
    BankDetails,
    LegalForm,
    PostalDetails,
)

BANK = BankDetails(
    bank_code="0001", branch_code="001", account_type=AccountType.ORDINARY, account_number="1234567"
)


class TestInvoiceNumber:
    @pytest.mark.parametrize(
        "written",
        ["T7000012050002", "t7000012050002", "Ｔ７００００１２０５０００２", "T7000-0120-50002"],
    )
    def test_is_tidied_from_the_ways_people_write_it(self, written):
        assert policies.tidy_invoice_number(written) == "T7000012050002"

    @pytest.mark.parametrize("number", ["7000012050002", "T700001205000", "T70000120500022", "TX"])
    def test_is_malformed_without_t_and_thirteen_digits(self, number):
        assert not policies.invoice_number_is_well_formed(number)

    @pytest.mark.parametrize(("others", "digit"), [("000012050002", 7), ("700110005901", 8)])
    def test_begins_with_the_check_digit_of_the_other_twelve(self, others, digit):
        assert policies.check_digit_of(others) == digit

    def test_warns_when_a_corporate_number_has_another_check_digit(self):
        company = LegalForm.STOCK_COMPANY
        assert policies.invoice_number_looks_mistyped("T8000012050002", company)
        assert not policies.invoice_number_looks_mistyped("T7000012050002", company)

    def test_does_not_warn_for_a_sole_proprietor_whose_series_has_no_known_digit(self):
        sole = LegalForm.SOLE_PROPRIETOR
        assert not policies.invoice_number_looks_mistyped("T8000012050002", sole)

    def test_does_not_warn_where_the_form_is_wrong_already(self):
        assert not policies.invoice_number_looks_mistyped("T12", LegalForm.NPO)


class TestObstaclesToApproval:
    def test_names_everything_that_is_missing(self):
        found = policies.obstacles_to_approval(
            invoice_number="T12", has_bank_account=False, has_declared=False
        )
        assert found == list(ApprovalObstacle)

    def test_lets_a_classroom_without_invoice_number_pass(self):
        assert not policies.obstacles_to_approval(
            invoice_number=None, has_bank_account=True, has_declared=True
        )


class TestCheckedDetails:
    def test_takes_full_width_digits(self):
        typed = BankDetails("０００１", "００１", AccountType.ORDINARY, "１２３４５６７")
        assert policies.checked_details(typed) == BANK

    @pytest.mark.parametrize(
        ("field", "digits"),
        [("bank_code", "001"), ("branch_code", "0001"), ("account_number", "12345678")],
    )
    def test_refuses_a_number_of_another_length(self, field, digits):
        values = {"bank_code": "0001", "branch_code": "001", "account_number": "1234567"}
        wrong = BankDetails(account_type=AccountType.ORDINARY, **{**values, field: digits})
        with pytest.raises(BankDetailsInvalid) as refused:
            policies.checked_details(wrong)
        assert refused.value.pointer == f"/{field}"

    @pytest.mark.parametrize(("symbol", "number"), [("11940", "12345671"), ("01940", "123456")])
    def test_takes_both_kinds_of_postal_account(self, symbol, number):
        details = PostalDetails(symbol, number)
        assert policies.checked_details(details) == details

    @pytest.mark.parametrize(
        ("symbol", "number", "pointer"),
        [("21940", "1", "/symbol"), ("1194", "1", "/symbol"), ("11940", "123456789", "/number")],
    )
    def test_refuses_what_no_passbook_shows(self, symbol, number, pointer):
        with pytest.raises(BankDetailsInvalid) as refused:
            policies.checked_details(PostalDetails(symbol, number))
        assert refused.value.pointer == pointer


class TestCheckedPayee:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("ｶ)ｶﾞｸｼｭｳｼﾞｭｸ", "カ)ガクシュウジュク"),
            ("トクヒ）ミノリ", "トクヒ)ミノリ"),
            ("ヤマダ　ハナコ", "ヤマダ ハナコ"),
            ("abc スクール", "ABC スクール"),
        ],
    )
    def test_keeps_a_holder_as_banks_write_it(self, typed, kept):
        assert policies.checked_payee(typed) == kept

    @pytest.mark.parametrize("typed", ["山田花子", "やまだ", "", "  ", "ヤマダ・ハナコ"])
    def test_refuses_characters_without_a_place_in_the_bank_file(self, typed):
        with pytest.raises(BankDetailsInvalid):
            policies.checked_payee(typed)


class TestDetailsAsText:
    @pytest.mark.parametrize("details", [BANK, PostalDetails("11940", "12345671")])
    def test_is_read_back_as_it_was(self, details):
        text = policies.details_as_text(details, "カ)ジュク")
        assert policies.details_from_text(text) == (details, "カ)ジュク")


class TestMasked:
    def test_shows_the_last_three_digits_only(self):
        assert policies.masked("1234567") == "****567"

    def test_shows_a_number_that_is_too_short_to_hide(self):
        assert policies.masked("12") == "12"
