"""Find statements, batches and sums; a provider finds its own only."""

from collections.abc import Sequence
from uuid import UUID

from services.core.identity import service as identity
from services.core.kit.business_days import Shift
from services.core.kit.money import Money
from services.core.kit.periods import Month
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.settlements import policies
from services.core.settlements.document import StatementDocument
from services.core.settlements.errors import StatementUnknown
from services.core.settlements.models import Objection, PayoutBatch, Statement
from services.core.settlements.repository import (
    BatchRepository,
    ObjectionRepository,
    PayoutRepository,
    StatementRepository,
    TermsRepository,
)
from services.core.settlements.types import (
    FeeBearer,
    PayoutStatus,
    StatementLineView,
    Summary,
)


def own_statement(
    uow: UnitOfWork, programme_id: UUID, statement_id: UUID, *, lock: bool = False
) -> Statement:
    """
    The statement, if it is the actor's to see: another provider's is as if it were not there.

    :raises StatementUnknown: there is none, or it is another's.
    """
    statements = StatementRepository(uow)
    find = statements.lock if lock else statements.find
    statement = find(programme_id, statement_id)
    hidden = uow.actor.provider_id is not None
    if statement is None or (hidden and statement.provider_id != uow.actor.provider_id):
        raise StatementUnknown(statement_id=statement_id)
    return statement


def get_statement(uow: UnitOfWork, *, programme_id: UUID, statement_id: UUID) -> Statement:
    """:raises StatementUnknown: the actor has no such statement."""
    return own_statement(uow, programme_id, statement_id)


def page(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    month: Month | None = None,
    provider_id: UUID | None = None,
    after: UUID | None = None,
    limit: int | None = None,
) -> Sequence[Statement]:
    """A programme's statements, from the one after `after`; to a provider, its own."""
    return StatementRepository(uow).page(
        programme_id,
        month=None if month is None else str(month),
        provider_id=uow.actor.provider_id or provider_id,
        after=after,
        limit=limit,
    )


def lines_of(uow: UnitOfWork, *, programme_id: UUID, statement_id: UUID) -> list[StatementLineView]:
    """:raises StatementUnknown: the actor has no such statement."""
    own_statement(uow, programme_id, statement_id)
    return StatementRepository(uow).lines(programme_id, statement_id)


def objections_of(
    uow: UnitOfWork, *, programme_id: UUID, statement_id: UUID
) -> Sequence[Objection]:
    """:raises StatementUnknown: the actor has no such statement."""
    own_statement(uow, programme_id, statement_id)
    return ObjectionRepository(uow).of_statement(programme_id, statement_id)


def awaiting_approval(
    uow: UnitOfWork, *, organisation_id: UUID
) -> Sequence[tuple[PayoutBatch, Money]]:
    """Payout batches that wait for a second person, oldest first, with what they would pay."""
    own = programmes.of_organisation(uow, organisation_id=organisation_id)
    drafted = BatchRepository(uow).drafted(programme.id for programme in own)
    return [(batch, Money(minor)) for batch, minor in drafted]


def batches_of(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[PayoutBatch]:
    """All payout batches of a programme, oldest first."""
    return BatchRepository(uow).of_programme(programme_id)


def statement_document(
    uow: UnitOfWork, *, programme_id: UUID, statement_id: UUID
) -> StatementDocument:
    """
    A statement with all that the notice of payment (支払通知書) says.

    :raises StatementUnknown: the actor has no such statement.
    """
    statement = own_statement(uow, programme_id, statement_id)
    programme = programmes.get(uow, programme_id)
    terms = TermsRepository(uow).find(programme_id)
    month = Month.parse(statement.month)
    return StatementDocument(
        organisation=identity.get_organisation(uow, programme.organisation_id).name_ja,
        programme=programme.name_ja,
        provider=providers.get(uow, provider_id=statement.provider_id).name,
        statement=statement,
        month=month,
        lines=StatementRepository(uow).lines(programme_id, statement_id),
        pays_on=policies.pay_date(month, terms.shift if terms else Shift.NEXT),
        fee_bearer=terms.fee_bearer if terms else FeeBearer.ORGANISATION,
        zone=programme.terms.zone,
    )


def summary(uow: UnitOfWork, *, programme_id: UUID) -> Summary:
    """
    What the programme owed its providers and what became of it.

    `payable_open` is read off the ledger, `paid_out` off the payouts: that both add up to what
    was redeemed is a check, not a definition.
    """
    gross, contributions = PayoutRepository(uow).sums(programme_id, PayoutStatus.PAID)
    owed = [
        account_id(programme_id, AccountCode.PROVIDER_PAYABLE, provider.id)
        for provider in providers.providers_of(uow, programme_id=programme_id)
    ] + [
        account_id(programme_id, AccountCode.PAYOUT_IN_TRANSIT, batch.id)
        for batch in BatchRepository(uow).of_programme(programme_id)
        if batch.approved_at is not None
    ]
    payable_open = sum(
        ledger.balance(uow, programme_id=programme_id, account=account).minor for account in owed
    )
    return Summary(
        paid_out=gross,
        transferred=gross - contributions,
        contributions=contributions,
        payable_open=payable_open,
        statements=len(page(uow, programme_id=programme_id)),
        bank_files=BatchRepository(uow).files(programme_id),
    )
