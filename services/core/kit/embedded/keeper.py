"""
Keeps one server for as long as its owner lives; run as a script, with the standard library only.

The keeper stands between owner and server: it holds the reading end of a pipe whose writing end
only the owner has. Whatever ends the owner, `kill -9` included, closes the pipe, and the keeper
then ends the server in an orderly way. Its lock on the folder tells others that the server has
an owner.
"""

import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

GLANCE_S = 0.25
PATIENCE_S = 30.0


class Orders(TypedDict):
    """What the owner tells its keeper, as JSON in the first argument."""

    home: str
    command: list[str]
    # None: the keeper's own, where it holds secrets that an argument would show to everybody.
    environment: dict[str, str] | None
    uid: int | None
    gid: int | None
    # A server that lost its keeper and is to be looked after from now on, instead of a new one.
    adopt: int | None
    # What to take away when the server has ended with its owner: the data of a test.
    discard: str | None


def main() -> int:
    orders: Orders = json.loads(sys.argv[1])
    home = Path(orders["home"])
    lock = os.open(home / "keeper.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 3
    # The terminal's Ctrl-C is for the owner; ours is the end of the pipe, or a plain TERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os.close(0))

    if orders["adopt"] is not None:
        outcome = _watch_stranger(orders["adopt"])
    else:
        outcome = _watch_child(_launch(orders, home))
    if orders["discard"] and not _owner_lives():
        shutil.rmtree(orders["discard"], ignore_errors=True)
    return outcome


def _launch(orders: Orders, home: Path) -> "subprocess.Popen[bytes]":
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603
            orders["command"],
            env=orders["environment"],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=orders["uid"],
            group=orders["gid"],
            extra_groups=None if orders["uid"] is None else [],
        )
    (home / "server.pid").write_text(str(server.pid))
    return server


def _watch_child(server: "subprocess.Popen[bytes]") -> int:
    while server.poll() is None:
        if not _owner_lives():
            server.send_signal(signal.SIGINT)  # PostgreSQL: "fast" shutdown. Valkey: save, exit.
            try:
                return server.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                server.kill()
    return server.returncode or 0


def _watch_stranger(pid: int) -> int:
    asked_at: float | None = None
    while _is_alive(pid):
        if asked_at is None and not _owner_lives():
            os.kill(pid, signal.SIGINT)
            asked_at = time.monotonic()
        elif asked_at is not None:
            time.sleep(GLANCE_S)
            if time.monotonic() - asked_at > PATIENCE_S:
                os.kill(pid, signal.SIGKILL)
    return 0


def _owner_lives() -> bool:
    """Look for the pipe's end for a moment; nothing is ever written to it."""
    try:
        ready, _, _ = select.select([0], [], [], GLANCE_S)
    except (OSError, ValueError):  # closed by SIGTERM
        return False
    return not ready


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
