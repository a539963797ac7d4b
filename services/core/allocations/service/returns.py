"""Unspent money goes back to the fund and the gifts that it came from, the last lot first."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from services.core.allocations.errors import AwardNotFound, ReturnTooLarge
from services.core.allocations.models import Award, AwardLot
from services.core.allocations.policies import LotPart, from_the_tail
from services.core.allocations.repository import AwardRepository
from services.core.allocations.service.tenancy import enter_alone
from services.core.donations import service as donations
from services.core.donations.types import DonationId, Lot
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, NewTransfer, TransferCode, account_id


def return_unspent(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    by_voucher: Mapping[UUID, int],
    code: TransferCode,
) -> Money:
    """
    Give back what vouchers leave unspent: from the voucher's account to its fund, and to the
    gifts behind it. Returns the sum.

    A voucher may return money more than once, as when a lesson is undone after it lapsed.

    :param by_voucher: minor units by voucher; zeros are passed over.
    :param code: `VOUCHER_EXPIRED` or `VOUCHER_REVOKED`.
    :raises AwardNotFound: no award is behind a voucher.
    :raises ReturnTooLarge: a voucher's lots hold less.
    :raises InsufficientBalance: a voucher's account holds less.
    """
    back = {voucher: minor for voucher, minor in by_voucher.items() if minor}
    if not back:
        return Money(0)
    enter_alone(uow, programme_id)
    repository = AwardRepository(uow)
    awards = repository.lock_by_voucher(programme_id, back)
    for missing in back.keys() - {award.voucher_id for award in awards}:
        raise AwardNotFound(voucher_id=missing)
    lots = _lots_by_award(repository, programme_id, awards)
    parts: list[tuple[UUID, int, int]] = []
    given: list[Lot] = []
    for award in awards:
        for part in _parts(award, lots[award.id], back[award.voucher_id]):
            parts.append((award.id, part.ordinal, part.left_minor))
            donation_id = DonationId(lots[award.id][part.ordinal].donation_id)
            given.append(Lot(donation_id, Money(part.left_minor)))
    transfers = [_transfer(programme_id, award, back[award.voucher_id], code) for award in awards]
    donations.lock_lots(uow, programme_id=programme_id, lots=given)
    repository.add_returned(programme_id, parts)
    repository.count_return(programme_id, [award.id for award in awards])
    ledger.post_many(uow, programme_id=programme_id, transfers=transfers)
    donations.give_back(uow, programme_id=programme_id, lots=given)
    return Money(sum(back.values()))


def _lots_by_award(
    repository: AwardRepository, programme_id: UUID, awards: list[Award]
) -> dict[UUID, dict[int, AwardLot]]:
    by_award: dict[UUID, dict[int, AwardLot]] = defaultdict(dict)
    for lot in repository.lots(programme_id, [award.id for award in awards]):
        by_award[lot.award_id][lot.ordinal] = lot
    return by_award


def _parts(award: Award, lots: Mapping[int, AwardLot], minor: int) -> list[LotPart]:
    left = [LotPart(lot.ordinal, lot.amount_minor - lot.returned_minor) for lot in lots.values()]
    if not 0 < minor <= sum(part.left_minor for part in left):
        raise ReturnTooLarge(award_id=award.id, voucher_id=award.voucher_id, minor=minor)
    return from_the_tail(left, minor)


def _transfer(programme_id: UUID, award: Award, minor: int, code: TransferCode) -> NewTransfer:
    return NewTransfer(
        code=code,
        debit=account_id(programme_id, AccountCode.VOUCHER, award.voucher_id),
        credit=account_id(programme_id, AccountCode.FUND, award.fund_id),
        amount=Money(minor),
        of=award.voucher_id,
        ordinal=award.returns,
    )
