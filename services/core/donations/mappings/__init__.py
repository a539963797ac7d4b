"""
Which column of which site's or bank's file means what: data files, one a format.

A new site needs a new file here, or a mapping that an organisation saves for itself
(`service.saved_mappings`), and no code.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.core.donations.errors import MappingNotFound
from services.core.donations.types import Channel
from services.core.kit.sheets import fold_header

FOLDER = Path(__file__).resolve().parent

Headings = tuple[Annotated[str, Field(min_length=1)], ...]


GiftField = Literal[
    "gift_id",
    "amount",
    "given_at",
    "name",
    "kana",
    "email",
    "phone",
    "postcode",
    "address",
    "address_2",
    "address_3",
    "country",
    "donor_kind",
    "anonymous",
    "status",
    "frequency",
    "supporter_fee",
    "gift_kind",
    "reference",
]
"""What a list of gifts may tell of each."""


class _Mapping(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
    title: str


class GiftMapping(_Mapping):
    """
    How one site exports gifts, or a list of announced transfers was filled in.

    :param source: names the site; with the gift's number there it makes the gift's id.
    :param settled: the rows' money has come already; else they are pledges.
    :param held_by_site: the site has the money and pays it out later, less its fee.
    :param amount_includes_fee: the amount holds the supporter fee, which is the site's; the gift
        is what is left.
    :param take_only: values of the status column of rows that are gifts; others are left out.
    :param cancelled: those of rows that were gifts and are given back by the site.
    :param monthly: values of the frequency column of rows that come each month under one number.
    :param in_kind: values of the column that tells money from goods, for goods.
    :param company: values by which a donor is told to be a body and no person.
    :param yes: values by which a yes-or-no column says yes.
    """

    kind: Literal["gifts"]
    channel: Channel
    settled: bool = True
    held_by_site: bool = False
    amount_includes_fee: bool = False
    columns: dict[GiftField, Headings]
    take_only: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    monthly: tuple[str, ...] = ()
    in_kind: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if missing := {"gift_id", "amount", "given_at"} - set(self.columns):
            raise ValueError(f"columns that every list needs: {', '.join(sorted(missing))}")
        headings = [fold_header(one) for some in self.columns.values() for one in some]
        if twice := {one for one in headings if headings.count(one) > 1}:
            raise ValueError(f"headings that mean two things: {', '.join(sorted(twice))}")
        if self.held_by_site and (self.channel is not Channel.CROWDFUNDING or not self.settled):
            raise ValueError("a site holds gifts of the channel crowdfunding that are settled")
        if self.amount_includes_fee and "supporter_fee" not in self.columns:
            raise ValueError("the column of the supporter fee is needed to take it off")
        return self


class BankMapping(_Mapping):
    """
    How one bank writes its statements.

    :param layout: "zengin" for the bankers' association's fixed-length form (`zengin_statement`),
        whose columns are its own.
    :param take_only: values of the type column of lines that are transfers from others.
    """

    kind: Literal["bank"]
    layout: Literal["csv", "zengin"] = "csv"
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
