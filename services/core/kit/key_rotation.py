"""Change keys while everybody works: make a version, re-wrap below it, give the old one up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text, update

from services.core.kit.bulk import array_text
from services.core.kit.crypto import (
    PLACES,
    KeyPurpose,
    KeyVersionsUsedUp,
    TenantKeys,
    WrappedKey,
    width_bits,
)
from services.core.kit.crypto.blind_index import BITS_MIN
from services.core.kit.crypto.tenant_keys import VERSIONS_MAX, new_keys, wrapping_context
from services.core.kit.keys import KeyTables
from services.core.kit.models import KeptKey, SubjectKey
from services.core.kit.unit_of_work import UnitOfWork

# A unit of work may have begun before a version was made, and write under the one before it. It
# has ended when a version is so old: no task and no request may run as long.
OUTLIVES_ANY_WORK = timedelta(minutes=15)

# A width is left alone until a search opens eight times as many candidates as it should.
BITS_OUTGROWN = 3

_REWRAP = text("""
    UPDATE subject_keys AS mine
       SET wrapped = new.wrapped, kek_version = new.kek_version
      FROM unnest(cast(:ids AS uuid[]), cast(:wrapped AS bytea[]), cast(:versions AS integer[]))
           AS new (id, wrapped, kek_version)
     WHERE mine.organisation_id = :organisation_id AND mine.id = new.id
""")


@dataclass(frozen=True, slots=True)
class KeyState:
    """
    One version of a tenant's key, for the operator.

    :param wraps: how many subjects' keys lie under it; None for other purposes.
    :param is_kept: False while it derives from the secret of former times.
    """

    purpose: KeyPurpose
    version: int
    created_at: datetime
    retired_at: datetime | None
    is_kept: bool
    is_under_todays_master: bool
    wraps: int | None
    widths: Mapping[str, int] | None


def found(uow: UnitOfWork) -> None:
    """
    Draw the first keys of the organisation entered, where it has none.

    Else its first user would, and keep the second waiting for as long as they take.
    """
    organisation_id = _tenant(uow)
    TenantKeys(uow.ring, KeyTables(uow, organisation_id), organisation_id).load()


def rotate(
    uow: UnitOfWork,
    *,
    purpose: KeyPurpose = KeyPurpose.KEY_ENCRYPTION,
    widths: Mapping[str, int] | None = None,
) -> int:
    """
    Make a new version of a key of the organisation entered; from its commit on it is in force.

    What lies under the former version stays readable, and is brought over by `rewrap_subjects`,
    or for a blind index by the contexts' `index_anew`.

    :param widths: of a blind index: bits by place.
    :returns: the new version.
    :raises KeyVersionsUsedUp: there have been 255.
    """
    organisation_id = _tenant(uow)
    keys = TenantKeys(uow.ring, KeyTables(uow, organisation_id), organisation_id)
    keys.kept(purpose)  # a tenant that has none is given its first
    _take_turn(uow, purpose)
    last = select(func.max(KeptKey.version)).where(*_of(organisation_id, purpose))
    version = 1 + (uow.session.scalars(last).one() or 0)
    if version > VERSIONS_MAX:
        raise KeyVersionsUsedUp(organisation_id=organisation_id, purpose=purpose)
    made = new_keys(uow.ring, organisation_id, [(purpose, version)], widths)
    KeyTables(uow, organisation_id).found(made)
    return version


def rewrap_subjects(uow: UnitOfWork, *, limit: int) -> int:
    """
    Bring up to `limit` subjects' keys under the version in force; fields stay as they are.

    Rows that another has locked, such as an erasure, are left for the next call. What was done
    is in the rows themselves: killed at any point, it goes on from there.

    :returns: how many were; 0 when there are none left, or all that are left are locked.
    """
    organisation_id = _tenant(uow)
    newest = KeyTables(uow, organisation_id).newest(KeyPurpose.KEY_ENCRYPTION)
    if newest is None:
        return 0
    query = (
        select(SubjectKey.id, SubjectKey.wrapped, SubjectKey.kek_version)
        .where(
            SubjectKey.organisation_id == organisation_id,
            SubjectKey.kek_version < newest,
            SubjectKey.wrapped.is_not(None),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = {row.id: WrappedKey(row.wrapped, row.kek_version) for row in uow.session.execute(query)}
    if not found:
        return 0
    rewrapped = uow.vault.rewrap(found)
    facts = {
        "organisation_id": organisation_id,
        "ids": array_text(rewrapped),
        "wrapped": array_text(key.wrapped for key in rewrapped.values()),
        "versions": array_text(key.version for key in rewrapped.values()),
    }
    uow.session.execute(_REWRAP, facts)
    return len(found)


def retire_wrapping(uow: UnitOfWork) -> int:
    """
    Give up the key-encryption keys of the organisation entered that wrap nothing any more.

    Their wrapped forms are destroyed. One by which somebody wraps just now is left for the next
    time; who comes later finds it retired and takes the version in force.

    :returns: how many were given up.
    """
    organisation_id, purpose = _tenant(uow), KeyPurpose.KEY_ENCRYPTION
    retired = 0
    for version in _superseded(uow, purpose):
        if _wrapped_by(uow, organisation_id).get(version, 0) == 0:
            _retire(uow, purpose, version)
            retired += 1
    return retired


def retire_indexes(uow: UnitOfWork, *, after: timedelta = OUTLIVES_ANY_WORK) -> int:
    """
    Give up the former keys of blind indexes; the caller has seen that no row bears one.

    :param after: how long ago the version in force must have been made.
    :returns: how many were given up.
    """
    purpose = KeyPurpose.BLIND_INDEX
    superseded = _superseded(uow, purpose)
    age = select(func.clock_timestamp() - func.max(KeptKey.created_at)).where(
        *_of(_tenant(uow), purpose)
    )
    made_ago = uow.session.scalars(age).one()
    if not superseded or made_ago is None or made_ago < after:
        return 0
    for version in superseded:
        _retire(uow, purpose, version)
    return len(superseded)


def outgrown(uow: UnitOfWork) -> dict[str, int] | None:
    """
    The widths that blind indexes should have at the tenant's size, where one is far from it.

    Far is: eight times the candidates that it should bring, or so few that it singles people
    out. None where all are well.
    """
    organisation_id = _tenant(uow)
    keys = TenantKeys(uow.ring, KeyTables(uow, organisation_id), organisation_id)
    newest = keys.kept(KeyPurpose.BLIND_INDEX)[keys.newest(KeyPurpose.BLIND_INDEX)]
    widths = fitting(uow)
    if newest.widths is None:
        return widths  # the first form: as long as indexes were then
    off = [bits - newest.widths.get(name, BITS_MIN) for name, bits in widths.items()]
    return widths if any(by >= BITS_OUTGROWN or by < 0 for by in off) else None


def fitting(uow: UnitOfWork) -> dict[str, int]:
    """The width in bits that each short blind index should have at the tenant's size, by place."""
    return {
        name: width_bits(_rows(uow, *name.split(".", 1)))
        for name, place in PLACES.items()
        if place.is_short
    }


def rewrap_tenant_keys(uow: UnitOfWork) -> int:
    """
    Bring the keys of the organisation entered under the master key of today.

    What derived from the secret of former times is kept from then on.

    :returns: how many lay under another one.
    """
    organisation_id = _tenant(uow)
    tables = KeyTables(uow, organisation_id)
    keys = TenantKeys(uow.ring, tables, organisation_id)
    done = 0
    for purpose in KeyPurpose:
        for version, key in keys.kept(purpose).items():
            context = wrapping_context(organisation_id, purpose, version)
            if key.wrapped is None:
                wrapped = uow.ring.seal(context, keys.opened(purpose, version))
            elif (resealed := uow.ring.reseal(context, key.wrapped)) is not None:
                wrapped = resealed
            else:
                continue
            uow.session.execute(
                update(KeptKey)
                .where(
                    *_of(organisation_id, purpose),
                    KeptKey.version == version,
                    KeptKey.retired_at.is_(None),
                )
                .values(wrapped=wrapped)
            )
            done += 1
    return done


def status(uow: UnitOfWork) -> list[KeyState]:
    """Every version of every key of the organisation entered, by purpose and version."""
    organisation_id = _tenant(uow)
    wraps = _wrapped_by(uow, organisation_id)
    query = (
        select(KeptKey)
        .where(KeptKey.organisation_id == organisation_id)
        .order_by(KeptKey.purpose, KeptKey.version)
    )
    master = uow.ring.master
    return [
        KeyState(
            purpose=row.purpose,
            version=row.version,
            created_at=row.created_at,
            retired_at=row.retired_at,
            is_kept=row.wrapped is not None,
            is_under_todays_master=row.wrapped is not None
            and master.made(row.wrapped)
            and master.is_current(row.wrapped),
            wraps=wraps.get(row.version, 0) if row.purpose is KeyPurpose.KEY_ENCRYPTION else None,
            widths=row.widths,
        )
        for row in uow.session.scalars(query)
    ]


def _rows(uow: UnitOfWork, table: str, column: str) -> int:
    """How many rows of the tenant bear the index; the forgotten bear none."""
    counted = (
        f"SELECT count({column}_index) FROM {table}"  # noqa: S608 (names only)
        " WHERE organisation_id = :organisation_id"
    )
    rows: int = uow.session.execute(text(counted), {"organisation_id": _tenant(uow)}).scalar_one()
    return rows


def _wrapped_by(uow: UnitOfWork, organisation_id: UUID) -> dict[int, int]:
    query = (
        select(SubjectKey.kek_version, func.count())
        .where(SubjectKey.organisation_id == organisation_id, SubjectKey.wrapped.is_not(None))
        .group_by(SubjectKey.kek_version)
    )
    return {row[0]: row[1] for row in uow.session.execute(query)}


def _superseded(uow: UnitOfWork, purpose: KeyPurpose) -> Sequence[int]:
    """
    The living versions but the newest, locked against whoever would still wrap by one.

    Without those that somebody holds who has wrapped by one and not committed yet.
    """
    of_purpose = _of(_tenant(uow), purpose)
    newest = select(func.max(KeptKey.version)).where(*of_purpose).scalar_subquery()
    query = (
        select(KeptKey.version)
        .where(*of_purpose, KeptKey.retired_at.is_(None), KeptKey.version < newest)
        .order_by(KeptKey.version)
        .with_for_update(skip_locked=True)
    )
    return uow.session.scalars(query).all()


def _retire(uow: UnitOfWork, purpose: KeyPurpose, version: int) -> None:
    uow.session.execute(
        update(KeptKey)
        .where(*_of(_tenant(uow), purpose), KeptKey.version == version)
        .values(wrapped=None, retired_at=func.now())
    )


def _take_turn(uow: UnitOfWork, purpose: KeyPurpose) -> None:
    """Two who rotate at once make two versions, one after the other."""
    key = func.hashtextextended(f"tenant-keys|{_tenant(uow)}|{purpose}", 0)
    uow.session.execute(select(func.pg_advisory_xact_lock(key)))


def _of(
    organisation_id: UUID, purpose: KeyPurpose
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return KeptKey.organisation_id == organisation_id, KeptKey.purpose == purpose


def _tenant(uow: UnitOfWork) -> UUID:
    if uow.organisation_id is None:
        raise ValueError("enter an organisation before its keys")
    return uow.organisation_id
