"""Say how a programme settles: days to object, tax, fees, and who pays from which account."""

from collections.abc import Mapping
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.business_days import Shift
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.errors import ProviderNotFound
from services.core.settlements.errors import ConsignorCodeUnreadable
from services.core.settlements.models import SettlementTerms
from services.core.settlements.repository import TermsRepository
from services.core.settlements.types import FeeBearer
from services.core.settlements.zengin.accounts import BankAccount, plain
from services.core.settlements.zengin.kana import to_bank_kana
from services.core.settlements.zengin.records import (
    CONSIGNOR_CODE_DIGITS,
    CONSIGNOR_NAME_CHARACTERS,
    Newline,
)

PLACE = "settlement_terms.source_account"


def set_terms(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    objection_days: int | None = None,
    shift: Shift | None = None,
    fee_bearer: FeeBearer | None = None,
    tax_rate_bps: int | None = None,
    newline: Newline | None = None,
) -> SettlementTerms:
    """
    Change what is given; the rest stays. Statements that are closed keep what they were told.

    :param objection_days: how long a provider may object; from then on silence is confirmation.
    :param tax_rate_bps: the consumption tax that providers charge, where none has its own rate.
    """
    programmes.get(uow, programme_id)
    terms = TermsRepository(uow).lock(programme_id)
    given: dict[str, object | None] = {
        "objection_days": objection_days,
        "shift": shift,
        "fee_bearer": fee_bearer,
        "tax_rate_bps": tax_rate_bps,
        "newline": newline,
    }
    changed = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        setattr(terms, name, value)
    _record(uow, programme_id, "settlement_terms.set", changed)
    return terms


def set_payer(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    consignor_code: str,
    consignor_name: str,
    account: BankAccount,
) -> SettlementTerms:
    """
    Say who pays and from which account; the number is kept sealed.

    :param consignor_code: the ten digits that the bank has given.
    :param consignor_name: in kana of any width.
    :raises ConsignorCodeUnreadable: the code has not ten digits.
    :raises CharacterUnsupported: the name cannot be written in a bank file.
    """
    programme = programmes.get(uow, programme_id)
    code = plain(consignor_code)
    if not (len(code) == CONSIGNOR_CODE_DIGITS and code.isdecimal()):
        raise ConsignorCodeUnreadable(digits=CONSIGNOR_CODE_DIGITS, pointer="/consignor_code")
    terms = TermsRepository(uow).lock(programme_id)
    terms.consignor_code = code
    terms.consignor_name = to_bank_kana(consignor_name, limit=CONSIGNOR_NAME_CHARACTERS)
    terms.source_account_sealed = uow.vault.seal(
        programme.organisation_id, PLACE, programme_id, str(account)
    )
    _record(uow, programme_id, "settlement_terms.set_payer", {"consignor_code": code})
    return terms


def set_tax_rate(
    uow: UnitOfWork, *, programme_id: UUID, provider_id: UUID, tax_rate_bps: int
) -> None:
    """
    The rate that this provider charges, on its statements from now on.

    :raises ProviderNotFound: it does not take part in the programme.
    """
    takes_part = providers.providers_of(uow, programme_id=programme_id)
    if provider_id not in {provider.id for provider in takes_part}:
        raise ProviderNotFound(provider_id=provider_id)
    TermsRepository(uow).lock(programme_id)
    TermsRepository(uow).set_tax_rate(programme_id, provider_id, tax_rate_bps)
    facts = {"provider_id": provider_id, "tax_rate_bps": tax_rate_bps}
    _record(uow, programme_id, "settlement_terms.set_tax_rate", facts)


def _record(uow: UnitOfWork, programme_id: UUID, action: str, facts: Mapping[str, object]) -> None:
    audit.record(uow, action=action, object_type="programme", object_id=programme_id, facts=facts)
