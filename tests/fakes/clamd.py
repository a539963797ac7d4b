"""A clamd that speaks the real protocol over loopback, and knows one virus: the EICAR test file."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The test file of the European Institute for Computer Antivirus Research, in two parts, so that
# no scanner finds this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"

# What clamd allows by default (StreamMaxLength) is more; a small bound is quickly passed in tests.
STREAM_MAX_BYTES = 25 << 20


class _Session(socketserver.StreamRequestHandler):
    """One command, prefixed with z and ended with a zero byte, as clamd(8) recommends."""

    def handle(self) -> None:
        command = self._command()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self._scanned() + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _command(self) -> bytes:
        command = b""
        while (one := self.rfile.read(1)) not in {b"", b"\0"}:
            command += one
        return command

    def _scanned(self) -> bytes:
        data = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            data += self.rfile.read(size)
            if len(data) > self.server.limit:
                return b"INSTREAM size limit exceeded. ERROR"
        self.server.scanned += 1
        return b"stream: Eicar-Signature FOUND" if EICAR in data else b"stream: OK"


class Clamd(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    limit = STREAM_MAX_BYTES
    scanned = 0

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        return f"tcp://{host}:{port}"


class UnixClamd(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    limit = STREAM_MAX_BYTES
    scanned = 0

    @property
    def url(self) -> str:
        return f"unix://{self.server_address}"


@contextmanager
def clamd(at: str | None = None) -> Iterator[Clamd | UnixClamd]:
    """A clamd that listens: on loopback, or at the path of a socket."""
    server = UnixClamd(at, _Session) if at else Clamd(("127.0.0.1", 0), _Session)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
