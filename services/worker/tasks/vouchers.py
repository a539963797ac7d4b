"""Vouchers by the clock: those that lapse, and keys for the next quarter."""

from services.core.bootstrap import Runtime
from services.core.vouchers import service as vouchers
from services.worker.job import each_programme, job

BATCH = 500


@job("vouchers.expire_due")
def expire_due_vouchers(runtime: Runtime) -> int:
    """
    Expire the vouchers that have lapsed, and give their value back to the funds.

    A batch has an upper bound; what is left over waits for the next beat.
    """
    return each_programme(
        runtime,
        lambda uow, programme: vouchers.expire_due(uow, programme_id=programme.id, limit=BATCH),
    )


@job("vouchers.rotate_keys")
def rotate_signing_keys(runtime: Runtime) -> int:
    """Make the next quarter's key thirty days before it signs, so that devices know it."""
    return each_programme(
        runtime, lambda uow, programme: vouchers.rotate_keys(uow, programme_id=programme.id)
    )
