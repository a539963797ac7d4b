"""Any bank file: every record has 120 bytes, and what was written is what is read."""

from hypothesis import given
from hypothesis import strategies as st

from services.core.settlements.errors import BankNameEmpty, CharacterUnsupported
from services.core.settlements.zengin import records, yucho
from services.core.settlements.zengin.accounts import AccountKind, BankAccount
from services.core.settlements.zengin.kana import PERMITTED, to_bank_kana
from services.core.settlements.zengin.records import (
    LARGEST_AMOUNT,
    Item,
    MonthDay,
    Newline,
    Sender,
    TransferFile,
)


def digits(width):
    return st.integers(0, 10**width - 1).map(lambda number: f"{number:0{width}}")


def words(limit):
    """Texts of bank kana; spaces at the ends are filling and not content."""
    return st.text(sorted(PERMITTED), max_size=limit).map(lambda text: text.strip(" "))


accounts = st.builds(BankAccount, digits(4), digits(3), st.sampled_from(AccountKind), digits(7))
items = st.builds(
    Item,
    account=accounts,
    payee=words(30),
    amount=st.integers(1, LARGEST_AMOUNT),
    bank_name=words(15),
    branch_name=words(15),
    customer_code=st.integers(0, 10**10 - 1),
)
senders = st.builds(
    Sender,
    code=digits(10),
    name=words(40),
    account=accounts,
    bank_name=words(15),
    branch_name=words(15),
)
days = st.dates().map(lambda day: MonthDay(day.month, day.day))
files = st.builds(TransferFile, senders, days, st.lists(items, min_size=1, max_size=8).map(tuple))


class TestBankFile:
    @given(files, st.sampled_from(Newline))
    def test_reads_back_what_was_written(self, file, newline):
        assert records.read(records.write(file, newline)) == file

    @given(files)
    def test_has_records_of_120_bytes(self, file):
        content = records.write(file, Newline.NONE)
        with_ends = records.write(file, Newline.CRLF)

        assert len(content) == 120 * (file.count + 3)
        assert {len(line) for line in with_ends.split(b"\r\n")[:-1]} == {120}
        assert with_ends.replace(b"\r\n", b"") == content

    @given(files)
    def test_sums_its_items_in_the_trailer(self, file):
        trailer = records.write(file, Newline.NONE)[-240:-120].decode("ascii")

        assert trailer == f"8{file.count:06}{file.total:012}".ljust(120)


class TestBankKana:
    @given(st.text(max_size=40))
    def test_holds_permitted_bytes_only_or_is_refused(self, name):
        try:
            written = to_bank_kana(name)
        except (CharacterUnsupported, BankNameEmpty):
            return

        assert set(written) <= PERMITTED
        assert len(written.encode("cp932")) == len(written)

    @given(st.text("アイウガギグパピプャュョッーヴ（）．ＡＢabc　0９", min_size=1, max_size=40))
    def test_is_itself_when_written_again(self, name):
        try:
            written = to_bank_kana(name)
        except (CharacterUnsupported, BankNameEmpty):
            return

        assert to_bank_kana(written) == written


class TestYucho:
    @given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9_999_999), st.integers(0, 9))
    def test_keeps_every_digit_but_the_last(self, middle, rest, number, last):
        account = yucho.account(f"1{middle:02}{rest:02}", f"{number}{last}".zfill(2))

        assert account == BankAccount("9900", f"{middle:02}8", AccountKind.ORDINARY, f"{number:07}")
