"""What this process works with: set once by its entry point, inherited by the pool's children."""

from dataclasses import dataclass
from datetime import timedelta

from services.core.bootstrap import Runtime
from services.core.kit.attempts import LEASE


@dataclass
class Process:
    """
    The runtime of this worker or beat.

    :param lease: how long a claimed message is ours; shorter only in tests of faults.
    """

    given: Runtime | None = None
    lease: timedelta = LEASE

    @property
    def runtime(self) -> Runtime:
        """:raises RuntimeError: the entry point (`minori worker`, `minori beat`) has set none."""
        if self.given is None:
            raise RuntimeError("no runtime: start this process with `minori worker`")
        return self.given


PROCESS = Process()


def runtime() -> Runtime:
    return PROCESS.runtime
