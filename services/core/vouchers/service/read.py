"""Look vouchers up, tell what is left of them, and hand out what verifies them."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes import service as programmes
from services.core.vouchers import lookup, token
from services.core.vouchers.errors import StatusListNotFound, TokenRefused, VoucherNotFound
from services.core.vouchers.models import Credential, Voucher
from services.core.vouchers.repository import (
    CredentialRepository,
    StatusListRepository,
    VoucherRepository,
)
from services.core.vouchers.service.issue import open_card
from services.core.vouchers.service.keys import issuer_key, private_key, trust_store
from services.core.vouchers.short_code import grouped
from services.core.vouchers.types import CredentialKind, Refusal

PAGE = 500


def get(uow: UnitOfWork, *, programme_id: UUID, voucher_id: UUID) -> Voucher:
    """:raises VoucherNotFound: the programme has no such voucher."""
    found = VoucherRepository(uow).find(programme_id, voucher_id)
    if found is None:
        raise VoucherNotFound(voucher_id=voucher_id)
    return found


def of_household(
    uow: UnitOfWork, *, organisation_id: UUID, household_id: UUID
) -> Sequence[Voucher]:
    """The vouchers of a family's children, of every year, newest first."""
    children = households.children_of(uow, household_id=household_id)
    own = programmes.of_organisation(uow, organisation_id=organisation_id)
    return VoucherRepository(uow).of_children((programme.id for programme in own), children)


def lock(uow: UnitOfWork, *, programme_id: UUID, voucher_id: UUID) -> Voucher:
    """
    The voucher, with its row locked until the transaction ends: the first lock of all.

    :raises VoucherNotFound: the programme has no such voucher.
    """
    found = VoucherRepository(uow).lock(programme_id, voucher_id)
    if found is None:
        raise VoucherNotFound(voucher_id=voucher_id)
    return found


def available(uow: UnitOfWork, *, programme_id: UUID, voucher_id: UUID) -> Money:
    """What may still be spent: neither used nor held."""
    account = account_id(programme_id, AccountCode.VOUCHER, voucher_id)
    return ledger.get_account(uow, programme_id=programme_id, account=account).available


def find_credential(uow: UnitOfWork, *, shown: str, programme_ids: Sequence[UUID]) -> Credential:
    """
    The credential behind a token or typed code, if it is good now.

    :raises TokenRefused: it is malformed, forged, out of time, unknown or revoked.
    """
    codes = {programmes.get(uow, id).code: id for id in programme_ids}
    trust = trust_store(uow, programme_ids=programme_ids)
    codes_index = lookup.code_index_of(uow.vault)
    place = lookup.locate(shown, trust=trust, at=uow.now, codes=codes_index)
    credentials = CredentialRepository(uow)
    if isinstance(place, lookup.ByCode):
        found = credentials.with_code(programme_ids, place.code_index)
    else:
        found = credentials.at_entry(
            codes[place.programme_code],
            voucher_id=place.voucher_id,
            list_no=place.status_list_no,
            index=place.status_index,
        )
    if found is None:
        raise TokenRefused(Refusal.UNKNOWN_CREDENTIAL)
    if found.revoked_at is not None:
        raise TokenRefused(Refusal.REVOKED)
    return found


def active_credential(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    voucher_id: UUID,
    kind: CredentialKind = CredentialKind.PAPER,
) -> Credential | None:
    """The credential of that kind which is good now, if there is one."""
    return CredentialRepository(uow).active(programme_id, voucher_id, kind)


def export_csv(uow: UnitOfWork, *, programme_id: UUID) -> str:
    """
    Every card that is good as CSV: id, short_code (in threes), token; for printing elsewhere.

    Whoever holds the file holds the cards: the export is written to the audit log.
    """
    sheet = StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(("id", "short_code", "token"))
    cards = 0
    for voucher, credential in good_cards(uow, programme_id=programme_id):
        card = open_card(uow, credential)
        writer.writerow((voucher.id, grouped(card.short_code), card.token))
        cards += 1
    audit.record(
        uow,
        action="voucher.export",
        object_type="programme",
        object_id=programme_id,
        facts={"cards": cards},
    )
    return sheet.getvalue()


def good_cards(uow: UnitOfWork, *, programme_id: UUID) -> Iterator[tuple[Voucher, Credential]]:
    """Issued vouchers with their paper credential, page by page."""
    programmes.enter(uow, programme_id)
    after: UUID | None = None
    credentials = CredentialRepository(uow)
    while page := credentials.cards(
        programme_id, kind=CredentialKind.PAPER, after=after, limit=PAGE
    ):
        for voucher, credential in page:
            yield voucher, credential
            after = voucher.id


def status_list(uow: UnitOfWork, *, programme_id: UUID, number: int = 1) -> bytes:
    """
    The list as it stands now, signed: good for 24 hours without network.

    :raises StatusListNotFound: the programme has not come to that list.
    """
    programme = programmes.enter(uow, programme_id)
    row = StatusListRepository(uow).find(programme_id, number)
    if row is None:
        raise StatusListNotFound(programme_id=programme_id, number=number)
    return token.sign_status_list(
        token.StatusBits(row.bits),
        programme_code=programme.code,
        number=number,
        at=uow.now,
        key=private_key(uow, issuer_key(uow, programme)),
    )
