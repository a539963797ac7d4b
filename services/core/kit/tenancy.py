"""
What a transaction may see of the tenants' rows, said to the database, which keeps to it.

Row-level security (`migrations.grants.keep_apart`) reads two settings. They last as long as the
transaction, so that a connection that goes back to a pool, ours or PgBouncer's, tells the next one
nothing; and where nothing was said, nothing is seen. docs/decisions/0050 says why it is so.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

# Its parameters are `Sight.words`.
SAY = """
SELECT set_config('minori.tenant', %(tenant)s, true), set_config('minori.reach', %(reach)s, true)
"""

_SIGHT = "minori.sight"
_CONNECTION = "minori.connection"


@dataclass(frozen=True, slots=True)
class Sight:
    """
    The rows of one tenant, of every tenant, or of none.

    :param tenant: the organisation whose rows are seen.
    :param every: whether the rows of all the others are seen too.
    """

    tenant: UUID | None = None
    every: bool = False

    @property
    def words(self) -> dict[str, str]:
        """The settings' values: what `SAY` says."""
        return {"tenant": str(self.tenant or ""), "reach": "every" if self.every else ""}


NOTHING = Sight()


def sight_of(session: Session) -> Sight:
    """What the session's transaction sees now, or will when it begins."""
    sight: Sight = session.info.get(_SIGHT, NOTHING)
    return sight


def see(session: Session, sight: Sight) -> None:
    """
    Let the session see so much from now on, in this transaction and in its later ones.

    Costs a round trip where a transaction is under way; otherwise its beginning will say it.
    """
    if sight_of(session) == sight:
        return
    session.info[_SIGHT] = sight
    connection: Connection | None = session.info.get(_CONNECTION)
    if connection is not None and _listens(connection):
        _say(connection, sight)


# Sessions that nobody told what to see begin their transactions in silence: they see nothing.
@event.listens_for(Session, "after_begin")
def _say_at_the_beginning(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    session.info[_CONNECTION] = connection
    if not transaction.nested and _SIGHT in session.info:
        _say(connection, session.info[_SIGHT])


@event.listens_for(Session, "after_soft_rollback")
def _say_again(session: Session, undone: SessionTransaction) -> None:
    """What was said since a savepoint is undone with the rest."""
    connection: Connection | None = session.info.get(_CONNECTION)
    if undone.nested and connection is not None and _listens(connection):
        _say(connection, sight_of(session))


@event.listens_for(Session, "after_transaction_end")
def _forget_connection(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_CONNECTION, None)


def _say(connection: Connection, sight: Sight) -> None:
    connection.exec_driver_sql(SAY, sight.words)


def _listens(connection: Connection) -> bool:
    """
    Whether a transaction is under way that has not failed.

    One that has failed is rolled back, and then either ends, or is told again (`_say_again`).
    """
    if connection.closed or connection.invalidated:
        return False
    driver = connection.connection.driver_connection
    return driver is not None and driver.info.transaction_status == TransactionStatus.INTRANS
