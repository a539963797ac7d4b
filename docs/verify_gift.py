#!/usr/bin/env python3
"""
Check, without Minori and offline, that a gift is in the books as its donor was told.

    verify_gift.py PROOF.json --key VKEY [--checkpoint KEPT.txt ...]

PROOF.json is what the donor's account hands out. VKEY is the log's public key, `name+id+key`, from
/api/v1/organisations/…/audit/log.json, noted when you first met the log, not today. A KEPT
checkpoint is one that you, or somebody whom you trust, put aside.

It holds if the log's entries on the gift, and on the roots of the ledger's journal, are under a
checkpoint that the key has signed; if each transfer of the gift leads to one of these roots; and
if the transfers come to what the donor was told. An altered transfer leads nowhere.

Needs verify_log.py beside it, and what that needs. Exit 0: all holds. 1: something does not.
2: not readable.
"""

import argparse
import base64
import hashlib
import json
import sys
import uuid

from cryptography.exceptions import InvalidSignature
from verify_log import Wrong, check_inclusion, climb, node_hash, read_key, read_note

# Fixed for ever: under it ids follow from what they are of.
NAMESPACE = uuid.UUID("6d696e6f-7269-5000-8000-000000000001")

# The journal's line of a transfer: these fields as text, with a bar between them.
FIELDS = (
    *("programme_id", "id", "code", "kind", "of_id", "ordinal"),
    *("debit_account_id", "credit_account_id", "amount_minor", "currency"),
    *("occurred_at_us", "recorded_at_us", "pending_id", "reverses_id"),
)

CAME = {"donation_settled", "donation_received", "grant_received", "receipt_assigned"}
LEFT = {"donation_refunded", "dispute_withdrawn"}
CAME_BACK = {"refund_returned", "dispute_reinstated"}
THE_GIFTS = {"fund", "shortfall"}  # the second: the organisation's money in the gift's stead


def leaf_hash(transfer):
    """RFC 6962, 2.1, over the transfer's line."""
    told = (transfer[name] for name in FIELDS)
    line = "|".join("" if one is None else str(one) for one in told)
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def check_transfer(proof, size, root):
    """The transfer's leaf leads to the root that the log holds."""
    if not 0 <= proof["index"] < size:
        raise Wrong("a transfer lies beyond the journal's tree")
    hashed = leaf_hash(proof["transfer"])
    path = map(base64.b64decode, proof["hashes"])
    for beside, left in climb(proof["index"], size - 1, path):
        hashed = node_hash(beside, hashed) if left else node_hash(hashed, beside)
    if hashed.hex() != root:
        raise Wrong(f"transfer {proof['transfer']['id']} is not in the journal that was sealed")


def check_journal(part, programme, key, kept):
    """The entry that holds a root is in the log; and so the transfers under it."""
    check_inclusion(part["sealing"], key, kept)
    entry = part["sealing"]["entry"]
    facts = entry["facts"]
    if entry["action"] != "ledger.checkpoint" or facts["programme_id"] != programme:
        raise Wrong("an entry of the log is no checkpoint of this programme's journal")
    for proof in part["transfers"]:
        if proof["transfer"]["programme_id"] != programme:
            raise Wrong("a transfer is another programme's")
        check_transfer(proof, facts["transfers"], facts["root"])
        yield proof["transfer"]


def check_accounts(accounts, programme):
    """The code of each account, whose id follows from it."""
    for id, told in accounts.items():
        name = f"account|{programme}|{told['code']}|{told['owner']}"
        if str(uuid.uuid5(NAMESPACE, name)) != id:
            raise Wrong(f"account {id} is not the {told['code']} that it is said to be")
    return {id: told["code"] for id, told in accounts.items()}


def sums_of(transfers, codes):
    """What was given, went back, and went to running costs."""
    given = went_back = running_costs = 0
    for one in transfers:
        code, minor = one["code"], one["amount_minor"] * (-1 if one["reverses_id"] else 1)
        debit, credit = codes[one["debit_account_id"]], codes[one["credit_account_id"]]
        if code in CAME and "fund" in ({debit, credit} if one["reverses_id"] else {credit}):
            given += minor
        elif code in LEFT and debit in THE_GIFTS and credit != "shortfall":
            went_back += minor
        elif code in CAME_BACK and credit in THE_GIFTS:
            went_back -= minor
        elif code in {"overhead_taken", "overhead_returned"}:
            running_costs += minor if code == "overhead_taken" else -minor
    return {"given": given, "went_back": went_back, "running_costs": running_costs}


def check_gift(proof, key, kept):
    """All of a proof; returns what to say of it."""
    for part in proof["entries"]:
        check_inclusion(part, key, kept)
    programme = proof["programme"]
    transfers = [
        transfer
        for part in proof["journal"]
        for transfer in check_journal(part, programme, key, kept)
    ]
    if len({one["id"] for one in transfers}) != len(transfers):
        raise Wrong("a transfer is shown twice")
    if not any(one["of_id"] == proof["gift"] for one in transfers):
        raise Wrong("none of the transfers is the gift's")
    found = sums_of(transfers, check_accounts(proof["accounts"], programme))
    if found != proof["told"]:
        raise Wrong(f"the transfers come to {found}, and you were told {proof['told']}")
    return (
        f"gift {proof['gift']}: {found['given']:,} yen given, {found['went_back']:,} went back;"
        f" {len(transfers)} transfers and {len(proof['entries'])} entries are in the signed log"
    )


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("proof")
    parser.add_argument("--key", required=True)
    parser.add_argument("--checkpoint", action="append", default=[])
    asked = parser.parse_args()
    try:
        proof = json.loads(read_note(asked.proof))
        print(check_gift(proof, read_key(asked.key), asked.checkpoint))
    except (Wrong, InvalidSignature) as wrong:
        sys.exit(f"DOES NOT HOLD: {str(wrong) or 'the signature of a checkpoint'}")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as unreadable:
        print(f"not readable: {unreadable!r}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
