import pytest

from services.worker import tasks
from services.worker.app import SCHEDULE, TASK_TIME_LIMIT_S, VISIBILITY_TIMEOUT_S, Queue, app
from services.worker.job import job

OURS = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


class TestTasks:
    def test_stand_behind_every_line_of_the_beat_table(self):
        assert tasks.__all__
        assert set(SCHEDULE) <= set(OURS)

    def test_wait_in_a_queue_that_is_served(self):
        served = set(app.amqp.queues)

        routes = [app.amqp.router.route({}, name)["queue"].name for name in OURS]
        assert set(routes) <= served
        assert served == {queue.value for queue in Queue}

    def test_reach_one_queue_only(self):
        bound = [(queue.exchange.name, queue.routing_key) for queue in app.amqp.queues.values()]

        assert len(set(bound)) == len(Queue)

    def test_may_not_be_jobs_without_a_line_in_the_beat_table(self):
        with pytest.raises(KeyError, match=r"bells\.oil"):
            job("bells.oil")(lambda runtime: None)


class TestSettings:
    def test_give_a_task_to_another_only_when_the_first_must_be_dead(self):
        assert app.conf.broker_transport_options["visibility_timeout"] == VISIBILITY_TIMEOUT_S
        assert TASK_TIME_LIMIT_S == app.conf.task_time_limit < VISIBILITY_TIMEOUT_S

    def test_give_a_message_back_when_its_worker_dies(self):
        assert app.conf.task_acks_late
        assert app.conf.task_reject_on_worker_lost
        assert app.conf.worker_prefetch_multiplier == 1

    def test_keep_no_results(self):
        assert app.conf.result_backend is None
        assert app.conf.task_ignore_result
