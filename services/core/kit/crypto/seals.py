"""One sealed thing: a fresh nonce and AES-256-GCM, and the ways in which it may not open."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.core.kit.errors import Conflict, NotFound, Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12  # 96 bits, drawn anew for each seal (NIST SP 800-38D, 8.2.2)


class SubjectForgotten(NotFound):
    """The person's key was destroyed: the data cannot be read by anyone any more."""

    code = "subject_forgotten"


class SealBroken(Unavailable):
    """A sealed field does not open: it was altered, moved, or sealed under another key."""

    code = "seal_broken"


class MasterKeyUnavailable(Unavailable):
    """The keeper of the master key does not answer, or not to us; it may a moment later."""

    code = "master_key_unavailable"


class KeyVersionsUsedUp(Conflict):
    """A key of the tenant was changed 254 times: its version has room for no more."""

    code = "key_versions_used_up"


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def seal(cipher: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    """Nonce and ciphertext; opens only with the same `bound_to`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to)


def unseal(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    """
    :raises SealBroken: it was altered, or sealed under another key or for another place.
    """
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):  # the latter: too short to hold a nonce
        raise SealBroken from None
