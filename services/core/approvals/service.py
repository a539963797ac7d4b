"""The inbox of the second person: every context's list of what waits, joined (I12)."""

from collections.abc import Iterator
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.allocations.models import Round
from services.core.approvals.types import NEEDS, ApprovalKind, Waiting
from services.core.donations import service as donations
from services.core.identity import policies
from services.core.identity import service as identity
from services.core.identity.errors import MemberUnknown
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import service as privacy
from services.core.providers import service as providers
from services.core.providers.models import BankAccount, Provider
from services.core.settlements import service as settlements


def waiting_for_me(uow: UnitOfWork, *, organisation_id: UUID) -> list[Waiting]:
    """What the actor may approve and had no hand in, oldest first."""
    mine = [
        each
        for each in _all(uow, organisation_id)
        if uow.actor.id not in each.makers and policies.permits(uow.actor, NEEDS[each.kind])
    ]
    return sorted(mine, key=lambda each: (each.asked_at, each.id))


def names_of(uow: UnitOfWork, waiting: list[Waiting]) -> dict[UUID, str]:
    """What the members who asked are called; who is no member, a machine, has no name here."""
    found: dict[UUID, str] = {}
    for id in {each.asked_by for each in waiting}:
        try:
            name = identity.get_member(uow, id).name(uow.vault)
        except MemberUnknown:
            continue
        if name is not None:
            found[id] = name
    return found


def _all(uow: UnitOfWork, organisation_id: UUID) -> Iterator[Waiting]:
    for round_ in allocations.awaiting_approval(uow, organisation_id=organisation_id):
        yield _award_run(round_)
    for batch, amount in settlements.awaiting_approval(uow, organisation_id=organisation_id):
        yield Waiting(
            kind=ApprovalKind.PAYOUT_BATCH,
            id=batch.id,
            asked_at=batch.created_at,
            makers=(batch.created_by,),
            programme_id=batch.programme_id,
            amount=amount,
        )
    for transfer in donations.awaiting_approval(uow, organisation_id=organisation_id):
        yield Waiting(
            kind=ApprovalKind.MANUAL_TRANSFER,
            id=transfer.id,
            asked_at=transfer.proposed_at,
            makers=(transfer.proposed_by,),
            programme_id=transfer.programme_id,
            amount=transfer.amount,
        )
    for version in donations.certifications_waiting(uow, organisation_id=organisation_id):
        yield Waiting(
            kind=ApprovalKind.CERTIFICATION,
            id=version.id,
            asked_at=version.proposed_at,
            makers=(version.proposed_by,),
        )
    for flagged in donations.awaiting_clearance(uow, organisation_id=organisation_id):
        yield Waiting(
            kind=ApprovalKind.GIFT_CLEARANCE,
            id=flagged.id,
            asked_at=flagged.flagged_at,
            makers=flagged.makers,
            programme_id=flagged.donation.programme_id,
            amount=flagged.donation.amount,
        )
    for gift, count in donations.awaiting_count(uow, organisation_id=organisation_id):
        # What it should come to is not told to whoever is to count it.
        yield Waiting(
            kind=ApprovalKind.CASH_COUNT,
            id=gift.id,
            asked_at=count.taken_at,
            makers=(count.taken_by, *([gift.recorded_by] if gift.recorded_by else [])),
            programme_id=gift.programme_id,
        )
    for one in providers.awaiting_approval(uow):
        yield _bank_account(one) if isinstance(one, BankAccount) else _provider(one)
    for grant in identity.awaiting_approval(uow, organisation_id=organisation_id):
        yield Waiting(
            kind=ApprovalKind.ROLE_GRANT,
            id=grant.id,
            asked_at=grant.requested_at,
            makers=(grant.requested_by, grant.member_id),
            of_id=grant.member_id,
        )
    for breach in privacy.awaiting_approval(uow):
        assert breach.list_asked_at is not None, "who waits has asked"
        assert breach.list_asked_by is not None, "the table's CHECK says so"
        yield Waiting(
            kind=ApprovalKind.BREACH_LIST,
            id=breach.id,
            asked_at=breach.list_asked_at,
            makers=(breach.list_asked_by,),
        )


def _award_run(round_: Round) -> Waiting:
    # A drawn round has both: the table's CHECK says so, the types cannot.
    assert round_.drawn_by is not None
    assert round_.drawn_at is not None
    return Waiting(
        kind=ApprovalKind.AWARD_RUN,
        id=round_.id,
        asked_at=round_.drawn_at,
        makers=(round_.drawn_by, round_.created_by),
        programme_id=round_.programme_id,
        amount=None if round_.budget_minor is None else Money(round_.budget_minor),
    )


def _provider(provider: Provider) -> Waiting:
    return Waiting(
        kind=ApprovalKind.PROVIDER,
        id=provider.id,
        asked_at=provider.applied_at,
        makers=(provider.applied_by,),
        of_id=provider.id,
    )


def _bank_account(account: BankAccount) -> Waiting:
    return Waiting(
        kind=ApprovalKind.BANK_ACCOUNT,
        id=account.id,
        asked_at=account.proposed_at,
        makers=(account.proposed_by,),
        of_id=account.provider_id,
    )
