"""
People's data at rest: sealed by field under a key of their own, found by blind index.

An envelope of three floors: the installation's master key (`KeyEncryption`) wraps the keys of
tenants, a tenant's key-encryption key wraps the key of each subject, and that seals the fields
by AES-256-GCM with a fresh nonce, bound to tenant, place and row. Destroying a subject's key
erases the person; changing a key above it re-wraps what lies one floor below, and no field.
"""

from services.core.kit.crypto.blind_index import (
    PLACES,
    BlindIndex,
    IndexPlace,
    comparable,
    width_bits,
)
from services.core.kit.crypto.ring import KeyEncryption, KeyRing, RootSecrets
from services.core.kit.crypto.seals import (
    KEY_BYTES,
    NONCE_BYTES,
    KeyVersionsUsedUp,
    MasterKeyUnavailable,
    SealBroken,
    SubjectForgotten,
)
from services.core.kit.crypto.tenant_keys import (
    KeyPurpose,
    KeyStore,
    TenantKey,
    TenantKeys,
    WrappedKey,
)
from services.core.kit.crypto.vault import Vault

__all__ = [
    "KEY_BYTES",
    "NONCE_BYTES",
    "PLACES",
    "BlindIndex",
    "IndexPlace",
    "KeyEncryption",
    "KeyPurpose",
    "KeyRing",
    "KeyStore",
    "KeyVersionsUsedUp",
    "MasterKeyUnavailable",
    "RootSecrets",
    "SealBroken",
    "SubjectForgotten",
    "TenantKey",
    "TenantKeys",
    "Vault",
    "WrappedKey",
    "comparable",
    "width_bits",
]
