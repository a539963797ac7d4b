"""One request or task = one unit of work = one transaction. Only the edge commits."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.core.kit.actor import Actor
from services.core.kit.bulk import WORTH_COPYING, copy_rows
from services.core.kit.crypto import KeyRing, Vault
from services.core.kit.events import Event
from services.core.kit.ids import uuid7
from services.core.kit.keys import KeyTables, times_undone
from services.core.kit.models import OutboxMessage
from services.core.kit.tenancy import Sight, see, sight_of


class UnitOfWork:
    """
    What a verb needs: the session (for repositories), one instant, who acts, and the vault.

    The database shows it the rows of its tenant only. Before one is entered, the worker and the
    operator see every tenant's, and everybody else nobody's.

    :param now: the one instant at which all of this happens; the only clock in the core.
    :param request_id: the request or task that this belongs to, for the audit log.
    :param purpose: what people's data is looked at for, for the audit log.
    """

    def __init__(
        self,
        session: Session,
        *,
        now: datetime,
        actor: Actor,
        ring: KeyRing,
        organisation_id: UUID | None = None,
        request_id: str | None = None,
        purpose: str | None = None,
    ) -> None:
        self._session = session
        self._looking_across = 0
        self._vault: Vault | None = None
        self._undone = 0
        self.now = now
        self.actor = actor
        self.ring = ring
        self.organisation_id = organisation_id or actor.organisation_id
        self.request_id = request_id
        self.purpose = purpose

    @property
    def session(self) -> Session:
        """The session, which sees what this unit of work may see."""
        self._be_seeing()
        return self._session

    @property
    def sight(self) -> Sight:
        """Whose rows the database shows."""
        everybodys = self.organisation_id is None and self.actor.may_reach_every_tenant
        return Sight(self.organisation_id, every=everybodys or self._looking_across > 0)

    def enter(self, organisation_id: UUID) -> None:
        """
        Act within a tenant, where the actor (operator, worker) belongs to none, or anybody asks.

        :raises ValueError: this unit of work stands in another tenant already.
        """
        if self.organisation_id not in {None, organisation_id}:
            raise ValueError("a unit of work stays within one tenant")
        self.organisation_id = organisation_id
        self._be_seeing()

    @contextmanager
    def across_tenants(self) -> Iterator[None]:
        """
        Look at the rows of every tenant for as long as the block lasts.

        For the few questions that come before a tenant is known: whose key, session, link or
        programme is this? A test lists the places that may ask them.
        """
        self._looking_across += 1
        try:
            self._be_seeing()
            yield
            self._session.flush()
        finally:
            self._looking_across -= 1
            see(self._session, self.sight)

    def _be_seeing(self) -> None:
        if sight_of(self._session) != self.sight:
            self._session.flush()  # what was written so far is of those who were seen until now
            see(self._session, self.sight)

    @property
    def vault(self) -> Vault:
        """:raises ValueError: no tenant was entered: people belong to an organisation."""
        if self.organisation_id is None:
            raise ValueError("enter an organisation before its people's data")
        # What a savepoint has undone may have been a key that the vault still has in hand.
        undone = times_undone(self._session)
        if self._vault is None or self._undone != undone:
            tables = KeyTables(self, self.organisation_id)
            self._vault, self._undone = Vault(self.ring, tables, self.organisation_id), undone
        return self._vault

    def emit(self, event: Event) -> None:
        """Tell others what happened, once and only if this transaction commits."""
        self.emit_all([event])

    def emit_all(self, events: Iterable[Event]) -> None:
        """Tell many things at once, for bulk verbs."""
        told = list(events)
        if len(told) >= WORTH_COPYING:
            rows = ((one.tenant_id, uuid7(), one.topic, one.key, one.payload()) for one in told)
            columns = ("tenant_id", "id", "topic", "key", "payload")
            copy_rows(self.session, OutboxMessage, columns, rows)
            return
        self.session.add_all(
            OutboxMessage(
                tenant_id=event.tenant_id,
                topic=event.topic,
                key=event.key,
                payload=event.payload(),
            )
            for event in told
        )
