"""Truths about families: who was forgotten is, wholly."""

from services.core.invariants.types import Invariant

_PEOPLE = """
    SELECT organisation_id, id, forgotten_at FROM children
    UNION ALL SELECT organisation_id, id, forgotten_at FROM guardians
    UNION ALL SELECT organisation_id, id, forgotten_at FROM households
"""

INVARIANTS = [
    Invariant(
        "H1",
        "Who was forgotten has no key any more, and who was not has one.",
        f"""
        SELECT people.organisation_id, people.id, people.forgotten_at
          FROM ({_PEOPLE}) AS people
          LEFT JOIN subject_keys USING (organisation_id, id)
         WHERE (people.forgotten_at IS NULL) <> (subject_keys.wrapped IS NOT NULL)
        """,
    ),
    Invariant(
        "H2",
        "A forgotten child's applications keep nothing that was sealed, and none waits.",
        """
        SELECT application.programme_id, application.id
          FROM applications AS application
          JOIN children AS child
            ON child.organisation_id = application.organisation_id
           AND child.id = application.child_id
         WHERE child.forgotten_at IS NOT NULL
           AND (application.snapshot_sealed IS NOT NULL
                OR application.grade_reason_sealed IS NOT NULL
                OR application.decision = 'pending')
        """,
    ),
    Invariant(
        "H3",
        "A document can be opened as long as it is kept, and never once it was destroyed.",
        """
        SELECT evidence.programme_id, evidence.id, evidence.status
          FROM evidence
          LEFT JOIN subject_keys USING (organisation_id, id)
         WHERE (evidence.destroyed_at IS NULL) <> (subject_keys.wrapped IS NOT NULL)
        """,
    ),
    Invariant(
        "H4",
        "Of a forgotten child no document is kept.",
        """
        SELECT evidence.programme_id, evidence.id
          FROM evidence
          JOIN children AS child
            ON child.organisation_id = evidence.organisation_id AND child.id = evidence.child_id
         WHERE child.forgotten_at IS NOT NULL AND evidence.destroyed_at IS NULL
        """,
    ),
]
