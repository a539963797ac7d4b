"""The keys of one tenant, in versions: wrapped by the master, opened once a process."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from services.core.kit.crypto import seals
from services.core.kit.crypto.ring import KeyRing

# The version byte of an index has room for no more; a key a month lasts twenty years.
VERSIONS_MAX = 255


class KeyPurpose(StrEnum):
    """
    What a tenant's key is for. Of each purpose the newest version is in force.

    `KEY_ENCRYPTION` wraps the keys of subjects. `BLIND_INDEX` keys the indexes of people's data.
    `CODE_INDEX` keys the index of typed codes, which are random and lapse with their year.
    From `DERIVATION` derive keys of other uses, which outlive every secret (`Vault.derive`).
    """

    KEY_ENCRYPTION = "key-encryption"
    BLIND_INDEX = "blind-index"
    CODE_INDEX = "code-index"
    DERIVATION = "derivation"


@dataclass(frozen=True, slots=True)
class TenantKey:
    """
    One version of a tenant's key as it is kept.

    :param wrapped: None for the first version of a tenant that was there before keys were kept:
        it derives from the root secret of that time, until `minori keys rewrap` keeps it.
    :param widths: bits by place of an index; None where indexes have their first form still.
    """

    purpose: KeyPurpose
    version: int
    wrapped: bytes | None
    widths: Mapping[str, int] | None = None


class WrappedKey(NamedTuple):
    """A subject's data key, and the version of the tenant's key that wraps it."""

    wrapped: bytes
    version: int


class KeyStore(Protocol):
    """Where the keys of one tenant are kept: a promise that `kit.keys` fulfils."""

    def load(self, subject_ids: Iterable[UUID]) -> dict[UUID, WrappedKey | None]:
        """The wrapped key of each known subject; None where it was destroyed."""
        ...

    def store(self, keys: Mapping[UUID, WrappedKey]) -> None: ...

    def destroy(self, subject_id: UUID) -> None: ...

    def tenant_keys(self) -> Sequence[TenantKey]:
        """Every version that is not retired, by purpose and version."""
        ...

    def found(self, keys: Sequence[TenantKey]) -> None:
        """Keep a new tenant's first keys, unless another has kept some meanwhile."""
        ...

    def hold_newest(self, purpose: KeyPurpose) -> int:
        """The version in force, which is not retired before this transaction has ended."""
        ...


class TenantKeys:
    """The opened keys of one tenant. Lives as long as one unit of work."""

    def __init__(self, ring: KeyRing, store: KeyStore, tenant: UUID | None) -> None:
        self._ring = ring
        self._store = store
        self._tenant = tenant
        self._kept: dict[KeyPurpose, dict[int, TenantKey]] = {}
        self._opened: dict[tuple[KeyPurpose, int], bytes] = {}

    def kept(self, purpose: KeyPurpose) -> dict[int, TenantKey]:
        """The living versions, oldest first; a tenant that has none is given its first keys."""
        if not self._kept:
            self.load()
        return self._kept[purpose]

    def load(self) -> None:
        """
        Read the keys as they are now and open all of them, in one call to the master.

        The table is read in every unit of work: a version that was rolled back with its
        transaction must never be taken for one that is kept.
        """
        found = self._store.tenant_keys()
        if missing := set(KeyPurpose) - {key.purpose for key in found}:
            self._store.found(self._new(sorted(missing)))
            found = self._store.tenant_keys()
        self._kept = {purpose: {} for purpose in KeyPurpose}
        for key in found:
            self._kept[key.purpose][key.version] = key
        wrapped = [
            (wrapping_context(self._tenant, key.purpose, key.version), key.wrapped)
            for key in found
            if key.wrapped is not None
        ]
        plain = iter(self._ring.unseal_many(wrapped))
        for key in found:
            opened = next(plain) if key.wrapped is not None else self._derived(key.purpose)
            self._opened[key.purpose, key.version] = opened

    def newest(self, purpose: KeyPurpose) -> int:
        return max(self.kept(purpose))

    def opened(self, purpose: KeyPurpose, version: int) -> bytes:
        """:raises KeyError: no such version was there when the keys were read."""
        return self._opened[purpose, version]

    def has(self, purpose: KeyPurpose, version: int) -> bool:
        return version in self.kept(purpose)

    def _new(self, purposes: Iterable[KeyPurpose]) -> list[TenantKey]:
        return new_keys(self._ring, self._tenant, [(purpose, 1) for purpose in purposes])

    def _derived(self, purpose: KeyPurpose) -> bytes:
        return self._ring.derive_first(DERIVED_AS[purpose])


# How the first version derives from the root, where it was there before keys were kept; other
# purposes came later, and are random for everybody.
DERIVED_AS = {
    KeyPurpose.KEY_ENCRYPTION: "key-encryption",
    KeyPurpose.BLIND_INDEX: "blind-index",
    KeyPurpose.CODE_INDEX: "blind-index",
}


def wrapping_context(tenant: UUID | None, purpose: KeyPurpose, version: int) -> str:
    """What a tenant's key is bound to in the master's wrapping."""
    return f"tenant-key|{tenant}|{purpose}|{version}"


def new_keys(
    ring: KeyRing,
    tenant: UUID | None,
    versions: Sequence[tuple[KeyPurpose, int]],
    widths: Mapping[str, int] | None = None,
) -> list[TenantKey]:
    """Draw random keys and wrap them, in one call to the master."""
    wrapped = ring.seal_many(
        [
            (wrapping_context(tenant, purpose, version), seals.new_key())
            for purpose, version in versions
        ]
    )
    return [
        TenantKey(purpose, version, blob, dict(widths or {}) if purpose in _INDEXES else None)
        for (purpose, version), blob in zip(versions, wrapped, strict=True)
    ]


_INDEXES = {KeyPurpose.BLIND_INDEX, KeyPurpose.CODE_INDEX}
