from datetime import UTC, datetime, time, timedelta

import pytest

from services.core.kit.jobs import Daily, Every


class TestEvery:
    def test_falls_on_whole_multiples_so_that_all_hosts_agree(self):
        quarter = Every(timedelta(minutes=15))

        assert quarter.latest(at(10, 44, 59)) == at(10, 30)
        assert quarter.latest(at(10, 45)) == at(10, 45)


class TestDaily:
    @pytest.mark.parametrize(
        ("now", "latest"),
        [
            # 03:00 in Japan is 18:00 UTC of the day before.
            (datetime(2026, 4, 1, 17, 59, tzinfo=UTC), datetime(2026, 3, 31, 18, 0, tzinfo=UTC)),
            (datetime(2026, 4, 1, 18, 0, tzinfo=UTC), datetime(2026, 4, 1, 18, 0, tzinfo=UTC)),
        ],
    )
    def test_follows_the_clock_in_japan(self, now, latest):
        assert Daily(time(3, 0)).latest(now) == latest


def at(hour, minute, second=0):
    return datetime(2026, 4, 1, hour, minute, second, tzinfo=UTC)
