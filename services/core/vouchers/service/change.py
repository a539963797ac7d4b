"""What may become of a voucher: a new card, an early end, the end of its time."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode
from services.core.programmes import service as programmes
from services.core.vouchers.events import VoucherReissued, VoucherRevoked, VouchersExpired
from services.core.vouchers.models import Credential, Voucher
from services.core.vouchers.repository import (
    CredentialRepository,
    StatusListRepository,
    VoucherRepository,
)
from services.core.vouchers.service.issue import write_credential
from services.core.vouchers.service.read import lock
from services.core.vouchers.types import CredentialKind, TokenStatus, VoucherStatus


def reissue(uow: UnitOfWork, *, programme_id: UUID, voucher_id: UUID) -> Credential:
    """
    Give a voucher a new paper card; the old code and token are good for nothing from now on.

    The voucher and its balance stay as they are.

    :raises VoucherNotFound: the programme has no such voucher.
    :raises VoucherNotIssued: it was revoked or has expired.
    """
    programme = programmes.enter(uow, programme_id)
    voucher = lock(uow, programme_id=programme_id, voucher_id=voucher_id)
    voucher.must_be_good(uow.now)
    credentials = CredentialRepository(uow)
    old = credentials.active(programme_id, voucher_id, CredentialKind.PAPER)
    if old is not None:
        _revoke_credentials(uow, [old])
    new = write_credential(uow, programme, voucher, CredentialKind.PAPER)
    audit.record(
        uow,
        action="voucher.reissue",
        object_type="voucher",
        object_id=voucher_id,
        facts={"old_credential_id": old.id if old else None, "new_credential_id": new.id},
    )
    uow.emit(
        VoucherReissued(programme_id=programme_id, voucher_id=voucher_id, credential_id=new.id)
    )
    return new


def revoke(uow: UnitOfWork, *, programme_id: UUID, voucher_id: UUID) -> Voucher:
    """
    End a voucher before its time. What is left of it goes back to the funds it came from; what
    was used stays used.

    :raises VoucherNotFound: the programme has no such voucher.
    :raises VoucherNotIssued: it was revoked or has expired before.
    """
    programmes.enter(uow, programme_id)
    voucher = lock(uow, programme_id=programme_id, voucher_id=voucher_id)
    voucher.end(VoucherStatus.REVOKED, at=uow.now)
    _revoke_credentials(uow, CredentialRepository(uow).all_active(programme_id, [voucher_id]))
    returned = _return(uow, programme_id, [voucher], TransferCode.VOUCHER_REVOKED)
    audit.record(
        uow,
        action="voucher.revoke",
        object_type="voucher",
        object_id=voucher_id,
        facts={"returned_minor": returned},
    )
    uow.emit(
        VoucherRevoked(programme_id=programme_id, voucher_id=voucher_id, returned_minor=returned)
    )
    return voucher


def expire_due(uow: UnitOfWork, *, programme_id: UUID, limit: int = 500) -> int:
    """
    Expire the vouchers that have lapsed, and give their value back to the funds. Returns how many.

    A batch has an upper bound; what is left over waits for the next call. The status list is not
    touched: a token says itself when it lapses, and that is asked before the list.
    """
    programmes.enter(uow, programme_id)
    lapsed = VoucherRepository(uow).lock_lapsed(programme_id, uow.now, limit)
    if not lapsed:
        return 0
    for voucher in lapsed:
        voucher.end(VoucherStatus.EXPIRED, at=uow.now)
    returned = _return(uow, programme_id, lapsed, TransferCode.VOUCHER_EXPIRED)
    facts = {"vouchers": len(lapsed), "returned_minor": returned}
    audit.record(
        uow,
        action="voucher.expire",
        object_type="programme",
        object_id=programme_id,
        facts=facts,
    )
    uow.emit(
        VouchersExpired(programme_id=programme_id, vouchers=len(lapsed), returned_minor=returned)
    )
    return len(lapsed)


def _return(
    uow: UnitOfWork, programme_id: UUID, vouchers: Iterable[Voucher], code: TransferCode
) -> int:
    left = ledger.available(
        uow,
        programme_id=programme_id,
        code=AccountCode.VOUCHER,
        owner_ids=[voucher.id for voucher in vouchers],
    )
    returned = allocations.return_unspent(
        uow,
        programme_id=programme_id,
        by_voucher={voucher_id: amount.minor for voucher_id, amount in left.items()},
        code=code,
    )
    return returned.minor


def _revoke_credentials(uow: UnitOfWork, credentials: Iterable[Credential]) -> None:
    by_list: dict[tuple[UUID, int], list[Credential]] = defaultdict(list)
    for credential in credentials:
        by_list[credential.programme_id, credential.status_list_no].append(credential)
    lists = StatusListRepository(uow)
    for (programme_id, number), revoked in sorted(by_list.items()):
        row = lists.lock(programme_id, number)
        for credential in revoked:
            row.set(credential.status_index, TokenStatus.REVOKED, at=uow.now)
        CredentialRepository(uow).revoke(revoked, uow.now)
