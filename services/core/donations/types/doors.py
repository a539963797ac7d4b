"""Who gives, and how money comes by other doors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.core.kit.money import Money


class ImportKind(StrEnum):
    GIFTS = "gifts"
    BANK = "bank"


class DonorKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"  # or any other body: an association, a school


class DepositDecisionKind(StrEnum):
    """What a person made of a deposit."""

    NEW_GIFT = "new_gift"  # nobody had announced it
    AS_GIFT = "as_gift"  # all of it is the gift announced, by the donor's word
    AS_ASKED = "as_asked"  # so much of it as was announced; the rest waits
    RETURNED = "returned"  # sent back to the payer, the rest or all
    UNDONE = "undone"  # the gift that was made of it is none

    @property
    def makes_a_gift(self) -> bool:
        return self not in {DepositDecisionKind.RETURNED, DepositDecisionKind.UNDONE}


class ReturnedBy(StrEnum):
    """How money went back to who had paid it in."""

    BANK_TRANSFER = "bank_transfer"
    CASH = "cash"
    BY_THE_BANK = "by_the_bank"  # 組戻し: the bank itself took the payment back


class CandidateFit(StrEnum):
    """Why a pledge may be what a deposit is for."""

    REFERENCE = "reference"
    PAYER = "payer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorDetails:
    """
    Who gives, as far as they said; every field may be left out.

    :param country: of residence or seat, ISO 3166-1 alpha-2; Japan where it is not said.
    :param kind: a person where it is not said.
    """

    name: str | None = None
    kana: str | None = None
    email: str | None = None
    postcode: str | None = None
    address: str | None = None
    phone: str | None = None
    country: str | None = None
    kind: DonorKind | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.name, self.kana, self.email, self.address))


@dataclass(frozen=True, slots=True)
class AtSite:
    """
    What one crowdfunding site holds and has not paid out; minor units.

    :param oldest_at: when the oldest gift in it was given.
    """

    site: str
    gifts: int
    minor: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalSource:
    """
    Where municipal money comes from; who gave to the municipality is the municipality's to know.

    :param code: five digits of JIS X 0402.
    :param project: the crowdfunding project (GCF), or the regional plan, by its name.
    :param donors: how many gave to it, as the municipality tells.
    :param raised: what it took in, of which the amount received is the part passed on.
    """

    name: str
    code: str | None = None
    project: str | None = None
    donors: int | None = None
    raised: Money | None = None
