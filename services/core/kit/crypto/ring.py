"""The installation's master key, and what hangs on it: the ring."""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from threading import Lock
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.core.kit.crypto import seals
from services.core.kit.crypto.seals import KEY_BYTES, SealBroken

# So many opened keys a process remembers: three a tenant, and the keys that sign.
REMEMBERED = 4_096

Wrapped = tuple[str, bytes]  # what it is for, and the thing itself


class KeyEncryption(Protocol):
    """
    The master key: it wraps other keys, each for a context out of which it does not open.

    What it wraps says by itself which version of the master wrapped it.
    """

    where: str  # where the master key lies, told to the operator

    def wrap(self, plain: Sequence[Wrapped]) -> list[bytes]:
        """
        Wrap each key for its context, in one call.

        :raises MasterKeyUnavailable: the keeper does not answer.
        """
        ...

    def unwrap(self, wrapped: Sequence[Wrapped]) -> list[bytes]:
        """
        Open each for its context, in one call.

        :raises SealBroken: one was altered, or wrapped for another context or by another key.
        :raises MasterKeyUnavailable: the keeper does not answer.
        """
        ...

    def made(self, wrapped: bytes) -> bool:
        """Whether it was this keeper who wrapped it, by its form."""
        ...

    def is_current(self, wrapped: bytes) -> bool:
        """Whether the newest version of the master wrapped it."""
        ...


class RootSecrets:
    """
    A master key out of a secret of ours: a setting, or a file beside the data.

    :param roots: the secret in force, then those before it, newest first. The former ones open
        what they wrapped, and wrap nothing.
    :raises ValueError: a secret is shorter than 32 bytes.
    """

    # Marks what carries the id of its secret. What came before had no mark, and is known by
    # opening.
    _MARK = b"\x02"
    _ID_BYTES = 4

    def __init__(self, roots: Sequence[bytes], *, where: str = "SECRET_KEY") -> None:
        if any(len(root) < KEY_BYTES for root in roots):
            raise ValueError("the root secret must have at least 32 bytes")
        self.where = where
        self._roots = {derive(root, "key-id")[: self._ID_BYTES]: root for root in roots}
        self._current = next(iter(self._roots))

    def __repr__(self) -> str:
        return f"RootSecrets({self.where})"

    @property
    def key_id(self) -> str:
        """The id of the secret in force: it tells secrets apart, and nothing about them."""
        return self._current.hex()

    def wrap(self, plain: Sequence[Wrapped]) -> list[bytes]:
        root = self._roots[self._current]
        front = self._MARK + self._current
        return [
            front + seals.seal(AESGCM(derive(root, context)), key, context.encode())
            for context, key in plain
        ]

    def unwrap(self, wrapped: Sequence[Wrapped]) -> list[bytes]:
        return [self._unwrap(context, blob) for context, blob in wrapped]

    def made(self, wrapped: bytes) -> bool:
        return self._id_of(wrapped) in self._roots

    def is_current(self, wrapped: bytes) -> bool:
        return self._id_of(wrapped) == self._current

    def _id_of(self, wrapped: bytes) -> bytes | None:
        if not wrapped.startswith(self._MARK):
            return None
        return wrapped[1 : 1 + self._ID_BYTES]

    def _unwrap(self, context: str, blob: bytes) -> bytes:
        named = self._roots.get(self._id_of(blob) or b"")
        if named is not None:
            try:
                return _open(named, context, blob[1 + self._ID_BYTES :])
            except SealBroken:
                pass  # a nonce of former times may look like a mark
        for root in self._roots.values():
            try:
                return _open(root, context, blob)
            except SealBroken:
                continue
        raise SealBroken


class KeyRing:
    """
    The installation's secrets: a root from which keys derive, and the master key that wraps.

    What was opened is remembered for as long as the process lives, within bounds, in memory
    only: a keeper elsewhere is asked once for each key, and not once a request.

    :param root: `SECRET_KEY`.
    :param previous: the secrets before it, newest first; what they made still opens.
    :param master: the keeper of the master key, where that is not the root itself.
    :raises ValueError: a secret is shorter than 32 bytes.
    """

    def __init__(
        self,
        root: bytes,
        *,
        previous: Sequence[bytes] = (),
        master: KeyEncryption | None = None,
        where: str = "SECRET_KEY",
    ) -> None:
        self.root = root
        self._roots = (root, *previous)
        self._own = RootSecrets(self._roots, where=where)
        self.master: KeyEncryption = master or self._own
        self._opened: OrderedDict[bytes, bytes] = OrderedDict()
        self._turn = Lock()

    def __repr__(self) -> str:
        return f"KeyRing({self.master.where})"

    @property
    def key_id(self) -> str:
        """The id of the secret in force, fit to be shown."""
        return self._own.key_id

    def derive(self, purpose: str) -> bytes:
        """A 256-bit key for one purpose (HKDF, RFC 5869). It changes with the secret."""
        return derive(self.root, purpose)

    def derive_each(self, purpose: str) -> list[bytes]:
        """The purpose's key under each secret, newest first: to check what an older one made."""
        return [derive(root, purpose) for root in self._roots]

    def derive_first(self, purpose: str) -> bytes:
        """The purpose's key under the oldest secret known: what was there before keys were kept."""
        return derive(self._roots[-1], purpose)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Seal a secret of the installation's own, such as a signing key, under the master."""
        return self.seal_many([(purpose, plain)])[0]

    def seal_many(self, plain: Sequence[Wrapped]) -> list[bytes]:
        """Seal several, each for its purpose, in one call to the keeper."""
        return self.master.wrap(plain)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """
        :raises SealBroken: it was not sealed for this purpose under a key of this ring.
        :raises MasterKeyUnavailable: the keeper of the master key does not answer.
        """
        return self.unseal_many([(purpose, sealed)])[0]

    def unseal_many(self, sealed: Sequence[Wrapped]) -> list[bytes]:
        """
        Open several, those not opened before in one call to their keeper.

        :raises SealBroken: one was not sealed for its purpose under a key of this ring.
        :raises MasterKeyUnavailable: the keeper of the master key does not answer.
        """
        names = [sha256(f"{purpose}|".encode() + blob).digest() for purpose, blob in sealed]
        opened = {name: key for name in names if (key := self._recall(name)) is not None}
        for keeper, mine in self._by_keeper(sealed, names, opened):
            plain = keeper.unwrap([sealed[names.index(name)] for name in mine])
            for name, key in zip(mine, plain, strict=True):
                opened[name] = key
                self._remember(name, key)
        return [opened[name] for name in names]

    def reseal(self, purpose: str, sealed: bytes) -> bytes | None:
        """
        The same under the master key of today; None where it is so already.

        :raises SealBroken: no key of this ring opens it.
        """
        if self.master.made(sealed) and self.master.is_current(sealed):
            return None
        return self.seal(purpose, self.unseal(purpose, sealed))

    def _by_keeper(
        self, sealed: Sequence[Wrapped], names: Sequence[bytes], opened: dict[bytes, bytes]
    ) -> list[tuple[KeyEncryption, list[bytes]]]:
        """What is still to open, by who can: the master, or for older things our own secrets."""
        theirs: list[bytes] = []
        own: list[bytes] = []
        for (_, blob), name in zip(sealed, names, strict=True):
            if name not in opened:
                (theirs if self.master.made(blob) else own).append(name)
        return [
            (keeper, mine) for keeper, mine in ((self.master, theirs), (self._own, own)) if mine
        ]

    def _recall(self, name: bytes) -> bytes | None:
        with self._turn:
            key = self._opened.get(name)
            if key is not None:
                self._opened.move_to_end(name)
            return key

    def _remember(self, name: bytes, key: bytes) -> None:
        with self._turn:
            self._opened[name] = key
            while len(self._opened) > REMEMBERED:
                self._opened.popitem(last=False)


def derive(root: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose out of a secret (HKDF-SHA-256, RFC 5869)."""
    info = b"minori|" + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)


def _open(root: bytes, context: str, sealed: bytes) -> bytes:
    return seals.unseal(AESGCM(derive(root, context)), sealed, context.encode())
