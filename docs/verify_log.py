#!/usr/bin/env python3
"""
Check an audit log of Minori, or a proof from one, without Minori.

    verify_log.py log EXPORT.jsonl --key VKEY [--checkpoint KEPT.txt ...]
    verify_log.py inclusion PROOF.json --key VKEY [--checkpoint KEPT.txt]
    verify_log.py consistency PROOF.json OLD.txt NEW.txt --key VKEY

VKEY is the log's public key, `name+id+key`, from /api/v1/organisations/…/audit/log.json, noted when
you first met the log, not today. A KEPT checkpoint is one that you, or somebody whom you trust,
put aside earlier: against it, whoever runs the log cannot have altered, added or left out an entry.

Needs Python 3.11, cbor2, cryptography. Exit 0: all holds. 1: something does not. 2: not readable.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Wrong(Exception):
    """Something does not hold."""


def leaf_hash(entry):
    """RFC 6962, 2.1, over the deterministic CBOR (RFC 8949, 4.2.1) of the entry as exported."""
    return hashlib.sha256(b"\x00" + cbor2.dumps(entry, canonical=True)).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Takes leaves one by one, and keeps the complete subtrees of its right edge."""

    def __init__(self):
        self.size, self.edge = 0, []  # (leaves, hash), the largest first

    def add(self, hashed):
        count = 1
        while self.edge and self.edge[-1][0] == count:
            hashed, count = node_hash(self.edge.pop()[1], hashed), 2 * count
        self.edge.append((count, hashed))
        self.size += 1

    @property
    def root(self):
        folded = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            folded = node_hash(left, folded)
        return folded


def read_key(vkey):
    """Name, id and key of an Ed25519 verifier key (c2sp.org/signed-note)."""
    name, id_hex, encoded = vkey.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    expected = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if key[:1] != b"\x01" or id_hex != expected.hex():
        raise ValueError("the key is no Ed25519 verifier key")
    return name, expected, Ed25519PublicKey.from_public_bytes(key[1:])


def open_checkpoint(note, key):
    """Size and root of a checkpoint, once its signature holds."""
    name, key_id, public = key
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        signed = base64.b64decode(encoded, validate=True)
        if (dash, signer, signed[:4]) == ("—", name, key_id):
            public.verify(signed[4:], text.encode())
            origin, size, root = text.split("\n")[:3]
            if origin != name:
                raise Wrong(f"the checkpoint is of another log: {origin}")
            return int(size), base64.b64decode(root, validate=True)
    raise Wrong("a checkpoint is not signed by the key")


def read_note(path):
    return Path(path).read_bytes().decode("utf-8")  # no translation of line ends


def check_log(export, key, kept):
    """Every leaf from its entry, the tree, its checkpoints, and those that were kept outside."""
    tree, checkpoints = Tree(), 0
    wanted = [open_checkpoint(read_note(path), key) for path in kept]
    with Path(export).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            told = json.loads(line)
            if told["kind"] == "entry":
                check_leaf(told, tree, number)
                for size, root in wanted:
                    if size == tree.size and root != tree.root:
                        raise Wrong(f"at {size} entries the log is not the one that was kept")
            elif told["kind"] == "checkpoint":
                size, root = open_checkpoint(told["note"], key)
                if size != tree.size or root != tree.root:
                    raise Wrong(f"line {number}: the checkpoint at {size} entries does not fit")
                checkpoints += 1
            elif told["kind"] != "log" or told["origin"] != key[0]:
                raise Wrong(f"line {number}: not of this log")
    if any(size > tree.size for size, _ in wanted):
        raise Wrong(f"the log was cut: only {tree.size} entries are left of those that were kept")
    if not checkpoints and tree.size:
        raise Wrong("nothing in the export is signed")
    return f"{tree.size} entries, {checkpoints} checkpoints, {len(wanted)} of them kept outside"


def check_leaf(told, tree, number):
    if told["index"] != tree.size or told["entry"] is None:
        raise Wrong(f"line {number}: entry {tree.size} is missing")
    hashed = leaf_hash(told["entry"])
    if hashed.hex() != told["leaf_hash"]:
        raise Wrong(f"line {number}: entry {told['entry']['id']} was altered")
    tree.add(hashed)


def climb(at, last, path):
    """Each hash of a proof, and whether it stands to the left (RFC 9162, 2.1.3.2 and 2.1.4.2)."""
    for beside in path:
        if not last:
            raise Wrong("the proof is too long")
        left = at & 1 or at == last
        yield beside, left
        while left and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("the proof is too short")


def check_inclusion(proof, key, kept):
    """The entry's leaf leads to the root of the checkpoint in the proof."""
    size, root = open_checkpoint(proof["checkpoint"], key)
    for path in kept:  # the tree that was kept must be the very one of the proof
        if open_checkpoint(read_note(path), key) != (size, root):
            raise Wrong("the proof is of another checkpoint: ask for consistency between the two")
    if not 0 <= proof["index"] < size:
        raise Wrong("the leaf lies beyond the tree")
    hashed = leaf_hash(proof["entry"])
    for beside, left in climb(proof["index"], size - 1, map(base64.b64decode, proof["hashes"])):
        hashed = node_hash(beside, hashed) if left else node_hash(hashed, beside)
    if hashed != root:
        raise Wrong("the entry is not in the tree")
    return f"entry {proof['entry']['id']} is number {proof['index']} of {size}"


def check_consistency(proof, old, new):
    """The proof leads from the earlier root, with what came after, to the later one."""
    (size, root), (new_size, new_root) = old, new
    path = [base64.b64decode(one) for one in proof["hashes"]]
    if not 0 < size <= new_size or (size == new_size and (path or root != new_root)):
        raise Wrong("these two are not one log, earlier and later")
    if size < new_size:
        was, *path = path if size & (size - 1) else [root, *path]
        now, alone = was, (size & -size).bit_length() - 1  # the last subtree of the earlier tree
        for beside, left in climb((size - 1) >> alone, (new_size - 1) >> alone, path):
            was = node_hash(beside, was) if left else was
            now = node_hash(beside, now) if left else node_hash(now, beside)
        if (was, now) != (root, new_root):
            raise Wrong("the later log does not begin with the earlier one")
    return f"the log of {new_size} entries begins with that of {size}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("what", choices=["log", "inclusion", "consistency"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--key", required=True)
    parser.add_argument("--checkpoint", action="append", default=[])
    asked = parser.parse_args()
    try:
        key = read_key(asked.key)
        if asked.what == "log":
            print(check_log(asked.files[0], key, asked.checkpoint))
        elif asked.what == "inclusion":
            print(check_inclusion(json.loads(read_note(asked.files[0])), key, asked.checkpoint))
        else:
            proof, *ends = map(read_note, asked.files)
            print(check_consistency(json.loads(proof), *(open_checkpoint(e, key) for e in ends)))
    except (Wrong, InvalidSignature) as wrong:
        sys.exit(f"DOES NOT HOLD: {str(wrong) or 'the signature of a checkpoint'}")
    except (OSError, ValueError, LookupError, TypeError) as unreadable:
        print(f"not readable: {unreadable!r}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
