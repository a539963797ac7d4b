"""What a voucher and its credentials are called, and what a credential says."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType
from uuid import UUID

VoucherId = NewType("VoucherId", UUID)
CredentialId = NewType("CredentialId", UUID)
SigningKeyId = NewType("SigningKeyId", UUID)

# The category number of a credential that may buy whatever its programme allows.
ANY_CATEGORY = 0


class VoucherStatus(StrEnum):
    ISSUED = "issued"
    REVOKED = "revoked"
    EXPIRED = "expired"


class CredentialKind(StrEnum):
    """Paper carries a static code; a phone proves afresh that it holds the credential's key."""

    PAPER = "paper"
    PHONE = "phone"


class KeyPurpose(StrEnum):
    """An issuer key signs credentials and status lists; a root signs which keys to trust."""

    ISSUER = "issuer"
    ROOT = "root"


class TokenStatus(IntEnum):
    """The values of a status list entry (Token Status List draft, "Status Types")."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2


class Refusal(StrEnum):
    """
    Why a token or typed code is not accepted. The words are the messages `refusal-…`.

    In the order in which a verifier comes upon them: form, signature, time, then the list.
    """

    BAD_FORMAT = "bad_format"
    BAD_CODE = "bad_code"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    WRONG_PROGRAMME = "wrong_programme"
    KEY_COMPROMISED = "key_compromised"
    KEY_EXPIRED = "key_expired"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    STATUS_UNAVAILABLE = "status_unavailable"
    STATUS_STALE = "status_stale"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    UNKNOWN_CREDENTIAL = "unknown_credential"


@dataclass(frozen=True, slots=True)
class Claims:
    """
    All that a credential says: whose promise, which voucher, when, and where its status stands.

    No name, birth date, school or amount: the value lives in the ledger alone.

    :param voucher_id: the `cti`; two credentials of one voucher share it, so a use is counted
        once whatever bytes were shown.
    :param valid_until: exclusive.
    :param holder_key: compressed P-256 point that a phone must prove to hold; None on paper.
    """

    programme_code: str
    voucher_id: VoucherId
    valid_from: datetime
    valid_until: datetime
    status_list_no: int
    status_index: int
    fiscal_year: int
    category: int = ANY_CATEGORY
    holder_key: bytes | None = None
