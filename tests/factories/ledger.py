"""Books of the ledger as small text tables: accounts and balances, transfers, balances after."""

from uuid import UUID

from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.models import Transfer
from services.core.ledger.types import (
    AccountCode,
    AccountId,
    NewTransfer,
    TransferCode,
    account_id,
)


class Book:
    """
    A programme's book for tests, where accounts go by name: "fund", "voucher anna", "bank".

    The first word is the account's code, the rest says whose it is.
    """

    def __init__(self, uow: UnitOfWork, programme_id: UUID | None = None) -> None:
        self.uow = uow
        self.programme_id = programme_id or uuid7()

    def account(self, name: str) -> AccountId:
        code, _, owner = name.partition(" ")
        return account_id(self.programme_id, AccountCode(code), derived_id("owner", owner))

    def open(self, *names: str) -> "Book":
        for name in names:
            code, _, owner = name.partition(" ")
            ledger.open_account(
                self.uow,
                programme_id=self.programme_id,
                code=AccountCode(code),
                owner_id=derived_id("owner", owner),
            )
        return self

    def transfer(
        self, code: TransferCode, debit: str, credit: str, yen: int, **more: object
    ) -> NewTransfer:
        return NewTransfer(
            code=code,
            debit=self.account(debit),
            credit=self.account(credit),
            amount=Money(yen),
            of=more.pop("of", None) or uuid7(),
            **more,
        )

    def post(
        self, code: TransferCode, debit: str, credit: str, yen: int, **more: object
    ) -> Transfer:
        new = self.transfer(code, debit, credit, yen, **more)
        return ledger.post(
            self.uow,
            new.code,
            programme_id=self.programme_id,
            debit=new.debit,
            credit=new.credit,
            amount=new.amount,
            of=new.of,
            occurred_at=new.occurred_at,
            id=new.id,
        )

    def play(self, table: str) -> "Book":
        """
        Post the lines of a table: `bank -> fund 1000 donation_received`.

        Accounts are opened as they appear.
        """
        for line in filter(None, map(str.strip, table.splitlines())):
            movement, yen, code = line.rsplit(maxsplit=2)
            debit, credit = (part.strip() for part in movement.split("->"))
            self.open(debit, credit)
            self.post(TransferCode(code), debit, credit, int(yen.replace(",", "")))
        return self

    def balance(self, name: str) -> int:
        account = self.account(name)
        return ledger.balance(self.uow, programme_id=self.programme_id, account=account).minor

    def balances(self, table: str) -> None:
        """Assert that each line `fund 1,000` of a table is so."""
        lines = [line.rsplit(maxsplit=1) for line in map(str.strip, table.splitlines()) if line]
        expected = {name: int(yen.replace(",", "")) for name, yen in lines}
        assert {name: self.balance(name) for name in expected} == expected
