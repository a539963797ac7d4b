"""Issue: accepted awards become vouchers, each with a signed card."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.allocations import service as allocations
from services.core.allocations.types import AwardToIssue
from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.core.vouchers import token
from services.core.vouchers.events import VouchersIssued
from services.core.vouchers.lookup import CODE_PLACE
from services.core.vouchers.models import Credential, SigningKey, Voucher
from services.core.vouchers.policies import draw_entries, room_left
from services.core.vouchers.repository import (
    CredentialRepository,
    StatusListRepository,
    VoucherRepository,
)
from services.core.vouchers.service.keys import issuer_key, private_key
from services.core.vouchers.short_code import LENGTH, new_code
from services.core.vouchers.types import (
    Claims,
    CredentialId,
    CredentialKind,
    VoucherId,
    VoucherStatus,
)

BATCH = 2_000

CARD_PLACE = "credentials.card"


@dataclass(frozen=True, slots=True)
class Card:
    """What a credential's card holds besides what the voucher's row says."""

    short_code: str
    token: str


def issue_due(uow: UnitOfWork, *, programme_id: UUID, limit: int | None = None) -> int:
    """
    Issue a voucher for every accepted award that has none. Returns how many.

    May be called again at any time: what is issued is not issued twice.

    :param limit: issue at most so many.
    """
    programme = programmes.enter(uow, programme_id)
    desk = _Desk.open(uow, programme)
    issued = 0
    while limit is None or issued < limit:
        # The list's lock comes first: of two that issue at once, the second sees what is left.
        entries = _Entries.lock(uow, programme_id)
        most = min(BATCH, entries.room, BATCH if limit is None else limit - issued)
        awards = allocations.awards_to_issue(uow, programme_id=programme_id, limit=most)
        if not awards:
            break
        desk.issue(awards, entries.list_no, draw_entries(entries.taken, len(awards)))
        issued += len(awards)
    if issued:
        audit.record(
            uow,
            action="voucher.issue",
            object_type="programme",
            object_id=programme_id,
            facts={"vouchers": issued},
        )
        uow.emit(VouchersIssued(programme_id=programme_id, vouchers=issued))
    return issued


def write_credential(
    uow: UnitOfWork, programme: Programme, voucher: Voucher, kind: CredentialKind
) -> Credential:
    """A further credential of a voucher that is issued already."""
    desk = _Desk.open(uow, programme)
    entries = _Entries.lock(uow, programme.id)
    id = CredentialId(uuid7())
    claims = desk.claims(
        VoucherId(voucher.id),
        (voucher.valid_from, voucher.valid_until),
        (entries.list_no, draw_entries(entries.taken, 1)[0]),
    )
    code_index, card_sealed = desk.card(id, claims)
    credential = Credential(
        programme_id=programme.id,
        id=id,
        organisation_id=programme.organisation_id,
        voucher_id=voucher.id,
        kind=kind,
        signing_key_id=desk.key_row.id,
        code_index=code_index,
        card_sealed=card_sealed,
        status_list_no=claims.status_list_no,
        status_index=claims.status_index,
        issued_at=uow.now,
    )
    CredentialRepository(uow).add(credential)
    return credential


def open_card(uow: UnitOfWork, credential: Credential) -> Card:
    """
    The typed code and the token of a credential.

    :raises SubjectForgotten: the key of the programme's cards was destroyed.
    """
    content = uow.vault.unseal(
        credential.programme_id, CARD_PLACE, credential.id, credential.card_sealed
    )
    signed = b64decode(content[LENGTH:])
    return Card(short_code=content[:LENGTH], token=token.token_text(signed))


@dataclass(frozen=True, slots=True)
class _Entries:
    """The status list that is being filled; its row is locked."""

    list_no: int
    taken: Sequence[int]

    @classmethod
    def lock(cls, uow: UnitOfWork, programme_id: UUID) -> "_Entries":
        lists = StatusListRepository(uow)
        number = max(lists.numbers(programme_id), default=1)
        while True:
            lists.lock(programme_id, number)
            taken = lists.taken(programme_id, number)
            if room_left(len(taken)):
                return cls(number, taken)
            number += 1

    @property
    def room(self) -> int:
        return room_left(len(self.taken))


@dataclass(frozen=True)
class _Desk:
    """Where cards are made: one programme, its key of today, opened once."""

    uow: UnitOfWork
    programme: Programme
    key_row: SigningKey
    key: token.SigningKey
    record: token.TrustedKey
    valid: tuple[datetime, datetime]

    @classmethod
    def open(cls, uow: UnitOfWork, programme: Programme) -> "_Desk":
        row = issuer_key(uow, programme)
        valid = (programme.terms.valid_from, programme.terms.valid_until)
        return cls(uow, programme, row, private_key(uow, row), row.record, valid)

    def claims(
        self, voucher_id: VoucherId, valid: tuple[datetime, datetime], entry: tuple[int, int]
    ) -> Claims:
        return Claims(
            programme_code=self.programme.code,
            voucher_id=voucher_id,
            valid_from=valid[0],
            valid_until=valid[1],
            status_list_no=entry[0],
            status_index=entry[1],
            fiscal_year=self.programme.terms.fiscal_year,
        )

    def card(self, id: CredentialId, claims: Claims) -> tuple[bytes, bytes]:
        """A new code and token: the code's blind index, and both sealed."""
        code = new_code()
        signed = token.sign_credential(claims, key=self.key, record=self.record)
        vault = self.uow.vault
        content = code + b64encode(signed).decode("ascii")
        sealed = vault.seal(self.programme.id, CARD_PLACE, id, content)
        return vault.blind_index(CODE_PLACE, code), sealed

    def issue(self, awards: Sequence[AwardToIssue], list_no: int, entries: Sequence[int]) -> None:
        """
        Write the vouchers of `awards` and their paper credentials.

        Signing keeps one processor busy and writing another, so the two go on at once. The
        thread that signs never touches the database; its key is at hand beforehand.
        """
        self.uow.vault.prepare([self.programme.id])
        with ThreadPoolExecutor(max_workers=1) as signer:
            signed = signer.submit(self._credentials, awards, list_no, entries)
            VoucherRepository(self.uow).copy(
                self._alike(
                    valid_from=self.valid[0],
                    valid_until=self.valid[1],
                    status=VoucherStatus.ISSUED,
                ),
                (
                    (each.voucher_id, each.id, each.child_id, each.grade_no, each.amount.minor)
                    for each in awards
                ),
            )
            allocations.mark_issued(
                self.uow, programme_id=self.programme.id, award_ids=[award.id for award in awards]
            )
            CredentialRepository(self.uow).copy(
                self._alike(
                    kind=CredentialKind.PAPER,
                    signing_key_id=self.key_row.id,
                    status_list_no=list_no,
                ),
                signed.result(),
            )

    def _alike(self, **columns: object) -> dict[str, object]:
        """What all rows of this batch have in common, and `columns`."""
        return {
            "programme_id": self.programme.id,
            "organisation_id": self.programme.organisation_id,
            "issued_at": self.uow.now,
            **columns,
        }

    def _credentials(
        self, awards: Sequence[AwardToIssue], list_no: int, entries: Sequence[int]
    ) -> list[tuple[object, ...]]:
        return [
            self._credential(award, list_no, entry)
            for award, entry in zip(awards, entries, strict=True)
        ]

    def _credential(self, award: AwardToIssue, list_no: int, entry: int) -> tuple[object, ...]:
        id = CredentialId(uuid7())
        claims = self.claims(VoucherId(award.voucher_id), self.valid, (list_no, entry))
        code_index, card_sealed = self.card(id, claims)
        return id, award.voucher_id, code_index, card_sealed, entry
