"""What `minori doctor` expects of an installation that strangers can reach."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from services.core.config import Environment, Settings

ENCRYPTED = {"require", "verify-ca", "verify-full"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that should hold, what is told where it does, and what where it does not."""

    name: str
    holds: bool
    well: str
    ill: str
    required: bool = False


def expectations(settings: Settings) -> Iterator[Expectation]:
    """Look at the settings as an attacker would, who has read how they work."""
    in_production = settings.environment is Environment.PRODUCTION
    yield Expectation(
        "environment",
        in_production,
        "production: weak and missing secrets are refused",
        "development: secrets are not looked at; strangers must not reach it",
    )
    yield Expectation(
        "address",
        settings.base_url.startswith("https://"),
        settings.base_url,
        f"{settings.base_url}: cookies and passkeys need https://",
        required=in_production,
    )
    yield Expectation(
        "rate limits",
        settings.rate_limit_per_minute > 0,
        f"{settings.rate_limit_per_minute} requests a minute",
        "RATE_LIMIT_PER_MINUTE is 0: floods are not turned away",
    )
    yield Expectation(
        "rate limit store",
        settings.rate_limit_storage_url is not None,
        "shared by all processes",
        "none: each process counts tries for itself, so that n processes allow n times as many",
    )
    yield Expectation(
        "log level",
        settings.log_level.upper() != "DEBUG",
        settings.log_level,
        "DEBUG: libraries may log what they carry",
    )
    yield Expectation(
        "database connection",
        _is_private(settings.database_url),
        "does not leave this host or its private network, or is encrypted",
        "crosses a public network without TLS: add sslmode=verify-full",
        required=in_production,
    )
    yield _secret_file(settings)


def _is_private(url: str | None) -> bool:
    if url is None:
        return True
    told = urlsplit(url)
    if ENCRYPTED & set(parse_qs(told.query).get("sslmode", [])):
        return True
    host = told.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host  # a socket, or a name of a container's network
    return address.is_private or address.is_loopback


def _secret_file(settings: Settings) -> Expectation:
    path = settings.data_dir / "secret_key"
    open_to = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) if path.exists() else 0
    return Expectation(
        "secret key file",
        not open_to,
        "nobody else's to read" if path.exists() else "none: the secret is a setting",
        f"{path} can be read by others: chmod 600",
        required=True,
    )
