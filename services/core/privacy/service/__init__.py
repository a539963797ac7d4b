"""The verbs of privacy."""

from services.core.privacy.service.erase import (
    erase,
    erase_again,
    erase_child,
    erase_donor,
    erase_guardian,
    erase_household,
    erasures,
    get,
    preview,
)
from services.core.privacy.service.holds import holds, place_hold, release_hold
from services.core.privacy.service.plan import donor_erasable_from
from services.core.privacy.service.retention import (
    Attempt,
    Forecast,
    RunReport,
    begin_run,
    continue_run,
    get_run,
    retention_due,
    run_retention,
    runs,
    tidy_installation,
    unfinished_run,
)

__all__ = [
    "Attempt",
    "Forecast",
    "RunReport",
    "begin_run",
    "continue_run",
    "donor_erasable_from",
    "erase",
    "erase_again",
    "erase_child",
    "erase_donor",
    "erase_guardian",
    "erase_household",
    "erasures",
    "get",
    "get_run",
    "holds",
    "place_hold",
    "preview",
    "release_hold",
    "retention_due",
    "run_retention",
    "runs",
    "tidy_installation",
    "unfinished_run",
]
