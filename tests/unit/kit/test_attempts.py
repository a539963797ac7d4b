from datetime import timedelta

from services.core.kit.attempts import MAX_ATTEMPTS, is_exhausted, wait_after


class TestWaitAfter:
    def test_spans_a_nights_outage_over_all_tries(self):
        waits = [wait_after(attempts) for attempts in range(1, MAX_ATTEMPTS)]

        assert waits[0] == timedelta(seconds=5)
        assert waits == sorted(waits)
        assert timedelta(hours=2) < sum(waits, timedelta()) < timedelta(hours=12)


class TestIsExhausted:
    def test_is_so_at_the_twelfth_failure(self):
        assert not is_exhausted(11)
        assert is_exhausted(12)
