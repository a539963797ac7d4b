"""Logs, their keys, what was signed, and who outside has it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.core.audit.models import AuditCheckpoint, AuditDelivery, AuditLog, AuditLogKey
from services.core.audit.types import Delivered
from services.core.kit.unit_of_work import UnitOfWork


class SignedRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def log(self, organisation_id: UUID) -> AuditLog | None:
        return self._session.get(AuditLog, organisation_id)

    def lock(self, organisation_id: UUID) -> AuditLog | None:
        """The log, and with it the right to append to it and to sign it."""
        query = (
            select(AuditLog)
            .where(AuditLog.organisation_id == organisation_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalar(query)

    def found(self, organisation_id: UUID, *, origin: str) -> bool:
        """Found a log; False where another was quicker, whose origin stands."""
        statement = insert(AuditLog).values(organisation_id=organisation_id, origin=origin)
        founded = self._session.execute(
            statement.on_conflict_do_nothing().returning(AuditLog.organisation_id)
        )
        return founded.one_or_none() is not None

    def key(self, organisation_id: UUID) -> AuditLogKey | None:
        """The key that signs."""
        query = (
            select(AuditLogKey)
            .where(AuditLogKey.organisation_id == organisation_id)
            .order_by(AuditLogKey.id.desc())
            .limit(1)
        )
        return self._session.scalar(query)

    def add(self, row: AuditLogKey | AuditCheckpoint) -> None:
        self._session.add(row)
        self._session.flush()

    def note_delivery(
        self, organisation_id: UUID, witness: str, tree_size: int, cosignatures: str
    ) -> None:
        """Once: what is noted stays."""
        statement = insert(AuditDelivery).values(
            organisation_id=organisation_id,
            witness=witness,
            tree_size=tree_size,
            cosignatures=cosignatures,
        )
        self._session.execute(statement.on_conflict_do_nothing())

    def latest(self, organisation_id: UUID) -> AuditCheckpoint | None:
        """The checkpoint of the largest tree."""
        return self._session.scalar(
            select(AuditCheckpoint)
            .where(AuditCheckpoint.organisation_id == organisation_id)
            .order_by(AuditCheckpoint.tree_size.desc())
            .limit(1)
        )

    def find(self, organisation_id: UUID, checkpoint_id: UUID) -> AuditCheckpoint | None:
        return self._session.get(AuditCheckpoint, (organisation_id, checkpoint_id))

    def at(self, organisation_id: UUID, tree_size: int) -> AuditCheckpoint | None:
        query = select(AuditCheckpoint).where(
            AuditCheckpoint.organisation_id == organisation_id,
            AuditCheckpoint.tree_size == tree_size,
        )
        return self._session.scalar(query)

    def page(
        self, organisation_id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[AuditCheckpoint]:
        """Checkpoints from the newest on."""
        query = select(AuditCheckpoint).where(AuditCheckpoint.organisation_id == organisation_id)
        if after is not None:
            query = query.where(AuditCheckpoint.id < after)
        return self._session.scalars(query.order_by(AuditCheckpoint.id.desc()).limit(limit)).all()

    def between(self, organisation_id: UUID, *, above: int, upto: int) -> Sequence[AuditCheckpoint]:
        """Checkpoints of trees larger than `above`, and not larger than `upto`."""
        query = (
            select(AuditCheckpoint)
            .where(
                AuditCheckpoint.organisation_id == organisation_id,
                AuditCheckpoint.tree_size > above,
                AuditCheckpoint.tree_size <= upto,
            )
            .order_by(AuditCheckpoint.tree_size)
        )
        return self._session.scalars(query).all()

    def beyond(self, organisation_id: UUID, tree_size: int) -> Sequence[AuditCheckpoint]:
        """Checkpoints of trees larger than there is one."""
        query = select(AuditCheckpoint).where(
            AuditCheckpoint.organisation_id == organisation_id,
            (AuditCheckpoint.tree_size > tree_size) | (AuditCheckpoint.tree_size < 1),
        )
        return self._session.scalars(query).all()

    def delivered(self, organisation_id: UUID) -> Sequence[Delivered]:
        """How far each outside place has been told."""
        newest = (
            select(AuditDelivery.witness, func.max(AuditDelivery.tree_size).label("size"))
            .where(AuditDelivery.organisation_id == organisation_id)
            .group_by(AuditDelivery.witness)
            .subquery()
        )
        query = (
            select(AuditDelivery.witness, AuditDelivery.tree_size, AuditDelivery.delivered_at)
            .join(
                newest,
                (newest.c.witness == AuditDelivery.witness)
                & (newest.c.size == AuditDelivery.tree_size),
            )
            .where(AuditDelivery.organisation_id == organisation_id)
            .order_by(AuditDelivery.witness)
        )
        return [Delivered(*row) for row in self._session.execute(query)]

    def cosignatures(self, organisation_id: UUID, tree_size: int) -> list[str]:
        """What outside places have signed on the checkpoint of this size."""
        query = select(AuditDelivery.cosignatures).where(
            AuditDelivery.organisation_id == organisation_id,
            AuditDelivery.tree_size == tree_size,
            AuditDelivery.cosignatures != "",
        )
        return list(self._session.scalars(query.order_by(AuditDelivery.witness)))

    def clock(self) -> datetime:
        """The database's own time: a log is of the installation, not of a programme's year."""
        now: datetime = self._session.scalars(select(func.clock_timestamp())).one()
        return now
