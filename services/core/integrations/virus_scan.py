"""
Malware scanning by a clamd, over its INSTREAM command.

The protocol is a dozen lines (clamd(8), "COMMANDS"): zINSTREAM, then chunks each behind its length
in four bytes, then a length of zero; the answer is one line that ends with a zero byte.
"""

import socket
from urllib.parse import urlsplit

from services.core.households.errors import ScannerUnavailable
from services.core.households.types import ScanResult

# "none" is a choice that somebody must have written down; nothing at all is not.
NONE = "none"

_PORT = 3310
_CHUNK_BYTES = 64 << 10
_ANSWER_BYTES_MAX = 4096
_TIMEOUT_S = 60


class ClamdScanner:
    """
    `households.ports.VirusScanner` at a clamd.

    :param url: tcp://host:3310, or unix:///run/clamav/clamd.ctl
    :raises ValueError: neither of the two.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "tcp" and parts.hostname:
            self._address: tuple[str, int] | str = (parts.hostname, parts.port or _PORT)
        elif parts.scheme == "unix" and parts.path:
            self._address = parts.path
        else:
            raise ValueError("VIRUS_SCAN_URL is tcp://host:port, unix:///path, or none")

    def scan(self, data: bytes) -> ScanResult:
        try:
            answer = self._ask(data)
        except OSError as fault:
            raise ScannerUnavailable from fault
        if answer == b"stream: OK":
            return ScanResult.CLEAN
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return ScanResult.INFECTED
        # "… size limit exceeded. ERROR", or somebody else at that port: not looked through.
        raise ScannerUnavailable

    def _ask(self, data: bytes) -> bytes:
        with self._connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK_BYTES):
                chunk = data[start : start + _CHUNK_BYTES]
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < _ANSWER_BYTES_MAX:
                more = connection.recv(_ANSWER_BYTES_MAX)
                if not more:
                    break
                answer += more
        return answer.rstrip(b"\0")

    def _connected(self) -> socket.socket:
        if isinstance(self._address, tuple):
            return socket.create_connection(self._address, timeout=_TIMEOUT_S)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_TIMEOUT_S)
        try:
            connection.connect(self._address)
        except OSError:
            connection.close()
            raise
        return connection


class NoScanner:
    """Where none is there: says so of each file, and no more."""

    def scan(self, data: bytes) -> ScanResult:  # noqa: ARG002
        return ScanResult.NOT_SCANNED
