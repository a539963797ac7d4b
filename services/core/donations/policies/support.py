"""
The absolute public-support test of certified NPOs, as information.

Act on Promotion of Specified Non-profit Activities, article 45(1)(i)(b): on average a hundred or
more donors a year who gave ¥3,000 or more in that fiscal year. Only donors whose name and address
are known count, those of one household as one, officers and their households not at all.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.core.donations.types import DonorDetails, DonorKind
from services.core.kit import japanese
from services.core.kit.money import Money

GIVEN_AT_LEAST = Money(3_000)
DONORS_AT_LEAST = 100


class Left(StrEnum):
    """Why donors, or gifts of nobody known, are not counted."""

    NOT_NAMED = "not_named"  # anonymous, or without name or address
    OFFICER = "officer"
    OFFICERS_HOUSEHOLD = "officers_household"
    BELOW_THRESHOLD = "below_threshold"
    SAME_HOUSEHOLD = "same_household"  # counted together with another


class Giver(Protocol):
    """A donor, as far as the test goes."""

    @property
    def id(self) -> UUID: ...
    @property
    def household_index(self) -> bytes | None: ...
    @property
    def on_the_list(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class YearOfSupport:
    """
    One fiscal year of the test.

    :param counted: households and bodies that count as one donor each.
    :param left_out: how many donors, and gifts of nobody known, do not, by reason.
    """

    fiscal_year: int
    counted: int
    left_out: Mapping[Left, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Support:
    """The test over its years."""

    years: Sequence[YearOfSupport]

    @property
    def average(self) -> float:
        """Donors a year; the years of the test are whole ones, of twelve months."""
        return sum(year.counted for year in self.years) / len(self.years)

    @property
    def is_met(self) -> bool:
        return sum(year.counted for year in self.years) >= DONORS_AT_LEAST * len(self.years)


def household_of(details: DonorDetails) -> str | None:
    """
    By what people of one household are known: family name and address; None where one is missing.

    The family name is what stands before the first space, as names are kept. Bodies have none. A
    postcode adds nothing to an address, and is often left out by one of two.
    """
    if details.kind is DonorKind.COMPANY or not (details.name and details.address):
        return None
    family, _, given = japanese.name(details.name).partition(" ")
    return f"{japanese.folded(family)}|{plain_address(details.address)}" if given else None


def plain_address(address: str) -> str:
    """
    An address as it is compared: 一丁目2番3号, １－２－３ and 1-2-3 are one.

    >>> plain_address("東京都渋谷区渋谷１丁目２番３号") == plain_address("東京都渋谷区渋谷1-2-3")
    True
    """
    plain = "".join(unicodedata.normalize("NFKC", address).casefold().split())
    plain = re.sub("([一二三四五六七八九])丁目", lambda found: f"{_DIGIT[found[1]]}丁目", plain)
    plain = re.sub("(?<=[0-9])(?:丁目|番地の?|番|号室?|の(?=[0-9]))", "-", plain)
    plain = re.sub("[\u2010-\u2015\u2212ー](?=[0-9])", "-", plain)
    return re.sub("-+", "-", plain).strip("-")


_DIGIT = {kanji: str(place) for place, kanji in enumerate("一二三四五六七八九", start=1)}


def households(
    givers: Iterable[Giver], links: Iterable[tuple[UUID, UUID]]
) -> dict[UUID, frozenset[UUID]]:
    """Each giver's household: of the same index, or linked by staff, over any number of steps."""
    groups: dict[UUID, set[UUID]] = {}
    by_index: dict[bytes, UUID] = {}
    pairs = list(links)
    for giver in givers:
        groups[giver.id] = {giver.id}
        if giver.household_index is not None:
            pairs.append((by_index.setdefault(giver.household_index, giver.id), giver.id))
    for one, other in pairs:
        if one in groups and other in groups and groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for member in groups[other]:
                groups[member] = groups[one]
    return {id: frozenset(group) for id, group in groups.items()}


def count_year(
    fiscal_year: int,
    *,
    given: Mapping[UUID, Money],
    unnamed: int,
    givers: Mapping[UUID, Giver],
    officers: frozenset[UUID],
    links: Iterable[tuple[UUID, UUID]],
) -> YearOfSupport:
    """
    Count the donors of one fiscal year.

    :param given: what each donor gave by name in the year, gifts of any size added up.
    :param unnamed: gifts of nobody known, and gifts whose donors wish not to be named.
    :param givers: donors and officers by id.
    :param officers: who was on the board on any day of the year.
    """
    left = Counter({Left.NOT_NAMED: unnamed})
    grouped = households(givers.values(), links)
    by_household: dict[frozenset[UUID], list[UUID]] = {}
    for donor_id in given:
        if givers[donor_id].on_the_list:
            by_household.setdefault(grouped[donor_id], []).append(donor_id)
        else:
            left[Left.NOT_NAMED] += 1
    counted = 0
    for household, members in by_household.items():
        if household & officers:
            sitting = sum(member in officers for member in members)
            left[Left.OFFICER] += sitting
            left[Left.OFFICERS_HOUSEHOLD] += len(members) - sitting
        elif sum(given[member].minor for member in members) < GIVEN_AT_LEAST.minor:
            left[Left.BELOW_THRESHOLD] += len(members)
        else:
            counted += 1
            left[Left.SAME_HOUSEHOLD] += len(members) - 1
    return YearOfSupport(fiscal_year, counted, {why: count for why, count in left.items() if count})
