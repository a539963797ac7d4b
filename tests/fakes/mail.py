"""Mail that stays in memory: `notifications.ports.Mail`."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class SentMail:
    id: UUID
    to: str
    subject: str
    text: str
    language: str
    html: str | None


@dataclass
class MemoryMail:
    """:param fault: what sending fails with, as long as it is set."""

    sent: list[SentMail] = field(default_factory=list)
    fault: Exception | None = None

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
        if self.fault is not None:
            raise self.fault
        self.sent.append(SentMail(id, to, subject, text, language, html))
