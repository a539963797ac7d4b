"""What migrations say again and again: the application's rights, and rows that never change."""

from alembic import context, op
from sqlalchemy import Row, text


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


# The tenant that asks, and its programmes, each worked out once a query and not once a row: that is
# what the brackets are for.
_TENANT = "(SELECT current_tenant())"
_PROGRAMMES = f"ARRAY(SELECT id FROM programmes WHERE organisation_id = {_TENANT})"
_OWN_PROGRAMME = f"programme_id = ANY ({_PROGRAMMES})"

_OWN = {
    "organisation_id": f"organisation_id = {_TENANT}",
    "programme_id": _OWN_PROGRAMME,
    "tenant_id": f"(tenant_id = {_TENANT} OR tenant_id = ANY ({_PROGRAMMES}))",
}


def keep_apart(table: str, *, by: str = "organisation_id") -> None:
    """
    Let each tenant see and write its own rows of `table` only, whoever asks: even their owner.

    Without a tenant (`UnitOfWork.enter`) nobody sees a row, but for `across_tenants`. A table that
    knows both organisation and programme is read by the organisation, which costs least; what is
    written into it must be of a programme of the same organisation as well.

    What the table's author must know:

    - Every unique key begins with the tenant's column, and every reference carries it along
      (`kit.db.reference`): constraints look past row-level security, and would tell of rows that
      one may not see.
    - COPY into it is refused: `kit.bulk.copy_rows` writes many rows.
    - A function in its indexes' conditions is used by the planner only if it is LEAKPROOF;
      comparing ids, numbers, dates and instants is.

    :param by: the column that says whose a row is: "organisation_id"; "programme_id" where the
        table knows the programme only; "tenant_id" where that may be either.
    """
    seen = f"(SELECT every_tenant()) OR {_OWN[by]}"
    own = _OWN[by]
    if by == "organisation_id" and (told := _programme_column(table)) is not None:
        own = f"{own} AND {_OWN_PROGRAMME}"
        if told.nullable:
            own = f"{_OWN[by]} AND (programme_id IS NULL OR {_OWN_PROGRAMME})"
    written = f"(SELECT every_tenant()) OR ({own})"
    op.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
    op.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    op.execute(text(f"CREATE POLICY tenant ON {table} USING ({seen}) WITH CHECK ({written})"))


def join_again(table: str) -> None:
    """Undo `keep_apart`, where a migration goes down and the table stays."""
    op.execute(text(f"DROP POLICY tenant ON {table}"))
    op.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
    op.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))


def _programme_column(table: str) -> Row[tuple[bool]] | None:
    query = text(
        "SELECT NOT attnotnull AS nullable FROM pg_attribute"
        " WHERE attrelid = cast(:of_table AS regclass) AND attname = 'programme_id'"
    )
    return op.get_bind().execute(query, {"of_table": table}).one_or_none()
