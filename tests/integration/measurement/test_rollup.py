from datetime import date, timedelta

from sqlalchemy import select, text

from services.core.kit.unit_of_work import UnitOfWork
from services.core.measurement import service as measurement
from services.core.measurement.models import ChildMonth, RollupWatermark, UseRollup
from services.core.programmes.types import ServiceCategory
from tests.factories.journey import make_journey


class TestRoll:
    def test_counts_redemptions_yen_and_children_by_month_of_the_lesson(self, uow):
        journey = make_journey(uow, children=2)
        journey.redeem(0, 4_000)
        journey.redeem(0, 3_000)
        journey.redeem(1, 2_000)
        journey.redeem(1, 1_000, on=date(2025, 5, 9), category=ServiceCategory.MATERIAL)

        measurement.roll(uow, programme_id=journey.programme.id)

        assert sums(journey) == {
            ("2025-05", "material"): (1, 1_000, 1),
            ("2025-06", "tuition"): (3, 9_000, 2),
        }

    def test_adds_only_what_came_since(self, uow):
        journey = make_journey(uow, children=2)
        journey.redeem(0, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)
        journey.redeem(1, 2_000)

        run = measurement.roll(uow, programme_id=journey.programme.id)

        assert not run.rebuilt
        assert sums(journey) == {("2025-06", "tuition"): (2, 6_000, 2)}

    def test_counts_a_fact_once_however_often_it_is_read(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        for _ in range(3):
            measurement.roll(uow, programme_id=journey.programme.id)

        assert sums(journey) == {("2025-06", "tuition"): (1, 4_000, 1)}

    def test_takes_a_late_reversal_out_of_the_month_of_its_lesson(self, uow):
        journey = make_journey(uow, children=2)
        early = journey.redeem(0, 4_000)
        journey.redeem(1, 5_000)
        measurement.roll(uow, programme_id=journey.programme.id)
        uow.now += timedelta(days=60)
        journey.redeem(0, 1_000, on=date(2025, 8, 10))
        journey.reverse(early)

        measurement.roll(uow, programme_id=journey.programme.id)

        assert sums(journey) == {
            ("2025-06", "tuition"): (1, 5_000, 1),
            ("2025-08", "tuition"): (1, 1_000, 1),
        }

    def test_keeps_a_use_that_is_reversed_in_part(self, uow):
        journey = make_journey(uow)
        use = journey.redeem(0, 4_000)
        journey.reverse(use, 1_500)

        measurement.roll(uow, programme_id=journey.programme.id)

        assert sums(journey) == {("2025-06", "tuition"): (1, 2_500, 1)}

    def test_begins_anew_in_a_database_that_was_restored_elsewhere(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)
        watermark = uow.session.get(RollupWatermark, journey.programme.id)
        watermark.cluster, watermark.read_to_xid = 1, 2**62
        journey.redeem(0, 1_000)

        run = measurement.roll(uow, programme_id=journey.programme.id)

        assert run.rebuilt
        assert sums(journey) == {("2025-06", "tuition"): (2, 5_000, 1)}


class TestRebuild:
    def test_gives_the_very_bytes_that_reading_on_gave(self, uow):
        journey = make_journey(uow, children=3)
        for day in range(1, 6):
            uow.now += timedelta(days=7)
            uses = [journey.redeem(child, 900 + day, on=uow.now.date()) for child in range(3)]
            journey.reverse(uses[day % 3], None if day % 2 else 300)
            measurement.roll(uow, programme_id=journey.programme.id)
        before = as_text(uow)

        measurement.rebuild(uow, programme_id=journey.programme.id)

        assert as_text(uow) == before


class TestCheck:
    def test_holds_after_a_run(self, uow):
        journey = make_journey(uow, children=2)
        journey.reverse(journey.redeem(0, 4_000))
        journey.redeem(1, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)

        check = measurement.check(uow, programme_id=journey.programme.id)

        assert check.holds
        assert check.digest == check.digest_anew

    def test_finds_a_sum_that_somebody_changed(self, uow):
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)
        # As if all that was recorded had been read long ago, so that nothing waits.
        watermark = uow.session.get(RollupWatermark, journey.programme.id)
        watermark.read_to_xid = 2**62
        uow.session.scalars(select(UseRollup)).one().used_minor += 1
        uow.session.flush()

        check = measurement.check(uow, programme_id=journey.programme.id)

        assert check.differing == 1 + 1  # as it is kept, and as it should be
        assert not check.holds
        measurement.rebuild(uow, programme_id=journey.programme.id)

    def test_leaves_out_what_waits_to_be_read(self, uow):
        journey = make_journey(uow)
        measurement.roll(uow, programme_id=journey.programme.id)
        journey.redeem(0, 4_000)

        assert measurement.check(uow, programme_id=journey.programme.id).holds


def sums(journey):
    rows = journey.uow.session.scalars(
        select(UseRollup)
        .where(UseRollup.programme_id == journey.programme.id, UseRollup.redemptions > 0)
        .execution_options(populate_existing=True)
    )
    return {(r.month, r.category): (r.redemptions, r.used_minor, r.children) for r in rows}


def as_text(uow: UnitOfWork):
    return [
        uow.session.execute(
            text(f"SELECT string_agg(t::text, ';' ORDER BY t::text) FROM {table} t")
        ).scalar_one()
        for table in (UseRollup.__tablename__, ChildMonth.__tablename__)
    ]
