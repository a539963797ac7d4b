"""What we ask of the broker: to have our queues, to say how full they are, to carry a message."""

from services.worker.app import Queue, app


def declare_queues() -> None:
    """
    Have all queues there, and bound.

    Asked again at each look, not once: Valkey keeps bindings as keys, and where those were
    flushed, messages would vanish without an error.
    """
    with app.pool.acquire(block=True) as connection:
        for queue in Queue:
            app.amqp.queues[queue.value].bind(connection.default_channel).declare()


def waiting_in(queue: Queue) -> int:
    """How many messages wait in `queue`, not counting those in the hands of workers."""
    with app.pool.acquire(block=True) as connection:
        declared = connection.default_channel.queue_declare(
            queue.value, durable=True, auto_delete=False
        )
        return int(declared.message_count)


def send(task: str, **arguments: str) -> None:
    """Send a task to its queue, once: who sends looks again by itself, and sends again."""
    app.send_task(task, kwargs=arguments, retry=False)
