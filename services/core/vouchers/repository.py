"""Every statement on vouchers, credentials, signing keys and status lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.dialects.postgresql import insert

from services.core.kit.bulk import copy_rows
from services.core.kit.unit_of_work import UnitOfWork
from services.core.vouchers.models import Credential, SigningKey, StatusListRow, Voucher
from services.core.vouchers.token import StatusBits
from services.core.vouchers.types import CredentialKind, KeyPurpose, VoucherStatus


class KeyRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def add(self, row: dict[str, Any]) -> bool:
        """Keep a new key. False where another has just made the one that was wanted."""
        statement = insert(SigningKey).values(row).on_conflict_do_nothing()
        return self._session.scalar(statement.returning(SigningKey.id)) is not None

    def find(self, organisation_id: UUID, key_id: UUID) -> SigningKey | None:
        return self._session.get(SigningKey, (organisation_id, key_id))

    def root(self, organisation_id: UUID) -> SigningKey | None:
        query = select(SigningKey).where(
            SigningKey.organisation_id == organisation_id, SigningKey.purpose == KeyPurpose.ROOT
        )
        return self._session.scalars(query).one_or_none()

    def signing_at(self, programme_id: UUID, at: datetime) -> SigningKey | None:
        """The programme's unharmed key for this instant, the newest where two overlap."""
        query = (
            select(SigningKey)
            .where(
                SigningKey.programme_id == programme_id,
                SigningKey.signs_from <= at,
                SigningKey.signs_until > at,
                SigningKey.compromised_at.is_(None),
            )
            .order_by(SigningKey.signs_from.desc())
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()

    def all_locked(self) -> Sequence[SigningKey]:
        """Every key of the organisation entered."""
        query = (
            select(SigningKey)
            .where(SigningKey.organisation_id == self._organisation_id)
            .order_by(SigningKey.id)
            .with_for_update()
        )
        return self._session.scalars(query).all()

    def of_programmes(self, programme_ids: Sequence[UUID]) -> Sequence[SigningKey]:
        query = (
            select(SigningKey)
            .where(SigningKey.programme_id.in_(programme_ids))
            .order_by(SigningKey.programme_code, SigningKey.signs_from, SigningKey.id)
        )
        return self._session.scalars(query).all()


class VoucherRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def find(self, programme_id: UUID, voucher_id: UUID) -> Voucher | None:
        return self._session.get(Voucher, (programme_id, voucher_id))

    def of_children(
        self, programme_ids: Iterable[UUID], child_ids: Iterable[UUID]
    ) -> Sequence[Voucher]:
        """The vouchers of these children in these programmes, newest first."""
        query = (
            select(Voucher)
            .where(
                Voucher.programme_id.in_(list(programme_ids)),
                Voucher.child_id.in_(list(child_ids)),
            )
            .order_by(Voucher.issued_at.desc(), Voucher.id)
        )
        return self._session.scalars(query).all()

    def lock(self, programme_id: UUID, voucher_id: UUID) -> Voucher | None:
        return self._session.get(
            Voucher, (programme_id, voucher_id), with_for_update=True, populate_existing=True
        )

    def lock_lapsed(self, programme_id: UUID, at: datetime, limit: int) -> Sequence[Voucher]:
        """Vouchers whose time is over, locked in the order of their ids; others' locks skipped."""
        query = (
            select(Voucher)
            .where(
                Voucher.programme_id == programme_id,
                Voucher.status == VoucherStatus.ISSUED,
                Voucher.valid_until <= at,
            )
            .order_by(Voucher.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def copy(self, same: dict[str, object], rows: Iterable[tuple[object, ...]]) -> None:
        """
        Write many vouchers at once.

        :param same: the columns in which they are alike.
        :param rows: id, award, child, grade and amount of each.
        """
        columns = ("id", "award_id", "child_id", "grade_no", "amount_minor")
        self._session.flush()
        copy_rows(self._session, Voucher, columns, rows, same=same)


class CredentialRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, credential: Credential) -> None:
        self._session.add(credential)
        self._session.flush()

    def copy(self, same: dict[str, object], rows: Iterable[tuple[object, ...]]) -> None:
        """
        Write many credentials at once.

        :param same: the columns in which they are alike.
        :param rows: id, voucher, code index, sealed card and status index of each.
        """
        columns = ("id", "voucher_id", "code_index", "card_sealed", "status_index")
        self._session.flush()
        copy_rows(self._session, Credential, columns, rows, same=same)

    def revoke(self, credentials: Iterable[Credential], at: datetime) -> None:
        """Write it down at once: only then may another credential take their place."""
        for credential in credentials:
            credential.revoked_at = at
        self._session.flush()

    def active(
        self, programme_id: UUID, voucher_id: UUID, kind: CredentialKind
    ) -> Credential | None:
        query = select(Credential).where(
            Credential.programme_id == programme_id,
            Credential.voucher_id == voucher_id,
            Credential.kind == kind,
            Credential.revoked_at.is_(None),
        )
        return self._session.scalars(query).one_or_none()

    def all_active(self, programme_id: UUID, voucher_ids: Sequence[UUID]) -> Sequence[Credential]:
        query = (
            select(Credential)
            .where(
                Credential.programme_id == programme_id,
                Credential.voucher_id.in_(voucher_ids),
                Credential.revoked_at.is_(None),
            )
            .order_by(Credential.id)
        )
        return self._session.scalars(query).all()

    def at_entry(
        self, programme_id: UUID, *, voucher_id: UUID, list_no: int, index: int
    ) -> Credential | None:
        return self._one(
            and_(
                Credential.programme_id == programme_id,
                Credential.status_list_no == list_no,
                Credential.status_index == index,
                Credential.voucher_id == voucher_id,
            )
        )

    def with_code(self, programme_ids: Sequence[UUID], code_index: bytes) -> Credential | None:
        return self._one(
            and_(Credential.programme_id.in_(programme_ids), Credential.code_index == code_index)
        )

    def _one(self, condition: ColumnElement[bool]) -> Credential | None:
        return self._session.scalars(select(Credential).where(condition)).one_or_none()

    def cards(
        self, programme_id: UUID, *, kind: CredentialKind, after: UUID | None, limit: int
    ) -> Sequence[Row[Voucher, Credential]]:
        """Issued vouchers with their active credential of `kind`, by voucher id."""
        query = (
            select(Voucher, Credential)
            .join(
                Credential,
                and_(
                    Credential.programme_id == Voucher.programme_id,
                    Credential.voucher_id == Voucher.id,
                ),
            )
            .where(
                Voucher.programme_id == programme_id,
                Voucher.status == VoucherStatus.ISSUED,
                Credential.kind == kind,
                Credential.revoked_at.is_(None),
            )
            .order_by(Voucher.id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(Voucher.id > after)
        return self._session.execute(query).all()


class StatusListRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def numbers(self, programme_id: UUID) -> Sequence[int]:
        query = (
            select(StatusListRow.number)
            .where(StatusListRow.programme_id == programme_id)
            .order_by(StatusListRow.number)
        )
        return self._session.scalars(query).all()

    def find(self, programme_id: UUID, number: int) -> StatusListRow | None:
        return self._session.get(StatusListRow, (programme_id, number))

    def lock(self, programme_id: UUID, number: int) -> StatusListRow:
        """The list, opened if it is not there yet, and ours alone until this transaction ends."""
        opened_at = func.now()
        self._session.execute(
            insert(StatusListRow)
            .values(
                programme_id=programme_id,
                number=number,
                bits=bytes(StatusBits()),
                created_at=opened_at,
                changed_at=opened_at,
            )
            .on_conflict_do_nothing()
        )
        return self._session.get_one(
            StatusListRow, (programme_id, number), with_for_update=True, populate_existing=True
        )

    def taken(self, programme_id: UUID, number: int) -> Sequence[int]:
        """The entries that were given out, to credentials good or revoked."""
        query = select(Credential.status_index).where(
            Credential.programme_id == programme_id, Credential.status_list_no == number
        )
        return self._session.scalars(query).all()
