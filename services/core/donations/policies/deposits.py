"""Whose deposit it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.core.donations.types import CandidateFit, DonationId
from services.core.kit.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A bank transfer that a donor has announced; `payer` = the donor's reading, folded."""

    donation_id: DonationId
    amount: Money
    reference: str | None
    payer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """
    Money that reached the bank.

    :param reference: the digits that the payer put beside the name.
    :param payer: the name itself, folded.
    """

    amount: Money
    reference: str | None
    payer: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A pledge that a deposit may be for.

    :param over: by how much the deposit exceeds it; negative where it falls short.
    """

    pledge: Pledge
    fit: CandidateFit
    over: Money


def pledge_of(deposit: Deposit, pledges: Sequence[Pledge]) -> Pledge | None:
    """
    The one pledge that a deposit fulfils: by reference, or else by the payer's name.

    Only to the exact yen: too much or too little is for a person to decide, and so is a name
    that fits two pledges.
    """
    if deposit.reference is not None:
        named = [pledge for pledge in pledges if pledge.reference == deposit.reference]
    else:
        named = [
            pledge
            for pledge in pledges
            if pledge.payer is not None and pledge.payer == deposit.payer
        ]
    fitting = [pledge for pledge in named if pledge.amount == deposit.amount]
    return fitting[0] if len(fitting) == 1 else None


def candidates_of(deposit: Deposit, pledges: Sequence[Pledge]) -> list[Candidate]:
    """
    What a deposit that waits may be for, the likeliest first: by reference before by name, the
    nearest amount before a farther one.
    """
    found = [
        Candidate(pledge, fit, deposit.amount - pledge.amount)
        for pledge in pledges
        if (fit := _fit(deposit, pledge)) is not None
    ]
    return sorted(found, key=lambda one: (one.fit is CandidateFit.PAYER, abs(one.over.minor)))


def _fit(deposit: Deposit, pledge: Pledge) -> CandidateFit | None:
    if deposit.reference is not None and deposit.reference == pledge.reference:
        return CandidateFit.REFERENCE
    if deposit.payer is not None and deposit.payer == pledge.payer:
        return CandidateFit.PAYER
    return None
