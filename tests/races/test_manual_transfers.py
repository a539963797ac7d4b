"""Two approve at once what suspense can pay only once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import SuspenseShort
from services.core.donations.types import ManualTransferId, ManualTransferReason
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, account_id
from tests.factories.donations import make_fund
from tests.factories.programmes import make_programme


@pytest.fixture
def waiting(runtime):
    """A programme with ¥3,000 in suspense, and two who each want ¥2,000 of it."""
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        owner = programme.organisation_id
        ledger.post(
            uow,
            TransferCode.RECEIPT_UNMATCHED,
            programme_id=programme.id,
            debit=account_id(programme.id, AccountCode.BANK, owner),
            credit=account_id(programme.id, AccountCode.SUSPENSE, owner),
            amount=Money(3_000),
            of=uuid7(),
        )
        proposals = [
            donations.propose_assignment(
                uow,
                id=ManualTransferId(uuid7()),
                programme_id=programme.id,
                amount=Money(2_000),
                to_fund_id=make_fund(uow, programme).id,
                reason=ManualTransferReason.PURPOSE_FOUND,
            ).id
            for _ in range(2)
        ]
    return owner, programme.id, proposals


def test_suspense_is_given_out_once(runtime, waiting):
    owner, programme_id, proposals = waiting

    def approve(transfer_id):
        with runtime.unit_of_work(operator("approver"), organisation_id=owner) as uow:
            try:
                donations.approve_transfer(uow, programme_id=programme_id, transfer_id=transfer_id)
            except SuspenseShort:
                uow.session.rollback()
                return "short"
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(approve, proposals))

    assert sorted(told) == ["approved", "short"]
