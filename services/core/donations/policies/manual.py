"""What two people may move by hand, and for which reasons."""

from typing import Protocol

from services.core.donations.errors import FundTooWide, ManualTransferReasonUnfit
from services.core.donations.types import ManualTransferKind, ManualTransferReason


class Restriction(Protocol):
    """A fund, as far as its donors' restriction goes; grades with both ends included."""

    @property
    def restricted(self) -> bool: ...
    @property
    def grade_min(self) -> int | None: ...
    @property
    def grade_max(self) -> int | None: ...


REASONS: dict[ManualTransferKind, frozenset[ManualTransferReason]] = {
    ManualTransferKind.REDESIGNATION: frozenset(
        {
            ManualTransferReason.BOOKED_WRONGLY,
            ManualTransferReason.DONOR_AGREED,
            ManualTransferReason.FUND_CLOSED,
        }
    ),
    ManualTransferKind.ASSIGNMENT: frozenset(
        {ManualTransferReason.PROVIDER_CONTRIBUTION, ManualTransferReason.PURPOSE_FOUND}
    ),
}

# By these the purpose is the donor's own: as it was all along, or as they have set it anew.
_DONORS_OWN = frozenset({ManualTransferReason.BOOKED_WRONGLY, ManualTransferReason.DONOR_AGREED})


def must_be_a_reason_for(kind: ManualTransferKind, reason: ManualTransferReason) -> None:
    """:raises ManualTransferReasonUnfit: the reason is one for another kind of movement."""
    if reason not in REASONS[kind]:
        raise ManualTransferReasonUnfit(pointer="/reason", kind=kind, reason=reason)


def must_keep_its_purpose(
    source: Restriction, target: Restriction, reason: ManualTransferReason
) -> None:
    """
    Restricted money goes to a fund that is as narrow, or where its donor says (B6).

    :raises FundTooWide: the fund may pay for what the donors did not give for.
    """
    if source.restricted and reason not in _DONORS_OWN and not _within(target, source):
        raise FundTooWide(pointer="/to_fund_id")


def _within(inner: Restriction, outer: Restriction) -> bool:
    by_grades = outer.grade_min is not None or outer.grade_max is not None
    above = outer.grade_min is None or (inner.grade_min or -1) >= outer.grade_min
    below = outer.grade_max is None or (
        inner.grade_max is not None and inner.grade_max <= outer.grade_max
    )
    # Without grades only its name tells what a fund is for, and names cannot be compared.
    return by_grades and inner.restricted and above and below
