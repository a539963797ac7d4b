"""
As whom a server runs, and where that account can reach.

PostgreSQL refuses to run as root, and rightly. Started by root (a container, a CI machine), the
servers therefore run as an account that exists already; no account is made, and no permission of
a directory that is not ours is changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("postgres", "nobody")
SHARED_ROOM = Path("/var/tmp")  # noqa: S108 - each folder in it is checked to be our own


class Unreachable(RuntimeError):
    """Nowhere can both this process and the server's account work."""


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    def can(self, test: str, path: Path) -> bool:
        """Whether `test -<test> path` holds for this account: asked, not computed from modes."""
        asked = subprocess.run(  # noqa: S603
            ["/bin/sh", "-c", f'test -{test} "$1"', "sh", str(path)],
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            check=False,
        )
        return asked.returncode == 0

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """
    The account to run a server as, or None for the one that we are.

    :raises Unreachable: we are root, and the machine has no unprivileged account.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Unreachable(f"running as root, and none of the accounts {CANDIDATES} exists")


def home_for(wanted: Path, account: Account | None) -> Path:
    """
    `wanted`, made if missing; or, where the account cannot reach it, a folder that stands for it.

    A checkout below `/root` is such a place. The folder's name follows from the path, so that
    the next start finds the same data.
    """
    wanted = wanted.absolute()
    wanted.mkdir(mode=0o755 if account else 0o700, parents=True, exist_ok=True)
    if account is None or account.can("x", wanted):
        return wanted
    return _folder_in_shared_room(wanted)


def reachable_copy(folder: Path, beside: tuple[Path, ...], account: Account | None) -> Path:
    """
    `folder` of programs, or a copy of it where the account can run them.

    :param beside: folders that the programs look for at the same distance (their libraries).
    """
    if account is None or account.can("x", folder):
        return folder
    room = _folder_in_shared_room(folder)
    root = Path(os.path.commonpath([folder.parent, *(path.parent for path in beside)]))
    for path in (folder, *beside):
        copy = room / path.relative_to(root)
        if not copy.exists():
            half_done = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(path, half_done, symlinks=True)
            half_done.rename(copy)
    return room / folder.relative_to(root)


def _folder_in_shared_room(path: Path) -> Path:
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    folder = SHARED_ROOM / f"minori-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    # Anybody may make folders in a shared room: one that waits for us there may be a trap.
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise Unreachable(f"{folder} exists and is not safely ours: remove it")
    return folder
