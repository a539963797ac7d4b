"""
What follows from what: one page.

A handler gets the unit of work in which its effect and the note of it are written together. It
looks at what is (by the ids in the message), not at what was, and is known by its name: give it
another name, and messages still under way reach it once more.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.audit.errors import LogNotExtended, LogUnknown
from services.core.audit.types import SignedBecause
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.events import (
    CampaignClosed,
    CampaignUpdatePublished,
    DisputeClosed,
    DisputeDue,
    DisputeOpened,
    DonorForgotten,
    DonorToBeTold,
    MonthlyGiftCardExpiring,
    MonthlyGiftCarriedOver,
    MonthlyGiftEnded,
    MonthlyGiftFailing,
    PaymentSetAside,
    ReceiptCancelled,
    ReceiptIssued,
    ReceiptRunStarted,
    ReconciliationRequested,
    RefundFailed,
    ShortfallArose,
)
from services.core.households.events import (
    ConsentWithdrawn,
    EvidenceDestroyed,
    EvidenceUploaded,
)
from services.core.identity.events import SignInLinkRequested
from services.core.identity.service.requests import SOURCE as SIGN_IN
from services.core.impact import service as impact
from services.core.integrations import stripe
from services.core.kit.inbox import Received
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.events import ProviderApproved
from services.core.redemptions import service as redemptions
from services.core.settlements.events import MonthClosed
from services.worker import (
    campaigns,
    evidence,
    monthly,
    office,
    receipts,
    reconciliation,
    sign_in,
    virtual_accounts,
)
from services.worker import stripe as stripe_messages

Handler = Callable[[UnitOfWork, Message], None]


@dataclass(frozen=True, slots=True)
class Errand:
    """
    Something to be done outside for an event: without a transaction, and noted once it is done.

    Killed in between it is done twice: `run` says how that does no harm.

    :param name: by which it is known as done; see above.
    """

    name: str
    run: Callable[[Runtime, Message], None]


@dataclass(frozen=True, slots=True)
class Source:
    """
    How events of another system are handled, in two steps.

    :param fetch: ask the other system for the present state of the thing; outside a transaction.
    :param apply: bring our books to that state, whatever came before; must be repeatable.
    :param by_object: what is fetched depends on the object alone, so that one look answers all
        events of it that were kept before.
    """

    fetch: Callable[[Runtime, Received], Any]
    apply: Callable[[UnitOfWork, Received, Any], None]
    by_object: bool = False


def fix_what_gifts_became(uow: UnitOfWork, message: Message) -> None:
    """A month was closed: what donors are told of its lessons does not change any more."""
    impact.freeze(uow, programme_id=UUID(message.payload["programme_id"]))


def sign_the_log(uow: UnitOfWork, message: Message) -> None:
    """A month was closed: what was done until then is signed, whatever the minute."""
    programmes.enter(uow, UUID(message.payload["programme_id"]))
    # A log that no worker has opened yet, or that must not be signed, is the minute's business
    # (`tasks.audit`): it opens the one, and raises the alarm for the other.
    with suppress(LogUnknown, LogNotExtended):
        audit.checkpoint(uow, because=SignedBecause.MONTH_CLOSED)


def end_places_without_consent(uow: UnitOfWork, message: Message) -> None:
    """A family took a consent back: where its child's places stood on it, they end (C2)."""
    redemptions.end_unshared(uow, child_id=UUID(message.payload["child_id"]))


def know_the_provider_by_name(uow: UnitOfWork, message: Message) -> None:
    """A provider was approved: a company of its name that gives is looked at twice (B13)."""
    provider = providers.get(uow, provider_id=UUID(message.payload["provider_id"]))
    donations.note_provider(
        uow,
        organisation_id=provider.organisation_id,
        provider_id=provider.id,
        name=provider.name,
    )


# Topic of an event of ours -> who acts on it. Topics without a line are for exports only.
SUBSCRIPTIONS: Mapping[str, tuple[Handler | Errand, ...]] = {
    # Sent twice, a mailbox may show it once.
    CampaignClosed.topic: (
        campaigns.announce_outcome,
        Errand("tell_office_of_campaign", campaigns.tell_office),
    ),
    CampaignUpdatePublished.topic: (campaigns.announce_update,),
    DonorToBeTold.topic: (Errand("tell_donor_of_campaign", campaigns.tell_donor),),
    ConsentWithdrawn.topic: (end_places_without_consent,),
    # What is gone at the gateway cannot be deleted again.
    DonorForgotten.topic: (Errand("forget_customers", virtual_accounts.forget_customers),),
    # Sent twice, an office reads the same mail twice.
    DisputeOpened.topic: (Errand("tell_of_dispute", office.tell_of_dispute),),
    DisputeDue.topic: (Errand("remind_of_dispute", office.tell_of_dispute_due),),
    DisputeClosed.topic: (Errand("tell_of_dispute_closed", office.tell_of_dispute_closed),),
    PaymentSetAside.topic: (Errand("tell_of_payment_set_aside", office.tell_of_stray),),
    # Of one message: sent twice, a mailbox may show it once.
    ReceiptIssued.topic: (Errand("tell_of_receipt", receipts.tell_of_receipt),),
    ReceiptCancelled.topic: (Errand("tell_of_cancelled_receipt", receipts.tell_of_receipt),),
    # Begun again, it goes on where it was.
    ReceiptRunStarted.topic: (Errand("issue_receipts", receipts.carry_out_run),),
    RefundFailed.topic: (Errand("tell_of_refund_failed", office.tell_of_refund_failed),),
    ShortfallArose.topic: (Errand("tell_of_shortfall", office.tell_of_shortfall),),
    # Scanned twice, the second answer counts for nothing; what is gone cannot be removed again.
    EvidenceUploaded.topic: (Errand("scan_evidence", evidence.scan_one),),
    EvidenceDestroyed.topic: (Errand("remove_evidence", evidence.remove_one),),
    # Sent twice, the link of the first mail opens nothing any more.
    SignInLinkRequested.topic: (Errand("send_sign_in_link", sign_in.send_link),),
    # Of one message: sent twice, a mailbox may show it once.
    MonthlyGiftFailing.topic: (Errand("tell_of_failure", monthly.tell_of_failure),),
    MonthlyGiftCardExpiring.topic: (Errand("tell_of_card", monthly.tell_of_card),),
    MonthlyGiftCarriedOver.topic: (Errand("tell_of_carrying_over", monthly.tell_of_carrying_over),),
    MonthlyGiftEnded.topic: (Errand("tell_of_end", monthly.tell_of_end),),
    ProviderApproved.topic: (know_the_provider_by_name,),
    MonthClosed.topic: (fix_what_gifts_became, sign_the_log),
    # Carried out twice, the second changes nothing.
    ReconciliationRequested.topic: (Errand("reconcile", reconciliation.reconcile_asked),),
}

# Source of an event of the inbox -> how it is handled.
SOURCES: Mapping[str, Source] = {
    SIGN_IN: Source(fetch=sign_in.find_people, apply=sign_in.close),
    stripe.SOURCE: Source(fetch=stripe_messages.fetch, apply=stripe_messages.apply, by_object=True),
}
