"""Stripe's bank transfers to cash balances, behind `donations.ports.VirtualAccounts`."""

from datetime import datetime
from typing import Any
from uuid import UUID

import stripe

from services.core.donations.errors import GatewayRefused
from services.core.donations.ports import (
    GatewayCash,
    TransferInstructions,
    TransferRequest,
)
from services.core.donations.types import DonorId
from services.core.integrations.stripe import objects
from services.core.integrations.stripe.client import client_of
from services.core.integrations.stripe.faults import translated
from services.core.kit.money import Money

CURRENCY = "jpy"
_WAITS = {"requires_payment_method", "requires_confirmation", "requires_action"}


class StripeVirtualAccounts:
    """:param base_url: where the API is; None means Stripe's own."""

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        self._api = client_of(api_key, base_url).v1

    def open_account(self, *, organisation_id: UUID, donor_id: DonorId) -> str:
        # Who the donor is, the gateway need not know: an account number needs no name.
        metadata = {"organisation_id": str(organisation_id), "donor_id": str(donor_id)}
        with translated():
            customer = self._api.customers.create(
                {
                    "metadata": metadata,
                    "cash_balance": {"settings": {"reconciliation_mode": "manual"}},
                },
                {"idempotency_key": f"customer-{organisation_id}-{donor_id}"},
            )
            # Said once more: what is put to gifts by itself, nobody could decide about.
            self._api.customers.cash_balance.update(
                customer.id, {"settings": {"reconciliation_mode": "manual"}}
            )
        return customer.id

    def ask_for_transfer(self, request: TransferRequest) -> TransferInstructions:
        with translated(once=True):
            intent = self._api.payment_intents.create(
                {
                    "amount": request.amount.minor,
                    "currency": request.amount.currency.lower(),
                    "customer": request.customer_id,
                    "allowed_payment_method_types": ["customer_balance"],
                    "payment_method_data": {"type": "customer_balance"},
                    "payment_method_options": {
                        "customer_balance": {
                            "funding_type": "bank_transfer",
                            "bank_transfer": {"type": "jp_bank_transfer"},
                        }
                    },
                    "confirm": True,
                    "metadata": {
                        "organisation_id": str(request.organisation_id),
                        "programme_id": str(request.programme_id),
                        "campaign_id": str(request.campaign_id),
                        "donation_id": str(request.donation_id),
                    },
                },
                {"idempotency_key": f"transfer-{request.donation_id}"},
            )
        return _instructions(intent)

    def cash(self, customer_id: str, *, at: datetime) -> GatewayCash | None:
        with translated():
            customer = self._api.customers.retrieve(customer_id, {"expand": ["cash_balance"]})
        metadata = {} if getattr(customer, "deleted", False) else objects.metadata(customer)
        if "donor_id" not in metadata:
            return None
        balance = customer.cash_balance
        available: Any = balance.available if balance is not None else None
        yen = available.to_dict().get(CURRENCY, 0) if available is not None else 0
        return GatewayCash(
            customer_id=customer.id,
            organisation_id=UUID(metadata["organisation_id"]),
            donor_id=DonorId(UUID(metadata["donor_id"])),
            available=objects.money(yen, CURRENCY),
            observed_at=at,
        )

    def set_amount(self, payment_id: str, amount: Money) -> None:
        with translated():
            intent = self._api.payment_intents.retrieve(payment_id)
            if intent.amount != amount.minor:
                self._api.payment_intents.update(payment_id, {"amount": amount.minor})

    def put_to_payment(self, key: UUID, payment_id: str, amount: Money) -> None:
        with translated():
            if self._api.payment_intents.retrieve(payment_id).status not in _WAITS:
                return
            self._api.payment_intents.apply_customer_balance(
                payment_id,
                {"amount": amount.minor, "currency": amount.currency.lower()},
                {"idempotency_key": f"apply-{key}"},
            )

    def give_up(self, payment_id: str) -> None:
        with translated():
            if self._api.payment_intents.retrieve(payment_id).status in _WAITS:
                self._api.payment_intents.cancel(payment_id)

    def return_cash(self, key: UUID, customer_id: str, amount: Money, *, email: str) -> None:
        with translated():
            self._api.refunds.create(
                {
                    "origin": "customer_balance",
                    "customer": customer_id,
                    "amount": amount.minor,
                    "currency": amount.currency.lower(),
                    "instructions_email": email,
                    "metadata": {"cash_decision_id": str(key)},
                },
                {"idempotency_key": f"return-{key}"},
            )

    def forget_customer(self, customer_id: str) -> None:
        try:
            with translated():
                self._api.customers.delete(customer_id)
        except GatewayRefused as refusal:
            if refusal.context["reason"] != "resource_missing":
                raise


def _instructions(intent: stripe.PaymentIntent) -> TransferInstructions:
    """:raises GatewayRefused: it does not wait for a transfer within Japan."""
    action = intent.next_action
    told = action.display_bank_transfer_instructions if action is not None else None
    for address in (told.financial_addresses or []) if told is not None else []:
        zengin = address.zengin
        if told is not None and zengin is not None:
            return TransferInstructions(
                payment_id=intent.id,
                bank_code=zengin.bank_code or "",
                bank_name=zengin.bank_name or "",
                branch_code=zengin.branch_code or "",
                branch_name=zengin.branch_name or "",
                account_type=zengin.account_type or "",
                account_number=zengin.account_number or "",
                account_holder=zengin.account_holder_name or "",
                reference=told.reference,
            )
    raise GatewayRefused(reason=f"no_account_number_{intent.status}")
