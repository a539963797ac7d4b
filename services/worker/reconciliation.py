"""Carry a comparison out: ask the gateway, then read the books, then keep what was found."""

from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.models import Reconciliation
from services.core.donations.ports import GatewayBooks
from services.core.donations.service import Told
from services.core.integrations import stripe
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork

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
    if runtime.attempt(donations.gateway_organisation) != organisation_id:
        # The account at the gateway is another organisation's: what it tells is not for this one.
        return _keep(runtime, run, None)
    with donations.ask(gateway_books(runtime), since=run.since, until=run.until) as told:
        done = _keep(runtime, run, told)
    if done.findings:
        # An alarm: the rows themselves are shown to whoever may see them.
        log.error("reconciliation_found", reconciliation_id=str(done.id), findings=done.findings)
    return done


def _keep(runtime: Runtime, run: Reconciliation, told: Told | None) -> Reconciliation:
    payers = runtime.settings.stripe_payer_names

    def keep(uow: UnitOfWork) -> Reconciliation:
        of = {"organisation_id": run.organisation_id}
        lines = donations.compare(uow, **of, told=told, gateway_payers=payers) if told else ()
        return donations.keep_reconciliation(
            uow,
            **of,
            reconciliation_id=run.id,
            lines=lines,
            entries=told.entries if told else 0,
        )

    return runtime.attempt(keep, organisation_id=run.organisation_id)
