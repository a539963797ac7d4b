"""What families' documents need from outside: a place to lie in, and somebody who looks in them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

from services.core.households.types import ScanResult


class FileStore(Protocol):
    """
    Where sealed files lie, each under a key that tells nothing: words of a-z and 0-9 with
    slashes between. Every call is slow: none is made within a transaction.

    What was deleted stays on a register that only grows. It is kept apart from the backups of the
    files, so that a file which one of them brings back is known, and deleted again.
    """

    def put(self, key: str, data: bytes) -> None:
        """
        Keep `data` for good once this returns; the same again changes nothing.

        :raises FilesUnavailable: it could not be kept.
        """
        ...

    def get(self, key: str) -> bytes | None:
        """
        The file, None where there is none.

        :raises FilesUnavailable: the store cannot tell.
        """
        ...

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """
        Put the key on the register of what was destroyed, and let the file be gone.

        :raises FilesUnavailable: it may still be there.
        """
        ...

    def keys(self, prefix: str, *, older_than: timedelta = timedelta()) -> Iterator[str]:
        """The files whose keys begin with the words of `prefix`, and that have lain so long."""
        ...

    def destroyed(self, prefix: str) -> set[str]:
        """The register's keys that begin with the words of `prefix`."""
        ...


class VirusScanner(Protocol):
    """Looks for malware. A call crosses the network: none is made within a transaction."""

    def scan(self, data: bytes) -> ScanResult:
        """:raises ScannerUnavailable: no answer, or none that can be believed."""
        ...
