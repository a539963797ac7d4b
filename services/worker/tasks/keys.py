"""
Keys by the clock: re-wrap what lies under a former one, index anew, give former ones up.

Each batch is a unit of work of its own, beside those who read and write. What is done stands in
the rows, so a worker that is killed loses a batch at most.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from uuid import UUID

import structlog

from services.core.audit import service as audit
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.households import service as households
from services.core.identity import service as identity
from services.core.kit import key_rotation
from services.core.kit.crypto import KeyPurpose
from services.core.kit.unit_of_work import UnitOfWork
from services.core.vouchers import service as vouchers
from services.worker.job import job
from services.worker.sealer import each_organisation

BATCH = 1_000

# Well below the time that a task may take; the rest is taken up at the next beat.
TENDS_FOR_S = 200

log = structlog.get_logger(__name__)


class IndexAnew(Protocol):
    def __call__(self, uow: UnitOfWork, /, *, limit: int, wait: bool = False) -> int: ...


# Who keeps blind indexes, and how they take today's key.
INDEXES: tuple[IndexAnew, ...] = (
    households.index_anew,
    donations.index_anew,
    identity.index_anew,
)

# Who keeps what `KeyRing.seal` has sealed, and how it comes under today's master key.
SEALED: tuple[Callable[[UnitOfWork], int], ...] = (
    audit.reseal_keys,
    vouchers.reseal_keys,
)


@dataclass(slots=True)
class Tended:
    """What was done to the keys of an organisation."""

    rewrapped: int = 0
    indexed: int = 0
    retired: int = 0


@job("keys.tend")
def tend_keys(runtime: Runtime) -> int:
    """Do what is left of rotations, and give indexes the width that the tenant has grown into."""
    until = time.monotonic() + TENDS_FOR_S
    return each_organisation(runtime, partial(_tend_and_tell, runtime, until=until))


def rotate(runtime: Runtime, organisation_id: UUID) -> int:
    """Make a new key-encryption key; returns its version. `tend` brings what is there under it."""
    return runtime.attempt(
        partial(_rotate, purpose=KeyPurpose.KEY_ENCRYPTION, widths=None),
        organisation_id=organisation_id,
    )


def index_by_new_key(runtime: Runtime, organisation_id: UUID, *, anyway: bool = False) -> bool:
    """
    Make a new key of blind indexes where their width is outgrown; `tend` indexes by it.

    :param anyway: even where the widths are well, as when a key may have been seen.
    :returns: whether one was made; never while there are two of them still.
    """
    return runtime.attempt(partial(_widen, anyway=anyway), organisation_id=organisation_id)


def rewrap(runtime: Runtime, organisation_id: UUID) -> int:
    """
    Bring the organisation's keys, and all that the master key sealed, under that of today.

    :returns: how many things were under another one.
    """
    return runtime.attempt(_rewrap, organisation_id=organisation_id)


def tend(
    runtime: Runtime,
    organisation_id: UUID,
    *,
    until: float | None = None,
    told: Callable[[str, int], None] | None = None,
) -> Tended:
    """
    Go on until nothing is left to do, or until the monotonic clock says `until`.

    :param told: is told of each batch: what was done, and to how many.
    """

    def has_time() -> bool:
        return until is None or time.monotonic() < until

    def batches(what: str, verb: Callable[[UnitOfWork], int]) -> int:
        total = 0
        while has_time() and (some := runtime.attempt(verb, organisation_id=organisation_id)):
            total += some
            if told is not None:
                told(what, some)
        return total

    done = Tended()
    done.rewrapped = batches("re-wrapped", partial(key_rotation.rewrap_subjects, limit=BATCH))
    for index_anew in INDEXES:
        done.indexed += batches("indexed", partial(index_anew, limit=BATCH))
    for retire in (_retire_wrapping, _retire_indexes):
        if has_time():
            done.retired += runtime.attempt(retire, organisation_id=organisation_id)
    return done


def _tend_and_tell(runtime: Runtime, organisation_id: UUID, *, until: float) -> None:
    index_by_new_key(runtime, organisation_id)
    done = tend(runtime, organisation_id, until=until)
    if done.rewrapped or done.indexed or done.retired:
        log.info(
            "keys_tended",
            organisation_id=str(organisation_id),
            rewrapped=done.rewrapped,
            indexed=done.indexed,
            retired=done.retired,
        )


def _rotate(uow: UnitOfWork, *, purpose: KeyPurpose, widths: dict[str, int] | None) -> int:
    version = key_rotation.rotate(uow, purpose=purpose, widths=widths)
    _record(uow, "tenant_key.rotate", {"purpose": purpose, "version": version})
    return version


def _widen(uow: UnitOfWork, *, anyway: bool) -> bool:
    widths = key_rotation.outgrown(uow)
    if widths is None and not anyway:
        return False
    if len(uow.vault.indexes("children.kana")) > 1:
        return False
    _rotate(uow, purpose=KeyPurpose.BLIND_INDEX, widths=widths or key_rotation.fitting(uow))
    return True


def _rewrap(uow: UnitOfWork) -> int:
    done = key_rotation.rewrap_tenant_keys(uow) + sum(reseal(uow) for reseal in SEALED)
    if done:
        _record(uow, "tenant_key.rewrap", {"count": done})
    return done


def _retire_wrapping(uow: UnitOfWork) -> int:
    retired = key_rotation.retire_wrapping(uow)
    if retired:
        facts = {"purpose": KeyPurpose.KEY_ENCRYPTION, "count": retired}
        _record(uow, "tenant_key.retire", facts)
    return retired


def _retire_indexes(uow: UnitOfWork) -> int:
    if len(uow.vault.indexes("children.kana")) == 1:
        return 0
    # Those that a batch has passed over because somebody held them are waited for.
    if any(index_anew(uow, limit=BATCH, wait=True) for index_anew in INDEXES):
        return 0
    retired = key_rotation.retire_indexes(uow)
    if retired:
        _record(uow, "tenant_key.retire", {"purpose": KeyPurpose.BLIND_INDEX, "count": retired})
    return retired


def _record(uow: UnitOfWork, action: str, facts: Mapping[str, object]) -> None:
    assert uow.organisation_id is not None
    audit.record(
        uow,
        action=action,
        object_type="organisation",
        object_id=uow.organisation_id,
        facts=facts,
    )
