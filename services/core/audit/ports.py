"""What the log needs from outside: places that keep its checkpoints, out of our reach."""

from typing import Protocol

from services.core.audit.types import Submission


class Witness(Protocol):
    """
    One outside place.

    :ivar name: by which deliveries are noted; does not change while the place stays the same.
    """

    name: str

    def latest(self, origin: str) -> str | None:
        """
        The newest checkpoint of this log that it holds; None if it has none or does not tell.

        :raises WitnessSilent: it cannot be asked.
        """
        ...

    def keep(self, submission: Submission) -> str:
        """
        Keep a checkpoint. Again, with the same one, changes nothing.

        :returns: its own signature lines on the note; "" where it signs nothing.
        :raises WitnessSilent: it cannot be reached.
        :raises WitnessHoldsOtherSize: it knows the log at a size other than `old_size`.
        :raises WitnessRefused: what it holds is another log.
        """
        ...
