"""A mail server on loopback (RFC 5321): takes, refuses, hangs up, with TLS or without."""

import base64
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Taken:
    """A message that was taken, and whom the envelope named."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    was_wrapped: bool
    user: str | None


@dataclass
class FakeSmtp:
    """
    :param answers: what a command is answered instead, by its word: {"RCPT": "550 no"}.
    :param hangs_up_at: the word at which it says nothing more.
    :param tls: speaks STARTTLS with this; None: it does not.
    """

    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str | None = None
    tls: ssl.SSLContext | None = None
    taken: list[Taken] = field(default_factory=list)

    def __enter__(self) -> "FakeSmtp":
        fake = self

        class Handler(_Talk):
            server_of_mail = fake

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Talk(socketserver.StreamRequestHandler):
    server_of_mail: FakeSmtp
    timeout = 10

    def handle(self) -> None:
        self.user: str | None = None
        self.wrapped = False
        self.sender, self.recipients = "", []
        self.say("220 fake ready")
        try:
            while line := self.rfile.readline().decode().strip():
                word = line.split()[0].upper()
                if word == self.server_of_mail.hangs_up_at:
                    return
                if word in self.server_of_mail.answers:
                    self.say(self.server_of_mail.answers[word])
                elif self.answer(word, line) == "over":
                    return
        except (ConnectionError, ssl.SSLError, TimeoutError):
            return

    def finish(self) -> None:
        super().finish()
        if self.wrapped:  # the plain socket was taken over: its owner closes another
            self.request.close()

    def answer(self, word: str, line: str) -> str | None:
        if word in {"EHLO", "HELO"}:
            offers = ["fake", "8BITMIME", "SMTPUTF8", "AUTH PLAIN"]
            offers += ["STARTTLS"] if self.server_of_mail.tls and not self.wrapped else []
            for offer in offers[:-1]:
                self.say(f"250-{offer}")
            self.say(f"250 {offers[-1]}")
        elif word == "STARTTLS" and self.server_of_mail.tls:
            self.say("220 go on")
            self.request = self.server_of_mail.tls.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
            self.wrapped = True
        elif word == "AUTH":
            _, user, _ = base64.b64decode(line.split()[2]).decode().split("\0")
            self.user = user
            self.say("235 known")
        elif word == "MAIL":
            self.sender, self.recipients = _mailbox(line), []
            self.say("250 ok")
        elif word == "RCPT":
            self.recipients.append(_mailbox(line))
            self.say("250 ok")
        elif word == "DATA":
            self.say("354 go on")
            self.take()
        elif word == "QUIT":
            self.say("221 bye")
            return "over"
        else:
            self.say("250 ok")
        return None

    def take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server_of_mail.taken.append(
            Taken(self.sender, self.recipients, message, self.wrapped, self.user)
        )
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()


def own_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for a server on loopback, and for who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "fake.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


def _mailbox(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]
