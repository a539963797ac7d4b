"""Deliver a message of the outbox."""

from uuid import UUID

from services.core.kit.outbox import Ticket
from services.worker.app import app
from services.worker.delivery import deliver
from services.worker.process import runtime

# A row of one key is followed this far; then others have their turn.
FOLLOW_AT_MOST = 100


@app.task(name="outbox.deliver")  # type: ignore[untyped-decorator]
def deliver_message(*, tenant_id: str, message_id: str) -> None:
    """Deliver this message, and then those that wait behind it in its key."""
    ticket: Ticket | None = Ticket(UUID(tenant_id), UUID(message_id))
    for _ in range(FOLLOW_AT_MOST):
        if ticket is None:
            return
        ticket = deliver(runtime(), ticket)
