"""Many things to be done, of which one that fails must not keep the others waiting."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import structlog

R = TypeVar("R")

log = structlog.get_logger(__name__)


def in_turn(errands: Mapping[str, Callable[[], R]]) -> list[R]:
    """
    Do them all, in their order, each whatever became of those before it.

    :param errands: by the id of what each is about, for the log.
    :returns: what each came to.
    :raises ExceptionGroup: some failed; raised when all had their turn.
    """
    done: list[R] = []
    failures: list[Exception] = []
    for about, do in errands.items():
        try:
            done.append(do())
        except Exception as error:
            log.error("job_failed_for", about=about, error=type(error).__name__)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some failed", failures)
    return done
