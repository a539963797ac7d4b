"""A file store in memory, which can be away, and can be set back to an earlier day."""

import re
from collections.abc import Iterator
from datetime import timedelta

from services.core.households.errors import FilesUnavailable


class MemoryStore:
    """`households.ports.FileStore`. Files lie there as long as `age` says."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.register: list[str] = []
        self.away = False
        self.age = timedelta(days=1)

    def put(self, key: str, data: bytes) -> None:
        self._be_there(key)
        self.files[key] = data

    def get(self, key: str) -> bytes | None:
        self._be_there(key)
        return self.files.get(key)

    def exists(self, key: str) -> bool:
        self._be_there(key)
        return key in self.files

    def delete(self, key: str) -> None:
        self._be_there(key)
        self.register.append(key)
        self.files.pop(key, None)

    def keys(self, prefix: str, *, older_than: timedelta = timedelta()) -> Iterator[str]:
        self._be_there(prefix)
        if older_than <= self.age:
            yield from sorted(key for key in self.files if _within(key, prefix))

    def destroyed(self, prefix: str) -> set[str]:
        self._be_there(prefix)
        return {key for key in self.register if _within(key, prefix)}

    def _be_there(self, key: str) -> None:
        if self.away:
            raise FilesUnavailable
        if not re.fullmatch(r"[a-z0-9]+(?:/[a-z0-9]+)*", key):
            raise ValueError("a file's key is words of a-z and 0-9 with slashes between")


def _within(key: str, prefix: str) -> bool:
    return key == prefix or key.startswith(f"{prefix}/")
