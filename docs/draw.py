"""Check a draw: `python draw.py CANDIDATES.csv SEED_HEX`; see explanation/draw.md."""

import csv
import hashlib
import hmac
import sys
from decimal import Decimal, getcontext
from pathlib import Path

getcontext().prec = 99  # a score may have thirty digits on either side of the point


def draw(candidates, seed):
    """The hash of all candidates (id, priority, score), and them in the order drawn."""
    canonical = hashlib.sha256(b"minori-draw-1\n")
    for id, priority, score in sorted(candidates):
        shortest = f"{Decimal(score).normalize() + 0:f}"  # no needless zeros, no -0
        canonical.update(f"{len(id.encode())}:{id},{int(priority)},{shortest}\n".encode())

    def place(candidate):
        id, priority, score = candidate
        message = f"minori-draw-1|{canonical.hexdigest()}|{id}".encode()
        return int(priority), -Decimal(score), hmac.new(seed, message, hashlib.sha256).digest()

    return canonical.hexdigest(), sorted(candidates, key=place)


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["id"], row["priority"], row["score"]) for row in csv.DictReader(file)]
    secret = bytes.fromhex(sys.argv[2])
    digest, order = draw(rows, secret)
    print("commitment", hashlib.sha256(secret).hexdigest())
    print("candidates", digest)
    for rank, (id, _, _) in enumerate(order, start=1):
        print(rank, id)
