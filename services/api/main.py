"""The application: routers, problems, and what every answer carries."""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

from services.api import counter, gate, media_types, openapi, problems
from services.api.floods import TurnFloodsAway
from services.api.gate import Gate
from services.api.headers import SecurityHeaders
from services.api.heads import AnswerHead
from services.api.last_resort import AnswerFaults
from services.api.legible import legible
from services.api.limits import FORM_LIMITS, BodyLimit
from services.api.pages import account as account_pages
from services.api.pages import description, entrance, updates
from services.api.rate_limits import RateLimits
from services.api.requests import RequestContext
from services.api.retry import RetryConflicts
from services.api.routes import (
    account,
    allocations,
    applications,
    approvals,
    audit,
    breaches,
    campaign_pages,
    campaign_updates,
    campaigns,
    certifications,
    clearance,
    deposits,
    devices,
    disputes,
    donated_cash,
    donations,
    donor_lists,
    evidence,
    gift_imports,
    giving,
    households,
    identity,
    identity_providers,
    impact,
    ledger,
    letters,
    manual_transfers,
    measurement,
    members,
    mine,
    monthly_gifts,
    operations,
    own_gifts,
    payouts,
    privacy,
    programmes,
    providers,
    receipts,
    reconciliations,
    redemptions,
    refunds,
    residents,
    restricted_note,
    retention,
    settlements,
    sign_in,
    sign_in_doors,
    sponsors,
    supporter_pages,
    vouchers,
)
from services.api.webhooks import stripe
from services.core.bootstrap import Runtime
from services.core.kit.version import VERSION

DESCRIPTION = (
    "Donations into a ledger, vouchers to children, lessons paid, every yen accounted for."
)

# In the order of the money's journey.
ROUTERS: list[APIRouter] = [
    counter.router,  # first, because routes are matched in order and this one must be quick
    sign_in.router,
    sign_in_doors.router,
    account.router,
    members.router,
    devices.router,
    identity.router,
    identity_providers.router,
    programmes.router,
    ledger.router,
    manual_transfers.router,
    reconciliations.router,
    approvals.router,
    mine.router,
    own_gifts.router,
    campaigns.router,
    campaign_pages.router,
    campaign_updates.router,
    supporter_pages.router,
    sponsors.router,
    giving.router,
    donations.router,
    gift_imports.router,
    deposits.router,
    clearance.router,
    donor_lists.router,
    certifications.router,
    receipts.router,
    restricted_note.router,
    donated_cash.router,
    monthly_gifts.router,
    refunds.router,
    disputes.router,
    stripe.router,
    households.router,
    letters.router,
    applications.router,
    residents.router,
    evidence.router,
    allocations.router,
    vouchers.router,
    providers.router,
    redemptions.router,
    settlements.router,
    payouts.router,
    measurement.router,
    impact.router,
    audit.router,
    privacy.router,
    retention.router,
    breaches.router,
]


def create_app(runtime: Runtime) -> FastAPI:
    """The API over `runtime`; it starts nothing and owns nothing else."""
    app = _build()
    app.state.runtime = runtime
    app.state.rate_limits = RateLimits.of(runtime)
    _protect(app, runtime)
    return app


def describe() -> dict[str, Any]:
    """The API's published description (OpenAPI 3.1), which is the same wherever it runs."""
    return _build().openapi()


def _build() -> FastAPI:
    app = FastAPI(
        title="Minori",
        version=VERSION,
        description=DESCRIPTION,
        openapi_tags=openapi.TAGS,
        license_info={"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        generate_unique_id_function=_operation_id,
        separate_input_output_schemas=False,
        lifespan=counter.lifespan,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        form_limits=FORM_LIMITS,
    )
    description.install(app)
    account_pages.install(app)
    entrance.install(app)
    updates.install(app)
    problems.install(app)
    openapi.install(app)
    every = [Depends(media_types.expected), Depends(legible)]
    for router in ROUTERS:
        app.include_router(router, prefix="/api/v1", dependencies=every)
    app.include_router(operations.router)
    return app


def _protect(app: FastAPI, runtime: Runtime) -> None:
    """What stands around the routes; the last one is met first."""
    settings = runtime.settings
    app.add_middleware(RetryConflicts)
    app.add_middleware(BodyLimit)
    app.add_middleware(AnswerFaults)
    app.add_middleware(AnswerHead)
    app.add_middleware(
        TurnFloodsAway,
        key=runtime.ring.derive("rate-limits"),
        per_minute=settings.rate_limit_per_minute,
    )
    app.add_middleware(Gate, hosts=gate.hosts_of(settings.base_url, settings.allowed_hosts))
    app.add_middleware(SecurityHeaders, base_url=settings.base_url)
    app.add_middleware(RequestContext)


def _operation_id(route: APIRoute) -> str:
    """`redeem_voucher`, as the function is called: names of generated clients stay readable."""
    return route.name
