"""Whom a request counts against: the credential that it brings, and the address it comes from."""

from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

# A subscriber's line of IPv6 is given a /64 at least (RFC 6177): each of its addresses is one.
IPV6_PREFIX = 64
DIGEST_BYTES = 16

AUTHORIZATION = b"authorization"
COOKIE = b"cookie"
# The cookie of sessions: the only one that counts. Others can be made up, each a new caller.
SESSION_PREFIX = b"__Host-session="


def address_of(scope: Scope) -> str:
    """
    The address that a request comes from, as one caller: IPv6 by its /64.

    The server has put the client's address in the place of a trusted proxy's (`--trust-proxy`);
    no header is read here, because anybody can write one.
    """
    client = scope.get("client")
    return _line_of(client[0] if client else "")


@lru_cache(maxsize=10_000)
def _line_of(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:  # a socket of this host, or a test
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


def credential_of(scope: Scope) -> bytes | None:
    """What the request says to be known by: an Authorization header or a session's cookie."""
    for name, value in scope["headers"]:
        if name == AUTHORIZATION:
            credential: bytes = value
            return credential
        if name == COOKIE and SESSION_PREFIX in value:
            start = value.index(SESSION_PREFIX)
            session: bytes = value[start:].partition(b";")[0]
            return session
    return None


def digest(key: bytes, *parts: str | bytes) -> bytes:
    """A keyed digest by which a limit knows a caller or an object without keeping its name."""
    made = blake2b(key=key, digest_size=DIGEST_BYTES)
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        made.update(len(content).to_bytes(4, "big"))
        made.update(content)
    return made.digest()
