"""Truths about the kit's tables: messages are delivered or wait, keys can be opened."""

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
    Invariant(
        "K1",
        "Every subject's key is wrapped by a key of its organisation that is not given up.",
        """
        SELECT subject.organisation_id, subject.id, subject.kek_version
          FROM subject_keys AS subject
          LEFT JOIN tenant_keys AS wrapping
            ON wrapping.organisation_id = subject.organisation_id
           AND wrapping.purpose = 'key-encryption'
           AND wrapping.version = subject.kek_version
           AND wrapping.retired_at IS NULL
         WHERE subject.wrapped IS NOT NULL AND wrapping.version IS NULL
        """,
    ),
]
