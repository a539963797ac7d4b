"""
The voucher in the hand: `MV1:` credentials, status lists and trust lists, in CBOR and COSE.

Pure: bytes, keys and instants in, facts or a refusal out. No clock, no database, no network, so
that the very same rules hold at the counter, offline and on the command line. The format is
described in docs/reference/voucher-format.md.
"""

from services.core.vouchers.token.credential import (
    MAX_CHARACTERS,
    issue_token,
    read_token,
    sign_credential,
    token_text,
)
from services.core.vouchers.token.keys import Algorithm, SigningKey, TrustedKey, TrustStore
from services.core.vouchers.token.status_list import (
    MAX_AGE,
    SIZE,
    StatusBits,
    StatusList,
    read_status_list,
    sign_status_list,
)
from services.core.vouchers.token.trust_list import TrustList, read_trust_list, sign_trust_list

__all__ = [
    "MAX_AGE",
    "MAX_CHARACTERS",
    "SIZE",
    "Algorithm",
    "SigningKey",
    "StatusBits",
    "StatusList",
    "TrustList",
    "TrustStore",
    "TrustedKey",
    "issue_token",
    "read_status_list",
    "read_token",
    "read_trust_list",
    "sign_credential",
    "sign_status_list",
    "sign_trust_list",
    "token_text",
]
