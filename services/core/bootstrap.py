"""Build the Runtime: the one place that knows the engine, the clock and every adapter."""

import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from services.core.audit.ports import Witness
from services.core.config import Environment, Settings
from services.core.donations.policies import ChannelTerms, FeePrice, GivingTerms
from services.core.donations.ports import Gateway, MonthlyGateway, VirtualAccounts
from services.core.donations.types import Channel
from services.core.households.ports import FileStore, VirusScanner
from services.core.identity.ports import OidcProviders
from services.core.integrations import stripe, virus_scan
from services.core.integrations.files import FolderStore
from services.core.integrations.mail import mail_of
from services.core.integrations.oidc import WebOidcProviders
from services.core.integrations.vault_transit import TransitKeys
from services.core.integrations.witnesses import witnesses
from services.core.kit.actor import SYSTEM, Actor
from services.core.kit.clock import Clock, SystemClock
from services.core.kit.crypto import KeyEncryption, KeyRing
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications.ports import Mail

T = TypeVar("T")

TRIES = 3

# The least that Stripe takes in yen (docs.stripe.com/currencies, minimum charge amounts).
GATEWAY_LEAST_YEN = 50
# Deadlock and serialisation failure: nothing was done, and the same may succeed a moment later.
RETRIED_SQLSTATES = {"40P01", "40001"}


@dataclass(frozen=True)
class Runtime:
    """All that an edge needs to open units of work. Built once a process."""

    settings: Settings
    engine: Engine
    ring: KeyRing
    clock: Clock = field(default_factory=SystemClock)

    @cached_property
    def files(self) -> FileStore:
        """Where what families upload lies, sealed."""
        return FolderStore(self.settings.data_dir / "files")

    @cached_property
    def scanner(self) -> VirusScanner | None:
        """Who looks for malware in it; None where nothing may be taken in without somebody."""
        url = self.settings.virus_scan_url
        if url is None and self.settings.environment is Environment.PRODUCTION:
            return None
        if url in {None, virus_scan.NONE}:
            return virus_scan.NoScanner()
        return virus_scan.ClamdScanner(url)

    @cached_property
    def mail(self) -> Mail | None:
        """Who carries mail; None where no server is set, and this is no development."""
        settings = self.settings
        is_development = settings.environment is Environment.DEVELOPMENT
        url = settings.smtp_url
        return mail_of(
            url.get_secret_value() if url else None,
            sender=settings.mail_from,
            now=self.clock.now,
            development_folder=settings.data_dir / "mail" if is_development else None,
        )

    @cached_property
    def oidc_providers(self) -> OidcProviders:
        """Identity providers of organisations."""
        is_development = self.settings.environment is Environment.DEVELOPMENT
        return WebOidcProviders(in_development=is_development)

    @property
    def gateway(self) -> Gateway:
        """:raises GatewayUnavailable: no key is set."""
        return stripe.connect(self._stripe_key, self.settings.stripe_api_base)

    @property
    def monthly_gateway(self) -> MonthlyGateway:
        """:raises GatewayUnavailable: no key is set."""
        return stripe.connect_monthly(self._stripe_key, self.settings.stripe_api_base)

    @property
    def virtual_accounts(self) -> VirtualAccounts:
        """:raises GatewayUnavailable: no key is set."""
        return stripe.connect_virtual_accounts(self._stripe_key, self.settings.stripe_api_base)

    @property
    def _stripe_key(self) -> str | None:
        key = self.settings.stripe_api_key
        return key.get_secret_value() if key else None

    @cached_property
    def giving_terms(self) -> GivingTerms:
        """By which ways anybody may give, how much, and at what price."""
        settings = self.settings
        konbini = FeePrice(
            settings.gateway_fee_konbini_bps, Money(settings.gateway_fee_konbini_min)
        )
        least, by_transfer = Money(GATEWAY_LEAST_YEN), Money(settings.transfer_max_yen)
        return {
            Channel.CARD: ChannelTerms(
                least=least, most=None, price=FeePrice(settings.gateway_fee_card_bps)
            ),
            Channel.KONBINI: ChannelTerms(
                least=least, most=Money(settings.konbini_max_yen), price=konbini
            ),
            Channel.VIRTUAL_ACCOUNT: ChannelTerms(
                least=least,
                most=by_transfer,
                price=FeePrice(settings.gateway_fee_transfer_bps),
                needs_email=True,
            ),
            Channel.BANK_TRANSFER: ChannelTerms(
                least=Money(1), most=by_transfer, price=FeePrice(0)
            ),
        }

    @cached_property
    def witnesses(self) -> Sequence[Witness]:
        """Who keeps the audit log's checkpoints, out of our reach."""
        return witnesses(self.settings.checkpoint_folder, self.settings.checkpoint_witnesses)

    @contextmanager
    def unit_of_work(
        self, actor: Actor = SYSTEM, *, organisation_id: UUID | None = None
    ) -> Iterator[UnitOfWork]:
        """One transaction: committed where the block ends well, rolled back where it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield UnitOfWork(
                session,
                now=self.clock.now(),
                actor=actor,
                ring=self.ring,
                organisation_id=organisation_id,
                # The request or task that is logged here; bound by the edges (`kit.logs`).
                request_id=get_contextvars().get("request_id"),
            )

    def attempt(
        self,
        verb: Callable[[UnitOfWork], T],
        *,
        actor: Actor = SYSTEM,
        organisation_id: UUID | None = None,
    ) -> T:
        """Run `verb` in a unit of work of its own, again where a deadlock undid it."""
        for tries_left in reversed(range(TRIES)):
            try:
                with self.unit_of_work(actor, organisation_id=organisation_id) as uow:
                    return verb(uow)
            except DBAPIError as error:
                if not tries_left or not is_transient(error):
                    raise
                time.sleep(0.01 * (TRIES - tries_left) * (1 + secrets.randbelow(10) / 10))
        raise AssertionError("the last try returns or raises")


def is_transient(error: DBAPIError) -> bool:
    """Whether the database undid the transaction only to resolve a conflict."""
    return getattr(error.orig, "sqlstate", None) in RETRIED_SQLSTATES


def build_runtime(
    settings: Settings, *, database_url: str, clock: Clock | None = None, pool_size: int = 10
) -> Runtime:
    """The runtime over a database that is there; embedded servers are started by the edge."""
    return Runtime(
        settings=settings,
        engine=build_engine(database_url, pool_size=pool_size),
        ring=key_ring(settings),
        clock=clock or SystemClock(),
    )


def build_engine(database_url: str, *, pool_size: int = 10) -> Engine:
    return create_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,  # a failed statement is logged without what people typed
        connect_args={"options": "-c timezone=UTC -c lock_timeout=10s"},
    )


def key_ring(settings: Settings) -> KeyRing:
    """The installation's keys: of its secret, or of the keeper that the settings name."""
    set_at = "SECRET_KEY_FILE" if settings.secret_key_file else "SECRET_KEY"
    beside = f"a file beside the data, {settings.data_dir / 'secret_key'}"
    return KeyRing(
        root_secret(settings),
        previous=[one.encode() for one in settings.previous_secrets],
        master=_master_key(settings),
        where=f"the setting {set_at}" if settings.secret_key else beside,
    )


def _master_key(settings: Settings) -> KeyEncryption | None:
    """Who keeps the master key elsewhere; None where the secret itself is it."""
    if settings.kms_url is None or settings.kms_token is None:
        return None
    token, file = settings.kms_token.get_secret_value(), settings.kms_token_file
    return TransitKeys(
        settings.kms_url,
        key_name=settings.kms_key_name,
        token=lambda: file.read_text().strip() if file else token,
    )


def root_secret(settings: Settings) -> bytes:
    """
    The secret from which all keys derive: the setting, or in development a file made once.

    The file stands beside, not in, the database: who copies one has not got the other.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip().encode()


def _write_private(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
