"""
People's data at rest: sealed by field under a key of their own, found by blind index.

Envelope: the key-encryption key (KEK, a setting or a file outside the database) wraps one data
key a subject; fields are AES-256-GCM with a fresh nonce, bound to tenant, place and row, so that
a ciphertext moved to another row does not open. Destroying a subject's key erases the person.
"""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.core.kit.errors import NotFound, Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_VERSION = 1

# Blind indexes are cut short, so that an index alone does not single a value out with certainty.
INDEX_BYTES = 8


class SubjectForgotten(NotFound):
    """The person's key was destroyed: the data cannot be read by anyone any more."""

    code = "subject_forgotten"


class SealBroken(Unavailable):
    """A sealed field does not open: it was altered, moved, or sealed under another key."""

    code = "seal_broken"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """
    The installation's secrets, derived from one root so that only one must be guarded.

    :raises ValueError: the root is shorter than 32 bytes.
    """

    root: bytes

    def __post_init__(self) -> None:
        if len(self.root) < KEY_BYTES:
            raise ValueError("the root secret must have at least 32 bytes")

    def derive(self, purpose: str) -> bytes:
        """A 256-bit key for one purpose (HKDF, RFC 5869)."""
        info = b"minori|" + purpose.encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.root)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Seal a secret of the installation's own, such as a signing key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.derive(purpose)).encrypt(nonce, plain, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """
        :raises SealBroken: it was not sealed for this purpose under this root.
        """
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return _open(AESGCM(self.derive(purpose)), nonce, body, purpose.encode())


class SubjectKeys(Protocol):
    """Where wrapped data keys are kept: a promise that the unit of work's store fulfils."""

    def load(self, subject_ids: Iterable[UUID]) -> dict[UUID, bytes | None]:
        """The wrapped key of each known subject; None where it was destroyed."""
        ...

    def store(self, wrapped: dict[UUID, bytes]) -> None: ...

    def destroy(self, subject_id: UUID) -> None: ...


class Vault:
    """Seals and opens the fields of one tenant's people. Lives as long as one unit of work."""

    def __init__(self, ring: KeyRing, store: SubjectKeys, tenant: UUID | None) -> None:
        self._wrapping = AESGCM(ring.derive("key-encryption"))
        self._index_root = ring.derive("blind-index")
        self._index_keys: dict[str, bytes] = {}
        self._store = store
        self._tenant = tenant
        self._ciphers: dict[UUID, AESGCM] = {}

    def prepare(self, subject_ids: Iterable[UUID]) -> None:
        """Load or create the keys of many subjects at once, before a bulk verb."""
        missing = [subject for subject in subject_ids if subject not in self._ciphers]
        if not missing:
            return
        known = self._store.load(missing)
        fresh: dict[UUID, bytes] = {}
        for subject in missing:
            if subject in known:
                self._ciphers[subject] = AESGCM(self._unwrap(subject, known[subject]))
            elif subject not in fresh:
                key = os.urandom(KEY_BYTES)
                self._ciphers[subject] = AESGCM(key)
                fresh[subject] = self._wrap(subject, key)
        if fresh:
            self._store.store(fresh)

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
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(subject_id).encrypt(nonce, data, self._aad(place, row_id))
        return bytes([KEY_VERSION]) + nonce + sealed

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
        nonce, body = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :]
        return _open(self._cipher(subject_id), nonce, body, self._aad(place, row_id))

    def blind_index(self, place: str, value: str) -> bytes:
        """
        A keyed digest by which equal values of `place` find one another without being read.

        Compared after NFKC and case folding; kana are folded by the caller (`kit.japanese`).
        """
        key = self._index_keys.get(place)
        if key is None:
            key = hmac.digest(self._index_root, f"{self._tenant}|{place}".encode(), "sha256")
            self._index_keys[place] = key
        folded = unicodedata.normalize("NFKC", value).casefold().strip()
        return hmac.digest(key, folded.encode(), hashlib.sha256)[:INDEX_BYTES]

    def forget(self, subject_id: UUID) -> None:
        """Destroy the subject's key: what was sealed under it is gone for good."""
        self._ciphers.pop(subject_id, None)
        self._store.destroy(subject_id)

    def _cipher(self, subject_id: UUID) -> AESGCM:
        self.prepare([subject_id])
        return self._ciphers[subject_id]

    def _aad(self, place: str, row_id: UUID) -> bytes:
        return f"{self._tenant}|{place}|{row_id}|{KEY_VERSION}".encode()

    def _wrap(self, subject_id: UUID, key: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, self._aad("subject_keys", subject_id))

    def _unwrap(self, subject_id: UUID, wrapped: bytes | None) -> bytes:
        if wrapped is None:
            raise SubjectForgotten(subject_id=subject_id)
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return _open(self._wrapping, nonce, body, self._aad("subject_keys", subject_id))


def _open(cipher: AESGCM, nonce: bytes, body: bytes, aad: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, body, aad)
    except InvalidTag:
        raise SealBroken from None
