"""The checks on vouchers find what they are for."""

import pytest
from sqlalchemy import text

from services.core.invariants import service as invariants
from services.core.invariants.vouchers import INVARIANTS
from tests.factories.vouchers import make_voucher


class TestInvariants:
    @pytest.mark.parametrize(
        ("harm", "found"),
        [
            ("UPDATE ledger_accounts SET debits_posted = 1 WHERE owner_id = :id", "funded ="),
            ("UPDATE vouchers SET amount_minor = 1 WHERE id = :id", "its amount"),
            (
                "UPDATE vouchers SET status = 'expired', ended_at = now() WHERE id = :id",
                "its amount",
            ),
            ("UPDATE vouchers SET status = 'revoked', ended_at = now() WHERE id = :id", "one good"),
            ("UPDATE credentials SET revoked_at = now() WHERE voucher_id = :id", "status list"),
            (
                (
                    "UPDATE status_lists l SET bits = set_bit(bits, status_index * 2, 1)"
                    " FROM credentials c WHERE c.programme_id = l.programme_id AND voucher_id = :id"
                ),
                "status list",
            ),
        ],
    )
    def test_find_what_was_changed_behind_their_back(self, uow_as, harm, found):
        uow = uow_as()
        voucher = make_voucher(uow)
        assert not any(one.found for one in invariants.verify(uow, INVARIANTS))

        uow.session.execute(text(harm), {"id": voucher.id})

        broken = [one for one in invariants.verify(uow, INVARIANTS) if one.found]
        assert any(found in one.invariant.says for one in broken)
