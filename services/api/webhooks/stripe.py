"""Stripe's webhook: verify, keep once, answer; what it means is looked into by the worker."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

from services.api.deps import CurrentRuntime, PublicUow, public
from services.api.problems import public_problems
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import SignatureRefused
from services.core.integrations import stripe
from services.core.integrations.stripe import StripeMessages

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

# Not read before its signature is: what it is, the gateway's own description says.
EVENT = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object", "description": "An event of Stripe's."}}
    },
}

Signature = Annotated[str | None, Header(alias="Stripe-Signature")]


class MessageKept(BaseModel):
    """That the message is safe with us."""

    new: bool = Field(description="False if it was kept before.")


async def raw_body(request: Request) -> bytes:
    """The bytes as they came: the signature is over them, not over what they mean."""
    return await request.body()


def messages_of(runtime: Runtime) -> StripeMessages:
    """The reader of these settings; while a secret is rolled, both stand there with a comma."""
    settings = runtime.settings
    secret, key = settings.stripe_webhook_secret, settings.stripe_api_key
    return StripeMessages(
        [one.strip() for one in secret.get_secret_value().split(",")] if secret else [],
        livemode=stripe.is_live(key.get_secret_value() if key else None),
    )


@router.post(
    "/stripe",
    dependencies=[Depends(public)],
    responses=public_problems(SignatureRefused),
    openapi_extra={"requestBody": EVENT},
)
def receive_stripe_message(
    uow: PublicUow,
    runtime: CurrentRuntime,
    body: Annotated[bytes, Depends(raw_body)],
    signature: Signature = None,
) -> MessageKept:
    """Keep a message of Stripe's that bears its signature; a repeat changes nothing."""
    message = messages_of(runtime).read(body, signature, at=uow.now)
    return MessageKept(new=donations.receive_message(uow, source=stripe.SOURCE, message=message))
