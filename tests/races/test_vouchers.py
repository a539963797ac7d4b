"""Two at once: issuing the same awards, giving the same card anew, ending the same voucher."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.core.kit.actor import operator
from services.core.vouchers import service as vouchers
from services.core.vouchers.errors import VoucherNotIssued
from services.core.vouchers.token import read_status_list
from services.core.vouchers.types import TokenStatus
from tests.factories.programmes import make_programme
from tests.factories.vouchers import make_accepted


@pytest.fixture
def accepted(runtime, clock):
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        ids = make_accepted(uow, programme, 4)
        clock.move_to(uow.now)
    return programme, ids


@pytest.fixture
def issued(runtime, accepted):
    programme, ids = accepted
    runtime.attempt(lambda uow: vouchers.issue_due(uow, programme_id=programme.id))
    return programme, ids


def at_once(runtime, verbs):
    """Run every verb in a transaction of its own, all beginning at one moment."""
    start = Barrier(len(verbs))

    def run(verb):
        start.wait()
        try:
            return runtime.attempt(verb)
        except VoucherNotIssued as refusal:
            return refusal

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


class TestIssueDue:
    def test_by_three_at_once_issues_each_voucher_once_with_one_key(self, runtime, accepted):
        programme, ids = accepted

        counts = at_once(
            runtime, [lambda uow: vouchers.issue_due(uow, programme_id=programme.id)] * 3
        )

        assert sorted(counts) == [0, 0, len(ids)]
        with runtime.unit_of_work() as uow:
            assert len(vouchers.trust_store(uow, programme_ids=[programme.id]).keys) == 1


class TestReissue:
    def test_by_four_at_once_leaves_one_good_card(self, runtime, issued):
        programme, (id, *_others) = issued

        def reissue(uow):
            return vouchers.reissue(uow, programme_id=programme.id, voucher_id=id)

        made = at_once(runtime, [reissue] * 4)

        with runtime.unit_of_work() as uow:
            good = vouchers.active_credential(uow, programme_id=programme.id, voucher_id=id)
            listed = read_status_list(
                vouchers.status_list(uow, programme_id=programme.id),
                trust=vouchers.trust_store(uow, programme_ids=[programme.id]),
            )
        states = {one.id: listed.of(one.status_index) for one in made}
        assert states.pop(good.id) == TokenStatus.VALID
        assert set(states.values()) == {TokenStatus.REVOKED}


class TestRevoke:
    def test_and_reissue_at_once_end_in_a_voucher_without_a_card(self, runtime, issued):
        programme, (id, *_others) = issued

        def revoke(uow):
            return vouchers.revoke(uow, programme_id=programme.id, voucher_id=id)

        def reissue(uow):
            return vouchers.reissue(uow, programme_id=programme.id, voucher_id=id)

        at_once(runtime, [revoke, reissue, reissue])

        with runtime.unit_of_work() as uow:
            assert vouchers.active_credential(uow, programme_id=programme.id, voucher_id=id) is None

    def test_and_expiry_at_once_return_the_money_once(self, runtime, clock, issued):
        programme, (id, *_others) = issued
        clock.move_to(programme.terms.valid_until)

        def revoke(uow):
            return vouchers.revoke(uow, programme_id=programme.id, voucher_id=id)

        def expire(uow):
            return vouchers.expire_due(uow, programme_id=programme.id)

        at_once(runtime, [revoke, expire, expire])
        runtime.attempt(expire)

        with runtime.unit_of_work() as uow:
            left = vouchers.available(uow, programme_id=programme.id, voucher_id=id)
        assert left.minor == 0
