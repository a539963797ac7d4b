"""Vouchers in hand and places in classrooms: say only what the test is about."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.donations import service as donations
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.programmes.types import ServiceCategory
from services.core.providers.models import Provider
from services.core.redemptions import service as redemptions
from services.core.redemptions.models import Enrolment
from services.core.redemptions.types import EnrolmentId, Entry, Honoured, RedemptionId, Shown
from services.core.vouchers import service as vouchers
from tests.factories.allocations import make_drawn, make_fund
from tests.factories.households import make_eligible, new_child
from tests.factories.programmes import make_programme
from tests.factories.providers import make_provider, only_site, second_person

# A lesson after the awards of the factories, on a day on which nothing else happens.
LESSON = date(2025, 6, 21)


@dataclass(frozen=True)
class Card:
    """A voucher as its family holds it."""

    programme_id: UUID
    voucher_id: UUID
    child_id: UUID
    token: str
    code: str
    shown: Shown


@dataclass(frozen=True)
class Classroom:
    """One family's card, and the provider at which its child is enrolled."""

    programme: Programme
    provider: Provider
    site_id: UUID
    card: Card
    enrolment: Enrolment


def make_cards(uow: UnitOfWork, programme: Programme, count: int = 1) -> list[Card]:
    """Issued vouchers of the programme's amount for children in grade 9, each with its card."""
    amount = programme.terms.amount_by_grade[9]
    fund = make_fund(uow, programme)
    donations.receive_grant(
        uow, programme_id=programme.id, fund_id=fund.id, amount=Money(amount * count)
    )
    for _ in range(count):
        make_eligible(uow, programme, children=(new_child(kana=f"ミホン {_reading()}"),))
    round_ = make_drawn(uow, programme, fund)
    allocations.award_round(second_person(uow), programme_id=programme.id, round_id=round_.id)
    awarded = allocations.awards(uow, programme_id=programme.id, round_id=round_.id)
    allocations.accept(uow, programme_id=programme.id, award_ids=[award.id for award in awarded])
    vouchers.issue_due(uow, programme_id=programme.id)
    return [card_of(uow, programme.id, award.voucher_id) for award in awarded]


def _reading() -> str:
    """A name that no other child has, so that nobody is taken for a duplicate."""
    return "".join(chr(ord("ア") + 2 * int(digit, 16)) for digit in uuid7().hex[-8:])


def card_of(uow: UnitOfWork, programme_id: UUID, voucher_id: UUID) -> Card:
    """The card that is good now."""
    voucher = vouchers.get(uow, programme_id=programme_id, voucher_id=voucher_id)
    credential = vouchers.active_credential(uow, programme_id=programme_id, voucher_id=voucher_id)
    assert credential is not None
    opened = vouchers.open_card(uow, credential)
    return Card(
        programme_id=programme_id,
        voucher_id=voucher_id,
        child_id=voucher.child_id,
        token=opened.token,
        code=opened.short_code,
        shown=Shown(
            programme_id=programme_id,
            voucher_id=voucher_id,
            status_list_no=credential.status_list_no,
            status_index=credential.status_index,
        ),
    )


def make_classroom(uow: UnitOfWork, *, amount: int = 10_000, **terms: Any) -> Classroom:
    """A voucher of `amount` yen, and a provider where its child has a place."""
    programme = make_programme(uow, amount_by_grade={9: amount}, **terms)
    uow.enter(programme.organisation_id)
    [card] = make_cards(uow, programme)
    provider = make_provider(uow, programme)
    enrolment = enrol(uow, card, provider)
    return Classroom(programme, provider, enrolment.site_id, card, enrolment)


def enrol(uow: UnitOfWork, card: Card, provider: Provider) -> Enrolment:
    return redemptions.enrol(
        uow,
        id=EnrolmentId(uuid7()),
        programme_id=card.programme_id,
        provider_id=provider.id,
        site_id=only_site(uow, provider.id),
        child_id=card.child_id,
    )


def entry(provider: Provider, *, amount: int = 1_000, **overrides: Any) -> Entry:
    """A lesson of `amount` yen at this provider, entered at its own counter."""
    told: dict[str, Any] = {
        "id": RedemptionId(uuid7()),
        "provider_id": provider.id,
        "scanner_id": provider.id,
        "category": ServiceCategory.TUITION,
        "service_on": LESSON,
        "amount": Money(amount),
    }
    return Entry(**{**told, **overrides})


def redeem(
    uow: UnitOfWork, classroom: Classroom, *, amount: int = 1_000, **overrides: Any
) -> Honoured:
    """Use the classroom's voucher there."""
    return redemptions.redeem(
        uow,
        entry=entry(classroom.provider, amount=amount, **overrides),
        shown=classroom.card.token,
    )
