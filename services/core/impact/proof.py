"""The proof of a gift as a file: small, and checked by docs/verify_gift.py without us."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.core.audit.types import InclusionProof, PublicLog
from services.core.impact.types import OwnGift
from services.core.ledger.models import Account
from services.core.ledger.types import SegmentProof

# Written into each file, so that a later form can be told from this one.
FORM = 1


@dataclass(frozen=True)
class SealedSegment:
    """Transfers of one checkpoint of the journal, and the log's entry that holds its root."""

    sealing: InclusionProof
    segment: SegmentProof


@dataclass(frozen=True)
class GiftProof:
    """
    What shows that a gift is in the books.

    :ivar entries: of the audit log: that it came, and what went back.
    """

    gift: OwnGift
    log: PublicLog
    entries: list[InclusionProof]
    segments: list[SealedSegment]
    accounts: list[Account]


def as_data(proof: GiftProof) -> dict[str, Any]:
    """As plain data; hashes in base64, amounts in yen."""
    gift = proof.gift
    return {
        "form": FORM,
        "gift": str(gift.id),
        "programme": str(gift.programme_id),
        "log": proof.log.origin,
        "told": {
            "given": gift.amount_minor,
            "went_back": gift.refunded_minor + gift.disputed_minor,
            "running_costs": gift.overhead_minor,
        },
        # An account's id follows from its programme, code and owner: it is checked, not believed.
        "accounts": {
            str(one.id): {"code": one.code.value, "owner": str(one.owner_id)}
            for one in proof.accounts
        },
        "entries": [_inclusion(one) for one in proof.entries],
        "journal": [
            {
                "sealing": _inclusion(one.sealing),
                "transfers": [
                    {"transfer": each.told, "index": each.index, "hashes": _texts(each.hashes)}
                    for each in one.segment.proofs
                ],
            }
            for one in proof.segments
        ],
    }


def _inclusion(proof: InclusionProof) -> dict[str, Any]:
    """As docs/verify_log.py reads it, too."""
    return {
        "entry": proof.entry,
        "index": proof.index,
        "hashes": _texts(proof.hashes),
        "checkpoint": proof.checkpoint,
    }


def _texts(hashes: Iterable[bytes]) -> list[str]:
    return [b64encode(one).decode("ascii") for one in hashes]
