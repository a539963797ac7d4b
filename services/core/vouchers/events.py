"""What happened to vouchers; ids and counts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersIssued(Event):
    """A batch of accepted awards became vouchers: their cards can be printed."""

    topic: ClassVar[str] = "voucher.issued"
    about: ClassVar[str] = "programme_id"

    vouchers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherReissued(Event):
    """A voucher has a new card; the old code is good for nothing any more."""

    topic: ClassVar[str] = "voucher.reissued"
    about: ClassVar[str] = "voucher_id"

    voucher_id: UUID
    credential_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRevoked(Event):
    """A voucher was ended before its time; what was left of it is its funds' again."""

    topic: ClassVar[str] = "voucher.revoked"
    about: ClassVar[str] = "voucher_id"

    voucher_id: UUID
    returned_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchersExpired(Event):
    """A batch of vouchers lapsed; what was left of them is their funds' again."""

    topic: ClassVar[str] = "voucher.expired"
    about: ClassVar[str] = "programme_id"

    vouchers: int
    returned_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyCompromised(Event):
    """Somebody else may hold an issuer key: the trust list has changed and must go out at once."""

    topic: ClassVar[str] = "signing_key.compromised"
    about: ClassVar[str] = "signing_key_id"

    signing_key_id: UUID
