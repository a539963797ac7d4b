"""Make the bank file of an approved batch, once."""

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.types import ProviderId
from services.core.settlements.errors import BankDetailsChanged, SourceAccountMissing
from services.core.settlements.events import PayoutBatchExported
from services.core.settlements.models import Payout, PayoutBatch, SettlementTerms
from services.core.settlements.repository import PayoutRepository, TermsRepository
from services.core.settlements.service.batches import lock_batch
from services.core.settlements.service.payees import item_of
from services.core.settlements.service.terms import PLACE
from services.core.settlements.types import ExportedFile
from services.core.settlements.zengin import branches, records
from services.core.settlements.zengin.accounts import BankAccount
from services.core.settlements.zengin.records import (
    BANK_NAME_CHARACTERS,
    Item,
    MonthDay,
    Sender,
    TransferFile,
)


def export_bank_file(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> ExportedFile:
    """
    The file that the bank is given. It is handed out here and nowhere kept; its digest is (F6).

    :raises BatchUnknown: there is no such batch.
    :raises AlreadyExported: the file was made before: a second one could pay everybody twice.
    :raises BatchStatusUnfit: the batch is not approved.
    :raises SourceAccountMissing: the programme's terms do not say who pays.
    :raises BankDetailsChanged: since the batch was prepared an account was changed (L15).
    """
    terms = TermsRepository(uow).lock(programme_id)
    batch = lock_batch(uow, programme_id, batch_id)
    batch.must_be_exportable()
    payouts = PayoutRepository(uow).of_batch(programme_id, batch_id)
    file = TransferFile(
        sender=_sender(uow, terms),
        pays_on=MonthDay(batch.pay_on.month, batch.pay_on.day),
        items=tuple(_items(uow, payouts)),
    )
    content = records.write(file, terms.newline)
    exported = ExportedFile(
        batch_id=batch.id,
        name=f"zengin-{batch.pay_on:%Y%m%d}.txt",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        count=file.count,
        total=Money(file.total),
        pays_on=batch.pay_on,
    )
    batch.export(exported, by=uow.actor.id, at=uow.now)
    uow.emit(
        PayoutBatchExported(programme_id=programme_id, batch_id=batch_id, sha256=exported.sha256)
    )
    facts = {"sha256": exported.sha256, "count": file.count, "total": file.total}
    _record(uow, batch, "payout_batch.export", facts)
    return exported


def withdraw_bank_file(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> PayoutBatch:
    """
    Declare that the file will not be sent, or was deleted at the bank: another may then be made.

    :raises BatchUnknown: there is no such batch.
    :raises BatchStatusUnfit: there is no file, or the bank has answered to it.
    :raises SecondPersonRequired: whoever made the file does not withdraw it.
    """
    batch = lock_batch(uow, programme_id, batch_id)
    sha256, made_by = batch.file_sha256, batch.exported_by or batch.created_by
    answered = any(
        payout.answered_at is not None
        for payout in PayoutRepository(uow).of_batch(programme_id, batch_id)
    )
    batch.withdraw_file(answered=answered)
    identity.require_second_person(uow, created_by=made_by)
    _record(uow, batch, "payout_batch.withdraw_file", {"sha256": sha256})
    return batch


def _sender(uow: UnitOfWork, terms: SettlementTerms) -> Sender:
    code, name, sealed = (
        terms.consignor_code,
        terms.consignor_name,
        terms.source_account_sealed,
    )
    if code is None or name is None or sealed is None:
        raise SourceAccountMissing(programme_id=terms.programme_id)
    organisation_id = programmes.get(uow, terms.programme_id).organisation_id
    account = BankAccount.parse(
        uow.vault.unseal(organisation_id, PLACE, terms.programme_id, sealed)
    )
    names = branches.names(account, limit=BANK_NAME_CHARACTERS)
    return Sender(code, name, account, names.bank, names.branch)


def _items(uow: UnitOfWork, payouts: Sequence[Payout]) -> Iterator[Item]:
    """:raises BankDetailsChanged: an account is not the one that the second person approved."""
    details = providers.payout_details_of(
        uow, provider_ids=[payout.provider_id for payout in payouts]
    )
    for payout in payouts:
        found = details.get(ProviderId(payout.provider_id))
        if found is None or found.bank_account_id != payout.bank_account_id:
            raise BankDetailsChanged(provider_id=payout.provider_id, payout_number=payout.number)
        yield item_of(found, amount=payout.amount_minor, number=payout.number)


def _record(uow: UnitOfWork, batch: PayoutBatch, action: str, facts: dict[str, object]) -> None:
    audit.record(uow, action=action, object_type="payout_batch", object_id=batch.id, facts=facts)
