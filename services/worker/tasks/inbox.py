"""Handle an event of the inbox."""

from uuid import UUID

from services.worker.app import app
from services.worker.delivery import handle
from services.worker.process import runtime


@app.task(name="inbox.handle")  # type: ignore[untyped-decorator]
def handle_event(*, event_id: str) -> None:
    """Bring our books to the present state of what the event is about."""
    handle(runtime(), UUID(event_id))
