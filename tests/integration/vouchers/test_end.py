"""How vouchers end: revoked before their time, or at 24:00 of 31 March."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.invariants import service as invariants
from services.core.invariants.vouchers import INVARIANTS
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, NewTransfer, TransferCode, account_id
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import VoucherNotIssued
from services.core.vouchers.token import read_status_list
from services.core.vouchers.types import TokenStatus, VoucherStatus
from tests.factories.allocations import AMOUNT
from tests.factories.programmes import make_programme
from tests.factories.vouchers import make_voucher, make_vouchers


def free(uow, programme_id):
    """What the funds of a programme may promise again."""
    return sum(
        donations.free(uow, programme_id=programme_id, fund_id=fund.id).minor
        for fund in ledger.funds(uow, programme_id=programme_id)
    )


def left(uow, voucher):
    return vouchers.available(uow, programme_id=voucher.programme_id, voucher_id=voucher.id).minor


def hold(uow, voucher, yen):
    """Reserve part of a voucher for a provider, as before a lesson without network."""
    held = ledger.open_account(
        uow,
        programme_id=voucher.programme_id,
        code=AccountCode.HELD,
        owner_id=voucher.id,
    )
    ledger.hold(
        uow,
        programme_id=voucher.programme_id,
        transfer=NewTransfer(
            code=TransferCode.VOUCHER_REDEEMED,
            debit=account_id(voucher.programme_id, AccountCode.VOUCHER, voucher.id),
            credit=held,
            amount=Money(yen),
            of=voucher.id,
        ),
    )


class TestRevoke:
    def test_gives_the_balance_back_to_its_fund(self, uow):
        programme = make_programme(uow)
        voucher, _others = make_vouchers(uow, programme, 2)

        revoked = vouchers.revoke(uow, programme_id=programme.id, voucher_id=voucher.id)

        assert revoked.status is VoucherStatus.REVOKED
        assert revoked.ended_at == uow.now
        assert left(uow, voucher) == 0
        assert free(uow, programme.id) == AMOUNT

    def test_leaves_what_is_held_to_whom_it_is_held_for(self, uow_as):
        uow = uow_as()
        voucher = make_voucher(uow)
        hold(uow, voucher, 30_000)

        vouchers.revoke(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        assert free(uow, voucher.programme_id) == AMOUNT - 30_000
        # Only our own truths: there is no redemption yet for what is held.
        assert not any(one.found for one in invariants.verify(uow, INVARIANTS))

    def test_shows_in_the_status_list(self, uow):
        programme = make_programme(uow)
        voucher, other = make_vouchers(uow, programme, 2)
        entries = [
            vouchers.active_credential(
                uow, programme_id=programme.id, voucher_id=each.id
            ).status_index
            for each in (voucher, other)
        ]

        vouchers.revoke(uow, programme_id=programme.id, voucher_id=voucher.id)

        listed = read_status_list(
            vouchers.status_list(uow, programme_id=programme.id),
            trust=vouchers.trust_store(uow, programme_ids=[programme.id]),
        )
        assert [listed.of(entry) for entry in entries] == [TokenStatus.REVOKED, TokenStatus.VALID]

    def test_happens_once(self, uow):
        voucher = make_voucher(uow)
        vouchers.revoke(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)

        with pytest.raises(VoucherNotIssued):
            vouchers.revoke(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)


class TestExpireDue:
    def test_lets_a_voucher_live_until_the_last_instant_of_31_march(self, uow):
        voucher = make_voucher(uow)
        uow.now = voucher.valid_until - timedelta(seconds=1)

        assert vouchers.expire_due(uow, programme_id=voucher.programme_id) == 0
        assert left(uow, voucher) == AMOUNT

    def test_gives_the_balance_back_at_midnight(self, uow):
        voucher = make_voucher(uow)
        uow.now = voucher.valid_until

        assert vouchers.expire_due(uow, programme_id=voucher.programme_id) == 1

        assert voucher.status is VoucherStatus.EXPIRED
        assert left(uow, voucher) == 0
        assert free(uow, voucher.programme_id) == AMOUNT

    def test_takes_a_batch_at_a_time(self, uow):
        programme = make_programme(uow)
        make_vouchers(uow, programme, 3)
        uow.now = programme.terms.valid_until

        counts = [vouchers.expire_due(uow, programme_id=programme.id, limit=2) for _ in range(3)]

        assert counts == [2, 1, 0]
        assert free(uow, programme.id) == 3 * AMOUNT

    def test_passes_over_what_was_revoked(self, uow):
        voucher = make_voucher(uow)
        vouchers.revoke(uow, programme_id=voucher.programme_id, voucher_id=voucher.id)
        uow.now = voucher.valid_until

        assert vouchers.expire_due(uow, programme_id=voucher.programme_id) == 0
        assert voucher.status is VoucherStatus.REVOKED

    def test_leaves_other_programmes_to_their_own_turn(self, uow):
        lapsed, elsewhere = make_voucher(uow), make_voucher(uow)
        uow.now = lapsed.valid_until

        vouchers.expire_due(uow, programme_id=lapsed.programme_id)

        assert elsewhere.status is VoucherStatus.ISSUED
