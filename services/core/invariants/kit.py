"""Truths about messages: what was promised to others is delivered or waits."""

from services.core.invariants.types import Invariant

INVARIANTS = [
    Invariant(
        "L22",
        "Every outbox row is delivered or waiting; none is parked or older than its alarm.",
        """
        SELECT tenant_id, id, topic, attempts, parked_at, available_at
          FROM outbox
         WHERE done_at IS NULL
           AND (parked_at IS NOT NULL OR available_at < clock_timestamp() - interval '1 hour')
        """,
    ),
]
