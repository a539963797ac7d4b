"""Keys, claims and tokens for tests of the pure format: say only what the test is about."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.core.vouchers.token import (
    Algorithm,
    SigningKey,
    TrustedKey,
    TrustStore,
    issue_token,
)
from services.core.vouchers.types import Claims, VoucherId

PROGRAMME = "131130"
APRIL = datetime(2025, 3, 31, 15, tzinfo=UTC)  # 1 April 2025, 00:00 in Tokyo
NEXT_APRIL = datetime(2026, 3, 31, 15, tzinfo=UTC)
JUNE = datetime(2025, 6, 11, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Issuer:
    key: SigningKey
    record: TrustedKey

    @property
    def trust(self) -> TrustStore:
        return TrustStore([self.record])

    def but(self, **changes: Any) -> "Issuer":
        """The same key, told differently by the trust list."""
        return Issuer(self.key, replace(self.record, **changes))

    def sign(self, claims: Claims) -> str:
        return issue_token(claims, key=self.key, record=self.record)


def make_issuer(algorithm: Algorithm = Algorithm.ES256, programme: str = PROGRAMME) -> Issuer:
    key = SigningKey.generate(algorithm)
    record = TrustedKey(
        algorithm=algorithm,
        public=key.public,
        programme_code=programme,
        signs_from=APRIL,
        signs_until=APRIL + timedelta(days=122),
        verifies_until=NEXT_APRIL + timedelta(days=30),
    )
    return Issuer(key, record)


def make_root() -> Issuer:
    return make_issuer().but(programme_code="", signs_until=NEXT_APRIL)


def make_claims(**changes: Any) -> Claims:
    claims = Claims(
        programme_code=PROGRAMME,
        voucher_id=VoucherId(UUID(bytes=secrets.token_bytes(16))),
        valid_from=APRIL,
        valid_until=NEXT_APRIL,
        status_list_no=1,
        status_index=secrets.randbelow(131_072),
        fiscal_year=2025,
    )
    return replace(claims, **changes)
