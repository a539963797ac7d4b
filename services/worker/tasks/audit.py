"""The audit log by the clock: sign it each minute, and tell outside places."""

from functools import partial
from uuid import UUID

import structlog

from services.core.audit import service as audit
from services.core.audit.errors import (
    LogNotExtended,
    WitnessHoldsOtherSize,
    WitnessRefused,
    WitnessSilent,
)
from services.core.audit.ports import Witness
from services.core.audit.types import SignedBecause, Submission
from services.core.bootstrap import Runtime
from services.worker.job import job
from services.worker.sealer import each_organisation, open_log

log = structlog.get_logger(__name__)


@job("audit.checkpoint")
def sign_logs(runtime: Runtime) -> int:
    """Sign what has grown, and give outside places what they have not got."""
    return each_organisation(runtime, partial(sign_log, runtime, because=SignedBecause.GROWN))


def sign_log(runtime: Runtime, organisation_id: UUID, *, because: SignedBecause) -> bool:
    """
    Sign an organisation's log, and tell outside places. No row is locked while they are asked.

    A refusal raises an alarm (a line at level error), and stays to be seen by `minori audit
    status` and `minori doctor` until it goes well again.

    :returns: False where it is refused.
    """
    origin = open_log(runtime, organisation_id)
    outside = [note for one in runtime.witnesses if (note := _latest(one, origin))]
    try:
        runtime.attempt(
            partial(audit.checkpoint, because=because, outside=outside),
            organisation_id=organisation_id,
        )
        for witness in runtime.witnesses:
            _tell(runtime, witness, origin, organisation_id)
    except LogNotExtended as refusal:
        return _halt(runtime, origin, organisation_id, str(refusal.context["reason"]))
    except WitnessRefused as refusal:
        reason = f"refused by {refusal.context['witness']}"
        return _halt(runtime, origin, organisation_id, reason)
    return True


def _latest(witness: Witness, origin: str) -> str | None:
    """What it holds; None where it cannot be asked. Then what it is told next it will refuse."""
    try:
        return witness.latest(origin)
    except WitnessSilent:
        log.warning("witness_silent", witness=witness.name, origin=origin)
        return None


def _tell(runtime: Runtime, witness: Witness, origin: str, organisation_id: UUID) -> None:
    """Give a place the newest checkpoint; what it has missed in between, that one covers."""
    due = partial(audit.submission, witness=witness.name)
    submission = runtime.attempt(due, organisation_id=organisation_id)
    if submission is None:
        return
    try:
        try:
            _keep(runtime, witness, organisation_id, submission)
        except WitnessHoldsOtherSize as other:
            # It was told before, and we did not note it; or it was told for us by another.
            due = partial(due, known_size=other.context["size"])
            again = runtime.attempt(due, organisation_id=organisation_id)
            if again is not None:
                _keep(runtime, witness, organisation_id, again)
    except (WitnessSilent, WitnessHoldsOtherSize) as reason:
        log.warning(reason.code, witness=witness.name, origin=origin)


def _keep(
    runtime: Runtime, witness: Witness, organisation_id: UUID, submission: Submission
) -> None:
    cosignatures = witness.keep(submission)
    runtime.attempt(
        partial(
            audit.note_kept,
            witness=witness.name,
            tree_size=submission.size,
            cosignatures=cosignatures,
        ),
        organisation_id=organisation_id,
    )


def _halt(runtime: Runtime, origin: str, organisation_id: UUID, reason: str) -> bool:
    log.error("log_not_extended", origin=origin, reason=reason)
    runtime.attempt(partial(audit.note_halt, reason=reason), organisation_id=organisation_id)
    return False
