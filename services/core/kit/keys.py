"""The tables of keys, as one tenant's unit of work sees them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, event, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session, SessionTransaction

from services.core.kit.bulk import copy_rows
from services.core.kit.crypto import BlindIndex, KeyPurpose, SealBroken, TenantKey, WrappedKey
from services.core.kit.crypto.blind_index import FIRST_FORM_BYTES
from services.core.kit.models import KeptKey, SubjectKey

# How often the version in force is looked for, where each is retired at that very moment.
TRIES = 3

_UNDONE = "minori.undone"


class HasSession(Protocol):
    """The unit of work, as much of it as is asked here."""

    @property
    def session(self) -> Session: ...


class KeyTables:
    """`kit.crypto.KeyStore` over the tables, for one tenant."""

    def __init__(self, uow: HasSession, organisation_id: UUID) -> None:
        self._uow = uow
        self._organisation_id = organisation_id

    def load(self, subject_ids: Iterable[UUID]) -> dict[UUID, WrappedKey | None]:
        query = select(SubjectKey.id, SubjectKey.wrapped, SubjectKey.kek_version).where(
            SubjectKey.organisation_id == self._organisation_id,
            SubjectKey.id.in_(list(subject_ids)),
        )
        return {
            row.id: None if row.wrapped is None else WrappedKey(row.wrapped, row.kek_version)
            for row in self._uow.session.execute(query)
        }

    def store(self, keys: Mapping[UUID, WrappedKey]) -> None:
        copy_rows(
            self._uow.session,
            SubjectKey,
            ("id", "wrapped", "kek_version"),
            ((id, key.wrapped, key.version) for id, key in keys.items()),
            same={"organisation_id": self._organisation_id},
        )

    def destroy(self, subject_id: UUID) -> None:
        # The database's own time: an erasure is a fact of the installation, not of a programme.
        self._uow.session.execute(
            update(SubjectKey)
            .where(SubjectKey.organisation_id == self._organisation_id, SubjectKey.id == subject_id)
            .values(wrapped=None, destroyed_at=func.now())
        )

    def tenant_keys(self) -> Sequence[TenantKey]:
        query = (
            select(KeptKey.purpose, KeptKey.version, KeptKey.wrapped, KeptKey.widths)
            .where(KeptKey.organisation_id == self._organisation_id, KeptKey.retired_at.is_(None))
            .order_by(KeptKey.purpose, KeptKey.version)
        )
        return [TenantKey(*row) for row in self._uow.session.execute(query)]

    def found(self, keys: Sequence[TenantKey]) -> None:
        rows = [
            {
                "organisation_id": self._organisation_id,
                "purpose": key.purpose,
                "version": key.version,
                "wrapped": key.wrapped,
                "widths": key.widths,
            }
            for key in keys
        ]
        self._uow.session.execute(insert(KeptKey).values(rows).on_conflict_do_nothing())

    def hold_newest(self, purpose: KeyPurpose) -> int:
        query = self._newest(purpose).with_for_update(read=True, key_share=True)
        for _ in range(TRIES):
            held = self._uow.session.scalars(query).one_or_none()
            if held is not None:
                return held
            # It was superseded and retired while we waited for it: look again.
        raise SealBroken

    def newest(self, purpose: KeyPurpose) -> int | None:
        """The version in force; None for a tenant without keys."""
        return self._uow.session.scalars(self._newest(purpose)).one_or_none()

    def _newest(self, purpose: KeyPurpose) -> Select[int]:
        return (
            select(KeptKey.version)
            .where(
                KeptKey.organisation_id == self._organisation_id,
                KeptKey.purpose == purpose,
                KeptKey.retired_at.is_(None),
            )
            .order_by(KeptKey.version.desc())
            .limit(1)
        )


def bears_older_key(column: InstrumentedAttribute[Any], index: BlindIndex) -> ColumnElement[bool]:
    """
    Whether `column` holds a blind index that is not of `index`'s key and width.

    :param index: the newest one of its place (`Vault.indexes`).
    """
    first_form = func.octet_length(column) == FIRST_FORM_BYTES
    if index.bits is None:
        return ~first_form
    return first_form | (func.substring(column, 1, 1) != index.front)


def times_undone(session: Session) -> int:
    """How often something was rolled back in this session, to a savepoint or wholly."""
    times: int = session.info.get(_UNDONE, 0)
    return times


@event.listens_for(Session, "after_soft_rollback")
def _count(session: Session, _undone: SessionTransaction) -> None:
    session.info[_UNDONE] = times_undone(session) + 1
