"""B6: a gift that its donor restricted pays for nobody outside of the restriction, ever."""

import os
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from services.core.allocations.models import Award, AwardLot
from services.core.donations.errors import FundsShort
from services.core.donations.models import Donation
from services.core.donations.types import Channel
from services.core.invariants import allocations as awards
from services.core.invariants import donations, kit, ledger
from services.core.ledger.models import Fund
from services.core.programmes import service as programmes
from services.core.programmes.types import Criteria
from tests.factories.allocations import award, make_candidate, make_drawn
from tests.factories.donations import make_campaign, make_fund, make_gift
from tests.factories.programmes import make_programme

EXAMPLES = 300 if os.environ.get("MINORI_NIGHTLY") else 8

GRADES = (7, 8, 9)
AMOUNTS = {7: 30_000, 8: 40_000, 9: 50_000}
BORN_FOR = {7: date(2012, 6, 1), 8: date(2011, 6, 1), 9: date(2010, 6, 1)}

RESTRICTIONS = st.none() | st.tuples(st.sampled_from(GRADES), st.sampled_from(GRADES)).map(sorted)
# Of which of the funds that may be chosen a gift is, and how many thousand yen.
GIFTS = st.lists(st.tuples(st.integers(0, 3), st.integers(5, 90)), min_size=1, max_size=6)
CHILDREN = st.lists(st.sampled_from(GRADES), min_size=1, max_size=5)


@pytest.fixture
def truths():
    return [*ledger.INVARIANTS, *donations.INVARIANTS, *awards.INVARIANTS, *kit.INVARIANTS]


class TestRestrictedGifts:
    @given(
        restrictions=st.lists(RESTRICTIONS, min_size=1, max_size=3), gifts=GIFTS, children=CHILDREN
    )
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_fund_matching_coupons_only(self, uow, uow_as, restrictions, gifts, children):
        """B6: over random restrictions, gifts and children, drawn and awarded in earnest."""
        lots = played(uow, uow_as, restrictions, gifts, children)

        assert all(fund.may_fund(grade_no) for fund, grade_no, _ in lots)
        assert all(minor > 0 for _, _, minor in lots)

    @pytest.mark.parametrize(("grade", "paid"), [(9, [50_000]), (8, [])])
    def test_do_fund_them(self, uow, uow_as, grade, paid):
        """B6: so that the property above is not kept by paying for nobody."""
        lots = played(uow, uow_as, [[9, 9]], [(0, 90)], [grade])

        assert [minor for _, _, minor in lots] == paid


def played(uow, uow_as, restrictions, gifts, children):
    """What is promised once gifts came to these funds, and these children have been drawn."""
    begun = uow.now
    programme = programme_for(uow)
    funds = [fund_for(uow, programme, restriction) for restriction in restrictions]
    campaign = make_campaign(
        uow, programme, fund_id=funds[0].id, fund_ids=[fund.id for fund in funds]
    )
    for which, thousands in gifts:
        make_gift(
            uow,
            campaign,
            amount=thousands * 1_000,
            channel=Channel.BANK_TRANSFER,
            fund_id=funds[which % len(funds)].id,
        )
    for grade in children:
        make_candidate(uow, programme, birth_date=BORN_FOR[grade])

    with suppress(FundsShort):  # Not one place could be paid for.
        award(uow_as, make_drawn(uow, programme, *funds))
    uow.now = begun

    return promised(uow, programme)


def programme_for(uow):
    programme = make_programme(uow, amount_by_grade=AMOUNTS)
    programmes.set_criteria(
        uow,
        programme_id=programme.id,
        criteria=Criteria.model_validate(
            {"groups": [[{"kind": "grade_in", "code": "grade", "grades": GRADES}]]}
        ),
        text_ja="中学生",
        text_en="Lower secondary",
    )
    return programme


def fund_for(uow, programme, restriction):
    if restriction is None:
        return make_fund(uow, programme)
    low, high = restriction
    return make_fund(uow, programme, restricted=True, grade_min=low, grade_max=high)


def promised(uow, programme):
    """Each lot of each award: the fund of the gift behind it, the child's grade, and how much."""
    query = (
        select(Fund, Award.grade_no, AwardLot.amount_minor)
        .join(
            Donation, (Donation.programme_id == Fund.programme_id) & (Donation.fund_id == Fund.id)
        )
        .join(
            AwardLot,
            (AwardLot.programme_id == Donation.programme_id)
            & (AwardLot.donation_id == Donation.id),
        )
        .join(
            Award,
            (Award.programme_id == AwardLot.programme_id) & (Award.id == AwardLot.award_id),
        )
        .where(Fund.programme_id == programme.id)
    )
    return uow.session.execute(query).all()
