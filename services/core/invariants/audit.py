"""Truths about the log: nothing is passed over, the tree has no hole, what is signed fits it."""

from services.core.invariants.types import Invariant

# The root of the newest checkpoint's tree, from the complete subtrees that its size is made of
# (RFC 6962, 2.1): from the smallest, which lies to the right, each larger one is put before it.
_ROOTS = """
    WITH RECURSIVE newest AS (
        SELECT DISTINCT ON (organisation_id) organisation_id, tree_size, root_hash
          FROM audit_checkpoints
         ORDER BY organisation_id, tree_size DESC
    ),
    folded (organisation_id, level, hash) AS (
        SELECT organisation_id, -1, NULL::bytea FROM newest
         UNION ALL
        SELECT n.organisation_id, f.level + 1,
               CASE WHEN n.tree_size & (1::bigint << (f.level + 1)) = 0 THEN f.hash
                    WHEN f.hash IS NULL THEN subtree.hash
                    ELSE sha256('\\x01'::bytea || subtree.hash || f.hash)
                END
          FROM folded f
          JOIN newest n USING (organisation_id)
          LEFT JOIN LATERAL (
               SELECT node_hash AS hash FROM audit_nodes
                WHERE organisation_id = n.organisation_id AND level = f.level + 1
                  AND node_index = (n.tree_size >> (f.level + 1)) - 1
                UNION ALL
               SELECT leaf_hash FROM audit_leaves
                WHERE organisation_id = n.organisation_id AND f.level = -1
                  AND leaf_index = n.tree_size - 1
               ) subtree ON n.tree_size & (1::bigint << (f.level + 1)) <> 0
         WHERE n.tree_size >> (f.level + 1) > 0
    )
"""

INVARIANTS = [
    Invariant(
        "A1",
        "The sealer has passed over no entry: all that were there when it last sealed have leaves.",
        """
        SELECT e.organisation_id, e.id, e.recorded_at
          FROM audit_logs log
          JOIN audit_entries e ON e.organisation_id = log.organisation_id
          LEFT JOIN audit_leaves l
            ON l.organisation_id = e.organisation_id AND l.entry_id = e.id
         WHERE e.recorded_at < log.sealed_at - interval '10 minutes' AND l.entry_id IS NULL
        """,
    ),
    Invariant(
        "A2",
        "The leaves of a log are numbered from 0 without a gap.",
        """
        SELECT organisation_id, count(*) AS leaves, max(leaf_index) AS last
          FROM audit_leaves
         GROUP BY organisation_id
        HAVING count(*) <> max(leaf_index) + 1
        """,
    ),
    Invariant(
        "A3",
        "The newest checkpoint of a log has the root of its tree.",
        f"""
        {_ROOTS}
        SELECT n.organisation_id, n.tree_size
          FROM newest n
          LEFT JOIN (SELECT DISTINCT ON (organisation_id) organisation_id, hash
                       FROM folded ORDER BY organisation_id, level DESC) f USING (organisation_id)
         WHERE f.hash IS DISTINCT FROM n.root_hash
        """,
    ),
    Invariant(
        "A4",
        "No log has stopped being signed.",
        """
        SELECT organisation_id, halted_at, halted_because
          FROM audit_logs
         WHERE halted_at IS NOT NULL
        """,
    ),
]
