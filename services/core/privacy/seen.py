"""
What each act that reads or exports people showed, and of whom: one line an act.

An act that is not here showed the record of its object. Where it cannot be told any more whom a
list held, the line errs towards one too many: to tell somebody for nothing is a lesser harm.
"""

from collections.abc import Mapping

from services.core.privacy.types import DataItem, Seen, SubjectKind, Trail

_NAME = frozenset({DataItem.NAME})
_RECORD = frozenset({DataItem.RECORD})
_CARD = frozenset({DataItem.CARD})
_LETTER = frozenset({DataItem.NAME, DataItem.ADDRESS})
_REACHABLE = _LETTER | {DataItem.CONTACT}
_HOUSE = _REACHABLE | {DataItem.INCOME, DataItem.BENEFITS, DataItem.RECORD}

# What there is of each kind of person at all; a child's home and means are its household's.
HELD: Mapping[SubjectKind, frozenset[DataItem]] = {
    SubjectKind.CHILD: frozenset(DataItem) - {DataItem.GIFT},
    SubjectKind.GUARDIAN: _HOUSE,
    SubjectKind.HOUSEHOLD: _HOUSE,
    SubjectKind.DONOR: _REACHABLE | {DataItem.GIFT, DataItem.RECORD},
}

# Neither an archive nor a person's own record carries the files that a family handed in.
_ALL_ROWS = frozenset(DataItem) - {DataItem.CERTIFICATE}

SEEN: Mapping[str, Seen] = {
    "application.explain": Seen(
        frozenset({DataItem.ELIGIBILITY, DataItem.INCOME, DataItem.BENEFITS, DataItem.BIRTH_DATE})
    ),
    "application.export_eligibility": Seen(frozenset({DataItem.ELIGIBILITY}), Trail.ANSWERS),
    "breach.list": Seen(_REACHABLE),
    "child.find": Seen(_NAME),
    "child.list": Seen(_NAME),
    "child.read_initial": Seen(_NAME),
    "consent.export": Seen(_RECORD),
    "donor.read": Seen(_REACHABLE | {DataItem.GIFT}),
    "donor_list.export": Seen(_LETTER | {DataItem.GIFT}, Trail.DONOR_LIST),
    "donor_list.read": Seen(_LETTER | {DataItem.GIFT}),
    "evidence.open": Seen(_LETTER | {DataItem.CERTIFICATE}),
    "household.read_address": Seen(_LETTER),
    "officer.list": Seen(_LETTER),
    "organisation.export": Seen(_ALL_ROWS, Trail.ARCHIVE),
    "receipts.print": Seen(_LETTER | {DataItem.GIFT}, Trail.RECEIPTS),
    "receipt.read": Seen(_LETTER | {DataItem.GIFT}),
    "receipts.read": Seen(_LETTER | {DataItem.GIFT}, Trail.RECEIPTS),
    "resident.list": Seen(_NAME),
    "resident.read": Seen(_NAME),
    "voucher.export": Seen(_CARD, Trail.CARDS),
    "voucher.print": Seen(_CARD, Trail.CARDS_PRINTED),
    "voucher.read_card": Seen(_CARD),
    **{f"{kind}.disclose": Seen(_ALL_ROWS) for kind in SubjectKind},
}


def items_seen(action: str, kind: SubjectKind) -> frozenset[DataItem]:
    """Which kinds of data of such a person an act showed."""
    seen = SEEN.get(action)
    return _RECORD if seen is None else (seen.items & HELD[kind]) or _RECORD


def actions_with(trail: Trail) -> tuple[str, ...]:
    """The acts that lead to their people in this way."""
    return tuple(action for action, seen in SEEN.items() if seen.trail is trail)
