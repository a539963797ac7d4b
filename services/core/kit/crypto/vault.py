"""The vault: the sealed fields and blind indexes of one tenant's people."""

import hmac
from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.core.kit.crypto import seals
from services.core.kit.crypto.blind_index import BlindIndex, place_of
from services.core.kit.crypto.ring import KeyRing
from services.core.kit.crypto.seals import SealBroken, SubjectForgotten
from services.core.kit.crypto.tenant_keys import (
    KeyPurpose,
    KeyStore,
    TenantKeys,
    WrappedKey,
)

# The version of a subject's own key: there is one, for changing a key above re-wraps it only.
KEY_VERSION = 1

# How often keys are read anew where a rotation overtakes the reading.
TRIES = 3

_KEK = KeyPurpose.KEY_ENCRYPTION
_DERIVATION = KeyPurpose.DERIVATION


class Vault:
    """Seals and opens the fields of one tenant's people. Lives as long as one unit of work."""

    def __init__(self, ring: KeyRing, store: KeyStore, tenant: UUID | None) -> None:
        self._store = store
        self._tenant = tenant
        self._keys = TenantKeys(ring, store, tenant)
        self._wrapping: dict[int, AESGCM] = {}
        self._ciphers: dict[UUID, AESGCM] = {}
        self._indexes: dict[str, list[BlindIndex]] = {}

    def __repr__(self) -> str:
        return f"Vault({self._tenant})"

    def prepare(self, subject_ids: Iterable[UUID]) -> None:
        """
        Load or create the keys of many subjects at once, before a bulk verb.

        Whose key was destroyed is passed over here, and refused when it is opened.
        """
        missing = [subject for subject in subject_ids if subject not in self._ciphers]
        if not missing:
            return
        known = self._load(missing)
        fresh: dict[UUID, bytes] = {}
        for subject in missing:
            if subject not in known:
                fresh.setdefault(subject, seals.new_key())
            elif (key := known[subject]) is not None:
                self._ciphers[subject] = AESGCM(self._unwrap(subject, key))
        if fresh:
            self._store.store(self._wrap(fresh))
            self._ciphers.update({subject: AESGCM(key) for subject, key in fresh.items()})

    def readable(self, subject_ids: Iterable[UUID]) -> set[UUID]:
        """
        Those of the subjects who can be opened, their keys at hand.

        For candidates that an index has brought: one may be forgotten a moment after its row was
        read, and must not keep the others from being found.
        """
        subjects = set(subject_ids)
        self.prepare(subjects)
        return subjects & self._ciphers.keys()

    def seal(self, subject_id: UUID, place: str, row_id: UUID, text: str) -> bytes:
        """
        Seal `text` for `place` ("children.name") in row `row_id`, under the subject's own key.

        :raises SubjectForgotten: the subject's key was destroyed.
        """
        return self.seal_bytes(subject_id, place, row_id, text.encode())

    def seal_bytes(self, subject_id: UUID, place: str, row_id: UUID, data: bytes) -> bytes:
        """
        Seal a file or another thing that is not text; see `seal`.

        :raises SubjectForgotten: the subject's key was destroyed.
        """
        bound_to = self._aad(place, row_id, KEY_VERSION)
        return bytes([KEY_VERSION]) + seals.seal(self._cipher(subject_id), data, bound_to)

    def unseal(self, subject_id: UUID, place: str, row_id: UUID, blob: bytes) -> str:
        """
        :raises SubjectForgotten: the subject's key was destroyed.
        :raises SealBroken: the blob was altered or belongs to another row, place or tenant.
        """
        return self.unseal_bytes(subject_id, place, row_id, blob).decode()

    def unseal_bytes(self, subject_id: UUID, place: str, row_id: UUID, blob: bytes) -> bytes:
        """
        :raises SubjectForgotten: the subject's key was destroyed.
        :raises SealBroken: the blob was altered or belongs to another row, place or tenant.
        """
        if not blob:
            raise SealBroken
        return seals.unseal(self._cipher(subject_id), blob[1:], self._aad(place, row_id, blob[0]))

    def blind_index(self, place: str, value: str) -> bytes:
        """
        The digest to keep beside a sealed value of `place`, so that it is found again.

        Compared after NFKC and case folding; kana are folded by the caller (`kit.japanese`).
        """
        return self.indexes(place)[0].of(value)

    def lookups(self, place: str, value: str) -> list[bytes]:
        """
        Every digest under which a value of `place` may be kept, the one of today first.

        They are several while rows are indexed anew. What is found are candidates: open them.
        """
        return [index.of(value) for index in self.indexes(place)]

    def indexes(self, place: str) -> list[BlindIndex]:
        """The index of `place` under each living version of its key, newest first."""
        found = self._indexes.get(place)
        if found is None:
            purpose = place_of(place).purpose
            found = [
                BlindIndex.under(key, self._keys.opened(purpose, version), self._tenant, place)
                for version, key in sorted(self._keys.kept(purpose).items(), reverse=True)
            ]
            self._indexes[place] = found
        return found

    def derive(self, purpose: str) -> bytes:
        """
        The tenant's 256-bit key for one purpose (HKDF-Expand, RFC 5869).

        Unlike `KeyRing.derive` it does not change with the installation's secret: for keyed
        digests that are kept for years.
        """
        own = self._keys.opened(_DERIVATION, self._keys.newest(_DERIVATION))
        return hmac.digest(own, f"minori|{self._tenant}|{purpose}".encode() + b"\x01", "sha256")

    def forget(self, subject_id: UUID) -> None:
        """Destroy the subject's key: what was sealed under it is gone for good."""
        self._ciphers.pop(subject_id, None)
        self._store.destroy(subject_id)

    def rewrap(self, keys: dict[UUID, WrappedKey]) -> dict[UUID, WrappedKey]:
        """
        The same subjects' keys under the tenant's key in force; the caller holds their rows.

        :raises SealBroken: one does not open.
        """
        self._keys.load()
        return self._wrap({subject: self._unwrap(subject, key) for subject, key in keys.items()})

    def _cipher(self, subject_id: UUID) -> AESGCM:
        self.prepare([subject_id])
        cipher = self._ciphers.get(subject_id)
        if cipher is None:
            raise SubjectForgotten(subject_id=subject_id)
        return cipher

    def _aad(self, place: str, row_id: UUID, version: int) -> bytes:
        return f"{self._tenant}|{place}|{row_id}|{version}".encode()

    def _load(self, subjects: list[UUID]) -> dict[UUID, WrappedKey | None]:
        """
        The subjects' wrapped keys, and in hand every key that wraps one of them.

        The tenant's are read first: one that is retired a moment later still opens what was
        read under it. One that is newer than ours is read anew.
        """
        self._keys.kept(_KEK)
        for _ in range(TRIES):
            known = self._store.load(subjects)
            versions = {key.version for key in known.values() if key is not None}
            if all(self._keys.has(_KEK, version) for version in versions):
                return known
            self._keys.load()
        raise SealBroken

    def _wrap(self, keys: dict[UUID, bytes]) -> dict[UUID, WrappedKey]:
        """Under the version in force, held so that nobody retires it before we have committed."""
        version = self._store.hold_newest(_KEK)
        if not self._keys.has(_KEK, version):
            self._keys.load()
        cipher = self._kek(version)
        return {
            subject: WrappedKey(
                seals.seal(cipher, key, self._aad("subject_keys", subject, version)), version
            )
            for subject, key in keys.items()
        }

    def _unwrap(self, subject_id: UUID, key: WrappedKey) -> bytes:
        bound_to = self._aad("subject_keys", subject_id, key.version)
        return seals.unseal(self._kek(key.version), key.wrapped, bound_to)

    def _kek(self, version: int) -> AESGCM:
        cipher = self._wrapping.get(version)
        if cipher is None:
            cipher = self._wrapping[version] = AESGCM(self._keys.opened(_KEK, version))
        return cipher
