"""The bank's answers, read all or none."""

import pytest

from services.core.settlements.bank_results import read_bank_results
from services.core.settlements.errors import ListRefused
from services.core.settlements.types import BankResult


class TestReadBankResults:
    def test_reads_words_of_either_language(self):
        text = "番号,金額,結果,理由\n0000000001,6000,入金,\n2,500,組戻し,口座名義相違\n"

        assert read_bank_results(text.encode("cp932")) == [
            BankResult(number=1, amount=6_000, paid=True),
            BankResult(number=2, amount=500, paid=False, reason="口座名義相違"),
        ]

    def test_tells_every_fault(self):
        text = "number,amount,result\n0,1,paid\n1,x,paid\n2,1,perhaps\n3,1,paid\n3,1,paid\n"

        with pytest.raises(ListRefused) as refusal:
            read_bank_results(text.encode())

        assert [(error.row, error.code) for error in refusal.value.rows] == [
            (2, "payout_number_expected"),
            (3, "amount_expected"),
            (4, "bank_result_expected"),
            (6, "number_twice"),
        ]
        assert all(error.words("ja") and error.words("en") for error in refusal.value.rows)

    def test_refuses_a_file_without_answers(self):
        with pytest.raises(ListRefused):
            read_bank_results(b"number,amount,result\n")
