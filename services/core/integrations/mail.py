"""
Mail, behind the port `notifications.ports.Mail`: by SMTP, or into a folder while one develops.

Nothing in a message tells whether it was read. `Auto-Submitted` (RFC 3834) keeps vacation
responders and tickets from answering it.
"""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

from services.core.notifications.errors import MailRefused, MailUnavailable
from services.core.notifications.ports import Mail

TIMEOUT_S = 20.0
PORTS = {"smtp": 587, "smtps": 465}

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """
    Where mail is handed over.

    :param is_wrapped: TLS from the first byte (RFC 8314); otherwise STARTTLS is asked for.
    :param may_be_plain: whether a server without TLS will do: one on this host, or to develop with.
    """

    host: str
    port: int
    is_wrapped: bool
    may_be_plain: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, url: str, *, may_be_plain: bool = False) -> "SmtpServer":
        """
        Read `smtp(s)://user:password@host:port`, or `smtp://host:port?tls=none` for a server on a
        network that nobody else is on, such as the one between containers.

        :raises ValueError: it is none, has a user without a password, or a password that would be
            sent in the clear.

        >>> SmtpServer.of("smtps://mail.example.jp").port
        465
        """
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://… or smtps://… with a host")
        if (parts.username is None) != (parts.password is None):
            raise ValueError("SMTP_URL has a user without a password")
        is_plain = (parts.scheme, parts.query) == ("smtp", "tls=none")
        if parts.query and not is_plain:
            raise ValueError("SMTP_URL may say ?tls=none after smtp://, and nothing else")
        if is_plain and parts.password is not None:
            raise ValueError("SMTP_URL would send its password in the clear")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            is_wrapped=parts.scheme == "smtps",
            may_be_plain=may_be_plain or is_plain or _is_this_host(parts.hostname),
            user=None if parts.username is None else unquote(parts.username),
            password=None if parts.password is None else unquote(parts.password),
        )


class SmtpMail:
    """
    `notifications.ports.Mail` at an SMTP server.

    :param sender: "Name <address>", as readers see it; its address also takes what bounces.
    :param now: the clock that dates messages.
    :param trust: whom to trust for the server's certificate; None: whom this host trusts.
    """

    def __init__(
        self,
        server: SmtpServer,
        *,
        sender: str,
        now: Now = lambda: datetime.now(UTC),
        timeout_s: float = TIMEOUT_S,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._now = now
        self._timeout_s = timeout_s
        self._trust = trust or ssl.create_default_context()

    def send(
        self,
        *,
        id: UUID,
        to: str,
        subject: str,
        text: str,
        language: str,
        html: str | None = None,
    ) -> None:
        message = _message(
            id, to, subject, text, html, language=language, sender=self._sender, at=self._now()
        )
        with _told(), self._connected() as connection:
            # The one mailbox that was meant, whatever a parser may see in the header.
            connection.send_message(message, to_addrs=[to])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._server
        if server.is_wrapped:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=self._trust
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
        with connection:
            if not server.is_wrapped:
                self._wrap(connection)
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
            yield connection

    def _wrap(self, connection: smtplib.SMTP) -> None:
        """Neither a message nor a password goes over a network in the clear."""
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=self._trust)
        elif not self._server.may_be_plain:
            raise MailUnavailable(reason="no_tls")


class FolderMail:
    """`notifications.ports.Mail` into a folder of .eml files, which any mail program opens."""

    def __init__(self, folder: Path, *, sender: str, now: Now = lambda: datetime.now(UTC)) -> None:
        self._folder = folder
        self._sender = sender
        self._now = now

    def send(
        self,
        *,
        id: UUID,
        to: str,
        subject: str,
        text: str,
        language: str,
        html: str | None = None,
    ) -> None:
        message = _message(
            id, to, subject, text, html, language=language, sender=self._sender, at=self._now()
        )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, part = self._folder / f"{id}.eml", self._folder / f".{id}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())
        part.replace(path)


def mail_of(
    url: str | None, *, sender: str, now: Now, development_folder: Path | None
) -> Mail | None:
    """
    Who carries mail by these settings; None where nobody does.

    :param development_folder: where mail is kept that no server takes; None: this is no
        development, and there is no such place.
    :raises ValueError: the URL is none of a mail server.
    """
    if url is not None:
        server = SmtpServer.of(url, may_be_plain=development_folder is not None)
        return SmtpMail(server, sender=sender, now=now)
    if development_folder is None:
        return None
    return FolderMail(development_folder, sender=sender, now=now)


def _message(
    id: UUID,
    to: str,
    subject: str,
    text: str,
    html: str | None,
    *,
    language: str,
    sender: str,
    at: datetime,
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=to)
    except (ValueError, IndexError):  # what is no address is not looked at any closer
        raise MailRefused(reason="address") from None
    host = message["From"].addresses[0].domain or "localhost"
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text, cte="base64")
    if html is not None:
        message.add_alternative(html, subtype="html", cte="base64")
    message["Content-Language"] = language  # of all parts: set before, it would move to the first
    return message


@contextmanager
def _told() -> Iterator[None]:
    """The library's errors as ours: by code, as the server's words may repeat an address."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refusal:
        codes = [code for code, _ in refusal.recipients.values()]
        raise _of_code(codes[0]) from None
    except smtplib.SMTPNotSupportedError:
        raise MailRefused(reason="not_supported") from None
    except smtplib.SMTPAuthenticationError as refusal:
        # Mended by whoever runs the installation: the message itself is well.
        raise MailUnavailable(reason=f"login_{refusal.smtp_code}") from None
    except smtplib.SMTPResponseException as refusal:
        raise _of_code(refusal.smtp_code) from None
    except (OSError, smtplib.SMTPException) as fault:
        raise MailUnavailable(reason=type(fault).__name__) from None


def _of_code(code: int) -> MailUnavailable | MailRefused:
    """4xx: later perhaps; 5xx: never (RFC 5321, 4.2.1)."""
    return MailRefused(reason=str(code)) if code >= 500 else MailUnavailable(reason=str(code))


def _is_this_host(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
