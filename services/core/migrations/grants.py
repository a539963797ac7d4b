"""What migrations say again and again: the application's rights, and rows that never change."""

from alembic import context, op
from sqlalchemy import text


def app_role() -> str:
    """The role that the application acts as, quoted."""
    role: str = context.config.attributes["app_role"]
    return op.get_bind().dialect.identifier_preparer.quote(role)


def append_only(table: str) -> None:
    """
    Make the rows of `table` immutable: by grant for the application, by trigger for everybody.

    Deferred references to the table still work: they need no UPDATE.
    """
    op.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {app_role()}"))
    op.execute(
        text(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    )
