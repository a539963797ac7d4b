"""
Signed notes and checkpoints, as C2SP has them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).

A checkpoint says: this log, of so many leaves, has this root. It is plain text under an Ed25519
signature (RFC 8032), so that anybody can keep it, and any tool of the format can check it.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from services.core.audit.tree import HASH_BYTES

# The signature type of a log's own key (signed-note, "Signature types").
ED25519 = b"\x01"

KEY_ID_BYTES, KEY_BYTES, SIGNATURE_BYTES = 4, 32, 64

# More than any note of ours has; a note from outside may not keep us busy.
NOTE_LENGTH_MAX = 64 * 1024

# Origin, size and root, each ended by a newline.
LINES_MIN = 4

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteUnverified(ValueError):
    """Not a note, or not signed by the key that is trusted: its text says nothing."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """
    The public half of a log's key, as it is handed out: `name+id+key`.

    :raises ValueError: the name is empty or has a space or a plus, or the key is not 32 bytes.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or self.name != "".join(self.name.split()):
            raise ValueError(f"no name of a key: {self.name!r}")
        if len(self.public) != KEY_BYTES:
            raise ValueError("an Ed25519 key has 32 bytes")

    @classmethod
    def parse(cls, text: str) -> Self:
        """:raises ValueError: it is no verifier key of type Ed25519, or its id is another's."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if key[:1] != ED25519:
            raise ValueError("not an Ed25519 verifier key")
        parsed = cls(name, key[1:])
        if key_id != parsed.id.hex():
            raise ValueError("the key's id is not of this name and key")
        return parsed

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, type and key."""
        told = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(told).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_encoded(ED25519 + self.public)}"

    def open(self, note: str) -> str:
        """
        The text of a note, once this key's signature is found on it and holds.

        :raises NoteUnverified: it is no note, or this key has not signed it.
        """
        text, signatures = _taken_apart(note)
        mine = [signed for name, signed in signatures if name == self.name]
        held = [signed[KEY_ID_BYTES:] for signed in mine if signed[:KEY_ID_BYTES] == self.id]
        if not held:
            raise NoteUnverified("no signature of this key")
        public = Ed25519PublicKey.from_public_bytes(self.public)
        for signature in held:
            try:
                public.verify(signature, text.encode())
            except InvalidSignature:
                raise NoteUnverified("a signature of this key does not hold") from None
        return text


@dataclass(frozen=True)
class SignerKey:
    """The private half: never stored but sealed."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def generate(cls, name: str) -> Self:
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def of_bytes(cls, name: str, secret: bytes) -> Self:
        return cls(name, Ed25519PrivateKey.from_private_bytes(secret))

    def to_bytes(self) -> bytes:
        """The key itself, unencrypted: for the ring to seal, for nothing else."""
        return self.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    @property
    def verifier(self) -> VerifierKey:
        public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return VerifierKey(self.name, public)

    def sign(self, text: str) -> str:
        """The note of `text`, which ends in a newline."""
        signature = self.verifier.id + self.private.sign(text.encode())
        return f"{text}\n\N{EM DASH} {self.name} {_encoded(signature)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's head: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        A checkpoint from the text of a note; lines after the third are others' and left alone.

        :raises ValueError: it is none.
        """
        lines = text.split("\n")
        if len(lines) < LINES_MIN or lines.pop() or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise ValueError("not a checkpoint")
        origin, size, root = lines[:3]
        decoded = _decoded(root)
        if len(decoded) != HASH_BYTES:
            raise ValueError("a checkpoint's root has 32 bytes")
        return cls(origin, int(size), decoded)

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\n"


def read_unverified(note: str) -> Checkpoint:
    """
    The checkpoint in a note, whoever signed it: for notes kept by someone who is trusted.

    :raises ValueError: it is no note of a checkpoint.
    """
    return Checkpoint.parse(_taken_apart(note)[0])


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, gap, tail = note.rpartition("\n\n")
    if not gap or len(note) > NOTE_LENGTH_MAX or _CONTROL.search(note) or note[-1] != "\n":
        raise NoteUnverified("not a signed note")
    signatures = []
    for line in tail[:-1].split("\n"):
        dash, *parts = line.split(" ")
        if dash != "\N{EM DASH}" or len(parts) != 2 or not all(parts):
            raise NoteUnverified("not a signature line")
        try:
            signed = _decoded(parts[1])
        except ValueError:
            raise NoteUnverified("a signature is not base64") from None
        if len(signed) <= KEY_ID_BYTES:
            raise NoteUnverified("a signature is too short")
        signatures.append((parts[0], signed))
    return text + "\n", signatures


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decoded(text: str) -> bytes:
    """:raises ValueError: `text` is not the one base64 form of any bytes (RFC 4648, 4)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64") from None
    if _encoded(data) != text:
        raise ValueError("not the one form of its base64")
    return data
