"""What somebody carries as proof, `<prefix>_<id>_<secret>`, and the digest that is kept of it."""

import hashlib
import hmac
import secrets
from typing import NamedTuple
from uuid import UUID

SECRET_BYTES = 32

# Crockford's base 32, five bits a letter: nothing in it reads as something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
_READ_AS = str.maketrans("OIL", "011", " -")


class Carried(NamedTuple):
    """A proof taken apart: whose it says it is, and the secret that would show it."""

    id: UUID
    secret: str


def new_secret() -> str:
    """256 random bits, in letters that survive any header, cookie and URL."""
    return secrets.token_urlsafe(SECRET_BYTES)


def carry(prefix: str, id: UUID, secret: str) -> str:
    """
    >>> carry("minori", UUID(int=1), "s3cret")
    'minori_00000000000000000000000000000001_s3cret'
    """
    return f"{prefix}_{id.hex}_{secret}"


def parse(prefix: str, text: str | None) -> Carried | None:
    """The parts of a proof; None where it is not one of this kind."""
    found_prefix, _, rest = (text or "").partition("_")
    id, _, secret = rest.partition("_")
    if found_prefix != prefix or not secret:
        return None
    try:
        return Carried(UUID(hex=id), secret)
    except ValueError:
        return None


def digest(secret: str) -> bytes:
    """A plain digest is enough: the secret is 256 random bits, not a password."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, expected: bytes | None) -> bool:
    """
    Whether this is the secret of which `expected` was kept.

    Compared in any case, so that the time taken does not tell whether there was one.
    """
    return hmac.compare_digest(expected or digest(""), digest(secret)) and expected is not None


def new_code(letters: int) -> str:
    """A secret to be read and typed by people, in groups of four: `7G2K-9QXM`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(letters))
    return "-".join(code[at : at + GROUP] for at in range(0, letters, GROUP))


def code_digest(typed: str) -> bytes:
    """The digest of a typed code, however its groups and letters were written."""
    return digest(typed.upper().translate(_READ_AS))
