"""Receive a municipality's money: a donation without a donor, never receipted (B10)."""

from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import AmountNotPositive, DonationIdReused, ReceivedInFuture
from services.core.donations.events import GrantReceived
from services.core.donations.models import Donation, MunicipalIncome
from services.core.donations.repository import DonationRepository, MunicipalIncomeRepository
from services.core.donations.service.booking import account_of
from services.core.donations.service.gifts import get
from services.core.donations.types import Channel, DonationStatus, MunicipalSource
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.models import Fund
from services.core.ledger.types import AccountCode, NewTransfer, TransferCode, TransferId
from services.core.programmes import service as programmes


def receive_grant(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    fund_id: UUID,
    amount: Money,
    received_at: datetime | None = None,
    external_ref: str | None = None,
    id: UUID | None = None,
    channel: Channel = Channel.MUNICIPAL_GRANT,
    source: MunicipalSource | None = None,
) -> Donation:
    """
    Book money of the municipality into a fund, wholly: no overhead is taken of it.

    Hometown-tax gifts that it passes on (ふるさと納税, 企業版ふるさと納税) are its money too: it
    took them in, and gave the receipts.

    :param source: which municipality, for what, and what it took in; needed where gifts are
        passed on.
    :param external_ref: the municipality's number of the decision; it makes the id where none is
        given, so that a decision is booked once.
    :raises ProgrammeNotPublished: the programme is a draft still, or its year is closed.
    :raises ReceivedInFuture: money that has not come is not booked.
    :raises DonationIdReused: the id or the number stands for another donation.
    :raises ChannelNotPayable: by this channel no municipality's money comes.
    :raises MunicipalFiguresUnfit: what it tells of the gifts cannot be so, or is missing.
    """
    if amount.minor <= 0:
        raise AmountNotPositive(pointer="/amount")
    policies.must_add_up(channel, amount, source)
    programmes.published(uow, programme_id)
    fund = ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id)
    at = received_at or uow.now
    if at > uow.now:
        raise ReceivedInFuture(pointer="/received_at")
    donations = DonationRepository(uow)
    if id is None and external_ref is not None:
        id = derived_id("grant", programme_id, external_ref)
    booked = donations.find_by_ref(programme_id, external_ref) if external_ref else None
    if booked is not None and booked.id != id:
        raise DonationIdReused(donation_id=booked.id)
    row = _settled_row(uow, fund, channel, amount, at, external_ref, id or uuid7())
    is_new = bool(donations.add_new([row]))
    grant = get(uow, programme_id=programme_id, donation_id=row["id"])
    if (grant.channel, grant.amount, grant.fund_id) != (row["channel"], amount, fund.id):
        raise DonationIdReused(donation_id=grant.id)
    if is_new:
        if source is not None:
            MunicipalIncomeRepository(uow).add(_told(uow, grant, source))
        ledger.post_many(uow, programme_id=programme_id, transfers=_moves(grant))
        uow.emit(
            GrantReceived(
                organisation_id=grant.organisation_id,
                programme_id=programme_id,
                donation_id=grant.id,
                amount_minor=amount.minor,
            )
        )
        audit.record(
            uow,
            action="grant.receive",
            object_type="donation",
            object_id=grant.id,
            facts={"amount": amount.minor, "channel": channel},
        )
    return grant


def _settled_row(
    uow: UnitOfWork,
    fund: Fund,
    channel: Channel,
    amount: Money,
    at: datetime,
    external_ref: str | None,
    id: UUID,
) -> dict[str, Any]:
    return {
        "programme_id": fund.programme_id,
        "id": id,
        "organisation_id": programmes.get(uow, fund.programme_id).organisation_id,
        "campaign_id": None,
        "fund_id": fund.id,
        "channel": channel,
        "status": DonationStatus.SETTLED,
        "amount_minor": amount.minor,
        "amount_currency": amount.currency,
        "overhead_bps": 0,
        "recorded_by": uow.actor.id,
        "external_ref": external_ref,
        "started_at": at,
        "settled_at": at,
        "arrived_on": local_date(at),
        "accepted_on": local_date(at),
    }


def municipal_income(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID
) -> MunicipalIncome | None:
    """What the municipality told of money that it passed on; None where it told nothing."""
    return MunicipalIncomeRepository(uow).find(programme_id, donation_id)


def _told(uow: UnitOfWork, grant: Donation, source: MunicipalSource) -> MunicipalIncome:
    return MunicipalIncome(
        programme_id=grant.programme_id,
        id=grant.id,
        municipality_code=source.code,
        municipality=source.name,
        project=source.project,
        donors_told=source.donors,
        raised_minor=None if source.raised is None else source.raised.minor,
        recorded_by=uow.actor.id,
    )


def _moves(grant: Donation) -> list[NewTransfer]:
    path = [AccountCode.BANK, AccountCode.MUNICIPAL_GRANT, AccountCode.FUND]
    code = TransferCode.GRANT_RECEIVED
    return [
        NewTransfer(
            code=code,
            debit=account_of(grant, debit),
            credit=account_of(grant, credit),
            amount=grant.amount,
            of=grant.id,
            ordinal=ordinal,
            occurred_at=grant.settled_at,
            id=TransferId(derived_id("donation", grant.id, code, ordinal)),
        )
        for ordinal, (debit, credit) in enumerate(pairwise(path))
    ]
