"""Carry a comparison out: ask the gateway, then read the books, then keep what was found."""

from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.models import Reconciliation
from services.core.donations.ports import GatewayBooks
from services.core.integrations import stripe
from services.core.kit.outbox import Message

log = structlog.get_logger(__name__)


def gateway_books(runtime: Runtime) -> GatewayBooks:
    """:raises GatewayUnavailable: no key is set."""
    settings = runtime.settings
    key = settings.stripe_api_key
    return stripe.connect_books(key.get_secret_value() if key else None, settings.stripe_api_base)


def reconcile_asked(runtime: Runtime, message: Message) -> None:
    """Somebody asked for a comparison. Carried out twice, the second changes nothing."""
    organisation_id = UUID(message.payload["organisation_id"])
    carry_out(runtime, organisation_id, UUID(message.payload["reconciliation_id"]))


def carry_out(runtime: Runtime, organisation_id: UUID, reconciliation_id: UUID) -> Reconciliation:
    """Compare the span of a run that was begun, and keep what it came to."""
    run = runtime.attempt(
        lambda uow: donations.get_reconciliation(
            uow, organisation_id=organisation_id, reconciliation_id=reconciliation_id
        ),
        organisation_id=organisation_id,
    )
    with donations.ask(gateway_books(runtime), since=run.since, until=run.until) as told:
        done = runtime.attempt(
            lambda uow: donations.keep_reconciliation(
                uow,
                organisation_id=organisation_id,
                reconciliation_id=reconciliation_id,
                lines=donations.compare(
                    uow,
                    organisation_id=organisation_id,
                    told=told,
                    gateway_payers=runtime.settings.stripe_payer_names,
                ),
                entries=told.entries,
            ),
            organisation_id=organisation_id,
        )
    if done.findings:
        # An alarm: the rows themselves are shown to whoever may see them.
        log.error("reconciliation_found", reconciliation_id=str(done.id), findings=done.findings)
    return done
