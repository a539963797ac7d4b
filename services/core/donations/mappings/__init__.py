"""
Which column of which site's or bank's file means what: data files, one a format.

A new site needs a new file here, and no code.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from services.core.donations.errors import MappingNotFound
from services.core.donations.types import Channel

FOLDER = Path(__file__).resolve().parent

Headings = tuple[Annotated[str, Field(min_length=1)], ...]


class _Mapping(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
    title: str


class GiftMapping(_Mapping):
    """
    How one site exports gifts, or a list of announced transfers was filled in.

    :param source: names the site; with the gift's number there it makes the gift's id.
    :param settled: the rows' money has come already; else they are pledges.
    :param take_only: values of the status column of rows that are gifts; others are left out.
    :param yes: values by which a yes-or-no column says yes.
    """

    kind: Literal["gifts"]
    channel: Channel
    settled: bool = True
    columns: dict[
        Literal[
            "gift_id",
            "amount",
            "given_at",
            "name",
            "kana",
            "email",
            "postcode",
            "address",
            "address_2",
            "address_3",
            "anonymous",
            "status",
            "reference",
        ],
        Headings,
    ]
    take_only: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()


class BankMapping(_Mapping):
    """
    How one bank writes its statements.

    :param take_only: values of the type column of lines that are transfers from others.
    """

    kind: Literal["bank"]
    columns: dict[
        Literal["day", "deposit", "withdrawal", "payer", "balance", "type"],
        Headings,
    ]
    take_only: tuple[str, ...] = ()


@cache
def gift_mapping(name: str) -> GiftMapping:
    """:raises MappingNotFound: no file of that name maps gifts."""
    return GiftMapping.model_validate(_load(name, "gifts"))


@cache
def bank_mapping(name: str) -> BankMapping:
    """:raises MappingNotFound: no file of that name maps bank statements."""
    return BankMapping.model_validate(_load(name, "bank"))


def names(kind: str) -> list[str]:
    """The mappings of a kind that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml") if _read(path)["kind"] == kind)


def _load(name: str, kind: str) -> Mapping[str, object]:
    known = names(kind)
    if name not in known:
        raise MappingNotFound(name=name, known=", ".join(known))
    return _read(FOLDER / f"{name}.yaml")


def _read(path: Path) -> Mapping[str, object]:
    data: Mapping[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data
