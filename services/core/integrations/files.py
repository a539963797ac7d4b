"""Files in a folder: sealed before they come here, written whole or not at all."""

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from services.core.households.errors import FilesUnavailable

_KEY = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*")
# What a crash leaves half written is a file that nobody knows: the sweep finds it by its key.
_WRITING = "writing"


class FolderStore:
    """
    `households.ports.FileStore` in a folder that only the service's own user may enter.

    The register of what was destroyed is a file beside the folder, so that who restores the
    folder from a backup does not restore the register with it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._register = folder.with_name(f"{folder.name}-destroyed")

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        with _translated():
            _make_private(path.parent, self._folder)
            beside = path.with_name(f"{_WRITING}{secrets.token_hex(8)}")
            try:
                descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
            _settle(path.parent)

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        with _translated():
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        path = self._path(key)
        with _translated():
            # First the register: a file that is gone and not on it could come back unknown.
            if key not in self.destroyed(key):
                self._note(key)
            if path.is_file():
                path.unlink()
                _settle(path.parent)

    def keys(self, prefix: str, *, older_than: timedelta = timedelta()) -> Iterator[str]:
        until = time.time() - older_than.total_seconds()
        place = self._path(prefix)
        with _translated():
            found = [place] if place.is_file() else sorted(place.rglob("*"))
            for path in found:
                with contextlib.suppress(FileNotFoundError):  # deleted while we look
                    if path.is_file() and path.stat().st_mtime <= until:
                        key = path.relative_to(self._folder).as_posix()
                        if _KEY.fullmatch(key):
                            yield key

    def destroyed(self, prefix: str) -> set[str]:
        self._path(prefix)
        try:
            lines = self._register.read_text("ascii").splitlines()
        except FileNotFoundError:
            return set()
        return {line for line in lines if line == prefix or line.startswith(f"{prefix}/")}

    def _note(self, key: str) -> None:
        _make_private(self._register.parent, self._register.parent)
        # Short lines appended at once: several processes may write, and none is torn.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        descriptor = os.open(self._register, flags, 0o600)
        try:
            os.write(descriptor, f"{key}\n".encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _path(self, key: str) -> Path:
        """:raises ValueError: no key of ours; nothing of a path is ever built from it."""
        if not _KEY.fullmatch(key):
            raise ValueError("a file's key is words of a-z and 0-9 with slashes between")
        return self._folder / key


def _make_private(folder: Path, root: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    while folder.is_relative_to(root):  # parents are made with the process's usual rights
        folder.chmod(0o700)
        folder = folder.parent


def _settle(folder: Path) -> None:
    """Have the folder's own entries on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise FilesUnavailable from fault
