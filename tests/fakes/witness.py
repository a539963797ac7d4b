"""A witness of transparency logs on loopback, as c2sp.org/tlog-witness describes one."""

import base64
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from services.core.audit import tree
from services.core.audit.notes import Checkpoint, NoteUnverified, SignerKey, VerifierKey

NAME = "witness.example.org/w1"


class FakeWitness:
    """
    Knows logs by their keys, keeps the newest checkpoint of each, signs what has only grown.

    :ivar held: the newest checkpoint by origin.
    :ivar answers_with: a status that it answers with whatever it is asked, where set.
    """

    def __init__(self) -> None:
        self.keys: dict[str, VerifierKey] = {}
        self.held: dict[str, Checkpoint] = {}
        self.answers_with: int | None = None
        self._key = SignerKey.generate(NAME)

    def add_checkpoint(self, body: str) -> tuple[int, str, str]:
        """Status, content type and body of the answer."""
        asked, _, note = body.partition("\n\n")
        old_line, *proof = asked.split("\n")
        origin = note.partition("\n")[0]
        if origin not in self.keys:
            return 404, "text/plain", ""
        try:
            told = Checkpoint.parse(self.keys[origin].open(note))
        except NoteUnverified:
            return 403, "text/plain", ""
        old_size = int(old_line.removeprefix("old "))
        held = self.held.get(origin, Checkpoint(origin, 0, tree.EMPTY_ROOT))
        if old_size > told.size:
            return 400, "text/plain", ""
        if old_size != held.size:
            return 409, "text/x.tlog.size", f"{held.size}\n"
        if held.size == told.size and held.root != told.root:
            return 409, "text/plain", ""
        hashes = [base64.b64decode(line) for line in proof]
        if not tree.extends(held.size, told.size, held.root, told.root, hashes):
            return 422, "text/plain", ""
        self.held[origin] = told
        return 200, "text/plain", self._cosigned(told)

    def _cosigned(self, told: Checkpoint) -> str:
        """A signature line of type 0x04 (c2sp.org/tlog-cosignature)."""
        at = 1_760_000_000
        signed = self._key.private.sign(f"cosignature/v1\ntime {at}\n{told.text}".encode())
        id = self._key.verifier.id  # enough for those who do not know the key
        line = base64.b64encode(id + struct.pack(">Q", at) + signed).decode()
        return f"— {NAME} {line}\n"


@contextmanager
def hosted(witness: FakeWitness) -> Iterator[str]:
    """Serve it until the block ends; its submission prefix."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, kind, answer = 404, "text/plain", ""
            if self.path == "/prefix/add-checkpoint":
                status, kind, answer = witness.add_checkpoint(body)
            self.send_response(witness.answers_with or status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_: object) -> None:
            """The test tells what it saw."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/prefix"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
