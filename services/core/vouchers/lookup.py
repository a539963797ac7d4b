"""From what is shown at the counter to what the database can be asked with. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.kit.crypto import BlindIndex, Vault
from services.core.vouchers.errors import TokenRefused
from services.core.vouchers.short_code import read_code
from services.core.vouchers.token import TrustStore, read_token
from services.core.vouchers.token.credential import PREFIX
from services.core.vouchers.types import Refusal

CODE_PLACE = "credentials.code"


@dataclass(frozen=True, slots=True)
class ByToken:
    """A genuine token, good in form, signature and time; its status is the database's to tell."""

    programme_code: str
    voucher_id: UUID
    status_list_no: int
    status_index: int


@dataclass(frozen=True, slots=True)
class ByCode:
    """A well-formed typed code, as the index under which its credential is kept."""

    code_index: bytes


def locate(
    shown: str,
    *,
    trust: TrustStore,
    at: datetime,
    codes: BlindIndex,
    programme_code: str | None = None,
) -> ByToken | ByCode:
    """
    Read a scanned token or a typed code.

    Finding the credential is the caller's, in one statement: by `(programme, status_list_no,
    status_index)` with the voucher's id, or by `(programme, code_index)`; `revoked_at` must be
    null.

    :param codes: `code_index_of` the organisation.
    :param programme_code: refuse tokens of other programmes.
    :raises TokenRefused: with the reason.
    """
    if shown.startswith(PREFIX):
        claims = read_token(shown, trust=trust, at=at, programme_code=programme_code, online=True)
        return ByToken(
            claims.programme_code,
            claims.voucher_id,
            claims.status_list_no,
            claims.status_index,
        )
    return ByCode(code_index(shown, codes=codes))


def code_index_of(vault: Vault) -> BlindIndex:
    """The organisation's index of typed codes: good for longer than the unit of work."""
    return vault.indexes(CODE_PLACE)[0]


def code_index(typed: str, *, codes: BlindIndex) -> bytes:
    """
    The blind index of a typed code.

    :raises TokenRefused: `bad_code`: nobody was given such a code.
    """
    try:
        return codes.of(read_code(typed))
    except ValueError as problem:
        raise TokenRefused(Refusal.BAD_CODE) from problem
