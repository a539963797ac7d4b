"""The published description of the API: what FastAPI gathers, and what is common to all."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from services.api.examples import EXAMPLES
from services.api.paging import LINK
from services.api.problems import Problem, documented
from services.core.kit.idempotency import KEY_LENGTH_MAX, KEY_LENGTH_MIN

SCHEMAS = "#/components/schemas/"
HEADERS = "#/components/headers/"

TAGS = [
    {"name": "sign-in", "description": "The doors: passkey, link, letter, recovery, provider."},
    {"name": "account", "description": "Oneself: sessions, passkeys, a fresh proof."},
    {"name": "members", "description": "Who signs in, and the roles a second person gives."},
    {"name": "devices", "description": "Scanners, paired by a code that is typed once."},
    {"name": "approvals", "description": "What waits for a second person."},
    {"name": "identity", "description": "Keys of machines."},
    {"name": "identity-provider", "description": "An organisation's own, by OpenID Connect."},
    {"name": "programmes", "description": "What is offered in a fiscal year, on what terms."},
    {"name": "ledger", "description": "Funds and accounts, to read: what happens writes them."},
    {"name": "reconciliation", "description": "Payment gateway, books and bank compared."},
    {"name": "donations", "description": "Campaigns, gifts, payment, refunds and receipts."},
    {"name": "giving", "description": "Give without an account, from the first click."},
    {"name": "monthly-gifts", "description": "Gifts that come each month."},
    {"name": "receipts", "description": "Receipts for tax, the certification they state, dates."},
    {"name": "gift-imports", "description": "Lists and payouts of crowdfunding sites."},
    {"name": "deposits", "description": "Money that fits no announced gift: a person decides."},
    {"name": "clearance", "description": "Flagged gifts and cash: a second person looks."},
    {"name": "donor-lists", "description": "The list of donors, and the public-support test."},
    {"name": "webhooks", "description": "What the payment gateway tells us."},
    {"name": "households", "description": "Families, their consents, and their being forgotten."},
    {"name": "sign-in-letters", "description": "Codes on paper, for families without e-mail."},
    {"name": "applications", "description": "Rosters, applications, decisions, duplicates."},
    {"name": "evidence", "description": "Documents to applications: sent, scanned, reviewed."},
    {"name": "allocations", "description": "Rounds, the draw that anybody can check, awards."},
    {"name": "vouchers", "description": "Vouchers and cards, and what verifies them offline."},
    {"name": "providers", "description": "Providers, their sites, staff, accounts and terms."},
    {"name": "redemptions", "description": "Uses of vouchers, and rosters of the enrolled."},
    {"name": "settlements", "description": "Closed months, statements and objections to them."},
    {"name": "payouts", "description": "Payout batches, bank files and the bank's answers."},
    {"name": "measurement", "description": "The public report, and the sums it is made from."},
    {"name": "impact", "description": "From a gift to its lessons, for office and donor."},
    {"name": "audit", "description": "Who did what; signed checkpoints; proofs to hand on."},
    {"name": "privacy", "description": "Erasure, retention, holds, and what is kept of a person."},
    {"name": "breaches", "description": "Incidents: clocks, scope, report, people to be told."},
    {"name": "operations", "description": "For whoever runs the service."},
]

# Told once, referred to by every answer that carries them.
COMMON_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "The request's id: the client's own, if it sent one; the log has it too.",
        "schema": {"type": "string", "maxLength": 64},
    },
    LINK: {
        "description": 'Where the list goes on: `</…?cursor=…>; rel="next"` (RFC 8288).',
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "RateLimit-Policy": {
        "description": 'What is allowed: `"sign-in";q=60;w=600`, so many in so many seconds.',
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'What is left of it: `"sign-in";r=0;t=42`, and for how long that is true.',
        "schema": {"type": "string"},
    },
    "Idempotent-Replayed": {
        "description": "Present where the answer is the one that this key was given before.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}

TOO_MANY = "`too_many_requests`"

Operation = dict[str, Any]


def install(app: FastAPI) -> None:
    """Let the application describe itself in full."""
    gather = app.openapi

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(gather())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Path, method and operation of all that the document describes."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def written(document: dict[str, Any]) -> str:
    """The document as it is committed: one form only, so that a difference is a difference."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _complete(document: dict[str, Any]) -> None:
    """Add what belongs to the application as a whole rather than to a route."""
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=SCHEMAS + "{model}")
    components = document["components"]
    components["schemas"].update(problem["$defs"])
    components["headers"] = COMMON_HEADERS
    for path, _, operation in operations(document):
        if path.startswith("/api/"):
            operation["responses"].setdefault("503", documented(["try_again"]))
            _limit(operation)
        if "requestBody" in operation:
            operation["responses"].setdefault("413", documented(["request_too_large"]))
            operation["responses"].setdefault("415", documented(["media_type_unsupported"]))
            _exemplify(operation)
        _require_key(operation)
        _head(operation)


def _exemplify(operation: Operation) -> None:
    example = EXAMPLES.get(operation["operationId"])
    if example is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example


def _limit(operation: Operation) -> None:
    """Everything can be asked too often, whatever else a route may say with the same status."""
    told = operation["responses"].setdefault("429", documented([]))
    told["description"] += ("" if told["description"].endswith(": ") else ", ") + TOO_MANY


def _require_key(operation: Operation) -> None:
    """A missing key has a problem of its own, so that FastAPI takes it for optional."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] == "Idempotency-Key":
            parameter["required"] = True
            parameter["schema"] = {
                "type": "string",
                "minLength": KEY_LENGTH_MIN,
                "maxLength": KEY_LENGTH_MAX,
            }


def _head(operation: Operation) -> None:
    parameters = {parameter["name"] for parameter in operation.get("parameters", [])}
    for status, response in operation["responses"].items():
        names = ["X-Request-ID"]
        succeeded = status.startswith("2")
        if succeeded and "cursor" in parameters:
            names.append(LINK)
        if succeeded and "Idempotency-Key" in parameters:
            names.append("Idempotent-Replayed")
        if status in {"429", "503"}:
            names.append("Retry-After")
        if status == "429":
            names += ["RateLimit-Policy", "RateLimit"]
        response["headers"] = {name: {"$ref": HEADERS + name} for name in names}
