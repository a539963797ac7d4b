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


def keep_apart(table: str, *, by: str = "organisation_id") -> None:
    """
    Let each tenant see and write its own rows of `table` only, whoever asks: even their owner.

    Without a tenant (`UnitOfWork.enter`) nobody sees a row. The parts in brackets are worked out
    once a query, not once a row.

    :param by: the column that says whose a row is: "organisation_id", or "programme_id" where the
        table knows the programme only.
    """
    whose = {
        "organisation_id": "organisation_id = (SELECT current_tenant())",
        "programme_id": "programme_id = ANY ((SELECT tenant_programmes())::uuid[])",
    }[by]
    condition = f"(SELECT every_tenant()) OR {whose}"
    op.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
    op.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    op.execute(
        text(f"CREATE POLICY tenant ON {table} USING ({condition}) WITH CHECK ({condition})")
    )
