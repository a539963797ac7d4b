"""Truths about receipts, and the one day by which a gift is accepted (B8, B9)."""

from services.core.invariants.types import Invariant

INVARIANTS = [
    Invariant(
        "B9",
        "A gift is accepted on the day that its year's date policy names, and on no other.",
        """
        SELECT d.programme_id, d.id, d.accepted_on, d.arrived_on, d.settled_at
          FROM donations d
          LEFT JOIN LATERAL (
               SELECT p.policy FROM receipt_date_policies p
                WHERE p.organisation_id = d.organisation_id
                  AND p.year <= date_part('year', d.settled_at AT TIME ZONE 'Asia/Tokyo')
                ORDER BY p.year DESC LIMIT 1) chosen ON true
         WHERE d.accepted_on IS DISTINCT FROM
               CASE WHEN chosen.policy = 'a' THEN d.arrived_on
                    ELSE (d.settled_at AT TIME ZONE 'Asia/Tokyo')::date END
        """,
    ),
    Invariant(
        "B9",
        "A gift is booked on the very day on which it was paid.",
        """
        SELECT d.programme_id, d.id, d.settled_at, t.occurred_at
          FROM donations d
          JOIN ledger_transfers t ON t.programme_id = d.programme_id AND t.of_id = d.id
         WHERE t.code IN ('donation_settled', 'donation_received', 'grant_received')
           AND (t.occurred_at AT TIME ZONE 'Asia/Tokyo')::date
               <> (d.settled_at AT TIME ZONE 'Asia/Tokyo')::date
        """,
    ),
    Invariant(
        "B9",
        "A receipt that counts bears its gifts' days of acceptance, all of its own year.",
        """
        SELECT l.organisation_id, l.receipt_id, l.donation_id, l.accepted_on, d.accepted_on
          FROM receipt_lines l
          JOIN receipts r ON r.organisation_id = l.organisation_id AND r.id = l.receipt_id
          JOIN donations d ON d.programme_id = l.programme_id AND d.id = l.donation_id
         WHERE date_part('year', l.accepted_on) <> r.year
            OR (l.standing AND d.accepted_on <> l.accepted_on)
        """,
    ),
    Invariant(
        "B8",
        "A receipt's amount is the sum of its gifts', and its day that of the last of them.",
        """
        SELECT r.organisation_id, r.id, r.amount_minor, sum(l.amount_minor) AS of_gifts
          FROM receipts r
          LEFT JOIN receipt_lines l
            ON l.organisation_id = r.organisation_id AND l.receipt_id = r.id
         GROUP BY r.organisation_id, r.id, r.amount_minor, r.accepted_on
        HAVING r.amount_minor IS DISTINCT FROM sum(l.amount_minor)
            OR r.accepted_on IS DISTINCT FROM max(l.accepted_on)
        """,
    ),
    Invariant(
        "B8",
        "Gifts stand on a receipt exactly as long as it is not cancelled.",
        """
        SELECT l.organisation_id, l.receipt_id, l.donation_id, l.standing
          FROM receipt_lines l
          LEFT JOIN receipt_cancellations c
            ON c.organisation_id = l.organisation_id AND c.receipt_id = l.receipt_id
         WHERE l.standing = (c.receipt_id IS NOT NULL)
        """,
    ),
    Invariant(
        "B8",
        "What takes another receipt's place is its donor's, and that other one is cancelled.",
        """
        SELECT n.organisation_id, n.id, n.replaces_id
          FROM receipts n
          JOIN receipts o ON o.organisation_id = n.organisation_id AND o.id = n.replaces_id
          LEFT JOIN receipt_cancellations c
            ON c.organisation_id = o.organisation_id AND c.receipt_id = o.id
         WHERE c.receipt_id IS NULL OR o.donor_id <> n.donor_id OR o.year <> n.year
        """,
    ),
    Invariant(
        "B8",
        "A receipt states a certification that was approved, and in whose term its gifts lie.",
        """
        SELECT l.organisation_id, l.receipt_id, l.accepted_on, v.valid_from, v.valid_until
          FROM receipt_lines l
          JOIN receipts r ON r.organisation_id = l.organisation_id AND r.id = l.receipt_id
          JOIN certifications v
            ON v.organisation_id = r.organisation_id AND v.id = r.certification_id
         WHERE v.status <> 'approved'
            OR l.accepted_on NOT BETWEEN v.valid_from AND v.valid_until
        """,
    ),
]
