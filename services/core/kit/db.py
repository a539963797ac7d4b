"""What all tables share: constraint names, column types, keys that begin with a tenant."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    Date,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Composite, DeclarativeBase, Mapped, composite, mapped_column
from sqlalchemy.types import TypeEngine

from services.core.kit.ids import uuid7
from services.core.kit.money import Money


class Base(DeclarativeBase):
    """The root of all tables. A `StrEnum` is kept as text by value, with a CHECK."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        date: Date(),
        str: Text(),
        int: BigInteger(),
        bytes: LargeBinary(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
        list[str]: JSONB(),
    }


def enum_type(values: type[StrEnum], name: str) -> Enum:
    """
    `values` as text with a CHECK named `name`, read back as members and not as bare strings.

    Not a native type: adding a member is then an ordinary migration.
    """
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def enum_column(values: type[StrEnum], name: str, **options: Any) -> Mapped[Any]:
    """A column of `values`; `name` is the CHECK's, unique within its table."""
    return mapped_column(enum_type(values, name), **options)


def small_int(**options: Any) -> Mapped[Any]:
    """A column for small whole numbers: grades, months, basis points."""
    return mapped_column(Integer(), **options)


def money_column(name: str, *, default_currency: str = "JPY") -> Composite[Money]:
    """`<name>_minor` BIGINT and `<name>_currency`, seen by code as one `Money`."""
    return composite(
        Money,
        mapped_column(f"{name}_minor", BigInteger()),
        mapped_column(f"{name}_currency", CHAR(3), server_default=default_currency),
    )


class OfOrganisation:
    """Rows that outlive a year: people, providers. The key begins with the organisation."""

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


class OfProgramme:
    """
    Rows of one programme year. The key begins with the programme.

    So the tables can be distributed by programme without a hot statement that crosses shards.
    """

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)


def reference(table: str, tenant: str, column: str) -> ForeignKeyConstraint:
    """
    `(tenant, column)` refers to `(tenant, id)` of `table`: no reference crosses a tenant.

    >>> reference("vouchers", "programme_id", "voucher_id").column_keys
    ['programme_id', 'voucher_id']
    """
    return ForeignKeyConstraint([tenant, column], [f"{table}.{tenant}", f"{table}.id"])
