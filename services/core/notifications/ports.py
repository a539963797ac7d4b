"""What telling people needs from outside: somebody who carries mail."""

from typing import Protocol
from uuid import UUID


class Mail(Protocol):
    """Takes a message to one mailbox."""

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
        """
        Hand a message over to be delivered; whether it arrives, nobody can say.

        :param id: the message's own: what is sent twice under one id is one message, and a mailbox
            may show it once.
        :param language: of the words, as BCP 47 has it.
        :raises MailUnavailable: it was not taken; a later try may succeed.
        :raises MailRefused: it was not taken, and will not be.
        """
        ...
