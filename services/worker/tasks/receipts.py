"""Receipts by the clock: those that say what is true no more."""

from functools import partial

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.identity import service as identity
from services.worker.job import job

BATCH = 200


@job("receipts.correct")
def correct_receipts(runtime: Runtime) -> int:
    """
    Cancel and replace receipts whose gifts were given back or dated anew since.

    :returns: how many were cancelled.
    """
    corrected = 0
    for organisation in runtime.attempt(identity.organisations):
        while True:
            done = runtime.attempt(
                partial(donations.correct_receipts, limit=BATCH), organisation_id=organisation.id
            )
            corrected += done
            if done < BATCH:
                break
    return corrected
