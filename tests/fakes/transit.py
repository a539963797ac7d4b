"""
A transit engine that is played: the endpoints of Vault and OpenBao that we call, over HTTP.

Keys come in versions, each context has a key of its own, and a batch tells each item's fate, as
the engine's manual has it (Transit secrets engine, API).
"""

import json
import os
from base64 import b64decode, b64encode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Transit:
    """The engine: one derived key, and the tokens that may use it."""

    def __init__(self, key_name="minori", token="hvs.first"):
        self.key_name = key_name
        self.tokens = {token}
        self.versions = [os.urandom(32)]
        self.calls = []
        self.is_sealed = False
        self.url = ""

    def rotate(self):
        self.versions.append(os.urandom(32))

    def forget_version(self, version):
        """`min_decryption_version` raised past it."""
        self.versions[version - 1] = None

    def answer(self, method, path, token, body):
        self.calls.append(path)
        if self.is_sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if token not in self.tokens:
            return 403, {"errors": ["permission denied"]}
        match method, path.removeprefix("/v1/transit/").split("/"):
            case "GET", ["keys", self.key_name]:
                return 200, {"data": {"latest_version": len(self.versions), "derived": True}}
            case "POST" | "PUT", ["encrypt", self.key_name]:
                return self._batch(body, self._encrypt)
            case "POST" | "PUT", ["decrypt", self.key_name]:
                return self._batch(body, self._decrypt)
        return 404, {"errors": []}

    def _batch(self, body, each):
        items = body.get("batch_input")
        if not items:
            return 400, {"errors": ["missing batch input to process"]}
        results = []
        for item in items:
            try:
                results.append(each(item))
            except (InvalidTag, ValueError, IndexError, TypeError):
                results.append({"error": "cipher: message authentication failed"})
        failed = sum("error" in one for one in results)
        # By default a batch of which something failed is a 400, with the results beside.
        return (400 if failed else 200), {"data": {"batch_results": results}}

    def _encrypt(self, item):
        version = len(self.versions)
        nonce = os.urandom(12)
        plain = b64decode(item["plaintext"], validate=True)
        sealed = nonce + self._cipher(version, item["context"]).encrypt(nonce, plain, None)
        return {"ciphertext": f"vault:v{version}:{b64encode(sealed).decode()}"}

    def _decrypt(self, item):
        front, version, sealed = item["ciphertext"].split(":")
        if front != "vault":
            raise ValueError
        raw = b64decode(sealed, validate=True)
        cipher = self._cipher(int(version.removeprefix("v")), item["context"])
        return {"plaintext": b64encode(cipher.decrypt(raw[:12], raw[12:], None)).decode()}

    def _cipher(self, version, context):
        info = b64decode(context, validate=True)
        if not info:
            raise ValueError("missing 'context' for key derivation")
        root = self.versions[version - 1]
        return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(root))


@contextmanager
def serving(transit):
    """Let the engine answer on a port of this host, for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            token = self.headers.get("X-Vault-Token")
            status, told = transit.answer(self.command, self.path, token, body)
            answer = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = _handle  # noqa: N815

        def log_message(self, *_):
            """Say nothing: tests read what is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        transit.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield transit
        finally:
            server.shutdown()
            thread.join()
