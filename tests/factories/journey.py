"""A programme that has come as far as vouchers, and lessons paid with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.models import Fund
from services.core.programmes.models import Programme
from services.core.programmes.types import ServiceCategory
from services.core.providers.models import Provider
from services.core.redemptions import service as redemptions
from services.core.redemptions.types import (
    EnrolmentId,
    Entry,
    Honoured,
    RedemptionId,
    ReversalId,
    ReversalReason,
    Shown,
)
from services.core.vouchers import service as vouchers
from services.core.vouchers.models import Credential, Voucher
from services.core.vouchers.service.read import good_cards
from tests.factories.allocations import AMOUNT, make_drawn, make_fund
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.programmes import make_programme
from tests.factories.providers import make_provider, only_site, second_person

KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


@dataclass
class Journey:
    """A programme with a classroom, and a voucher in each child's hand."""

    uow: UnitOfWork
    programme: Programme
    fund: Fund
    provider: Provider
    cards: Sequence[tuple[Voucher, Credential]]

    def redeem(
        self,
        which: int,
        yen: int,
        *,
        on: date = date(2025, 6, 20),
        category: ServiceCategory = ServiceCategory.TUITION,
    ) -> Honoured:
        """The child `which` uses so much at the classroom."""
        voucher, credential = self.cards[which]
        entry = Entry(
            id=RedemptionId(uuid7()),
            provider_id=self.provider.id,
            scanner_id=UUID(int=7),
            category=category,
            service_on=on,
            amount=Money(yen),
        )
        shown = Shown(
            programme_id=self.programme.id,
            voucher_id=voucher.id,
            status_list_no=credential.status_list_no,
            status_index=credential.status_index,
        )
        [answer] = redemptions.redeem_many(self.uow, uses=[(entry, shown)])
        assert isinstance(answer, Honoured), answer
        return answer

    def reverse(self, use: Honoured, yen: int | None = None) -> None:
        redemptions.reverse(
            self.uow,
            id=ReversalId(uuid7()),
            programme_id=self.programme.id,
            redemption_id=use.id,
            reason=ReversalReason.LESSON_CANCELLED,
            amount=None if yen is None else Money(yen),
        )


def make_journey(
    uow: UnitOfWork,
    *gifts: int,
    children: int = 1,
    programme: Programme | None = None,
    fund: Fund | None = None,
) -> Journey:
    """
    Gifts, as many as it takes for all children where none is named; children drawn, awarded,
    with vouchers, and enrolled with the one classroom.

    :param fund: one with gifts enough, of the programme that is named.
    """
    programme = programme or make_programme(uow)
    uow.enter(programme.organisation_id)
    fund = fund or make_fund(uow, programme, *(gifts or [AMOUNT * children]))
    for number in range(children):
        # Told apart by name, or they would be reported as one child that applies twice.
        kana = f"ミホン {KANA[number // len(KANA)]}{KANA[number % len(KANA)]}コ"
        _, (child_id,) = make_household(uow, programme, new_child(kana=kana))
        make_eligible(uow, programme, child_id=child_id)
    round_ = make_drawn(uow, programme, fund, places=children)
    allocations.award_round(second_person(uow), programme_id=programme.id, round_id=round_.id)
    awards = allocations.awards(uow, programme_id=programme.id, round_id=round_.id)
    allocations.accept(uow, programme_id=programme.id, award_ids=[one.id for one in awards])
    vouchers.issue_due(uow, programme_id=programme.id)
    provider = make_provider(uow, programme)
    cards = sorted(good_cards(uow, programme_id=programme.id), key=lambda card: card[0].id)
    for voucher, _ in cards:
        redemptions.enrol(
            uow,
            id=EnrolmentId(uuid7()),
            programme_id=programme.id,
            provider_id=provider.id,
            site_id=only_site(uow, provider.id),
            child_id=voucher.child_id,
        )
    uow.now += timedelta(days=1)
    return Journey(uow, programme, fund, provider, cards)
