"""Monthly gifts at the gateway: what its messages mean, and the mails that follow from them."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.models import MonthlyGift
from services.core.donations.ports import GatewayMonth, GatewayMonthlyGift
from services.core.donations.service import MonthlyNotice
from services.core.identity import service as identity
from services.core.kit.ids import derived_id
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications import gift_mails
from services.core.notifications.errors import MailUnavailable
from services.core.notifications.mails import Composed
from services.worker.in_turn import in_turn

# The beginnings of ids of objects that belong to a subscription.
OF_A_SUBSCRIPTION = ("sub_", "cs_")

log = structlog.get_logger(__name__)


def states_of(runtime: Runtime, object_id: str) -> Sequence[GatewayMonthlyGift]:
    """How the monthly gift stands that a subscription, or a page, belongs to."""
    gateway = runtime.monthly_gateway
    at = runtime.clock.now()
    of_page = object_id.startswith("cs_")
    look = gateway.finish_page if of_page else gateway.monthly_gift
    told = look(object_id, at=at)
    return [told] if told is not None else []


def months_of(runtime: Runtime, invoice_id: str) -> Sequence[GatewayMonth]:
    """
    The month that an invoice was paid for. Its payment is given the name of our donation, so that
    from then on it is a payment like any other, to whoever looks at it.
    """
    gateway = runtime.monthly_gateway
    told = gateway.paid_month(invoice_id)
    if told is None:
        return []
    month = runtime.attempt(
        lambda uow: donations.month_of(uow, told), organisation_id=told.organisation_id
    )
    gateway.name_payment(
        told.payment_id,
        organisation_id=told.organisation_id,
        programme_id=month.programme_id,
        donation_id=month.donation_id,
    )
    return [told]


def tell_of_failure(runtime: Runtime, message: Message) -> None:
    """Mail the donor that a month could not be taken, and what they may do."""
    _mail(runtime, message, gift_mails.renewal_failed)


def tell_of_card(runtime: Runtime, message: Message) -> None:
    """Mail the donor that the card expires soon."""
    _mail(runtime, message, gift_mails.card_expires)


def tell_of_carrying_over(runtime: Runtime, message: Message) -> None:
    """Mail the donor for which campaign the coming months are."""
    _mail(runtime, message, gift_mails.carried_over)


def tell_of_end(runtime: Runtime, message: Message) -> None:
    """Mail the donor that nothing is taken any more: it may be that they did not ask for it."""
    _mail(runtime, message, gift_mails.ended)


def mind_cards(runtime: Runtime) -> int:
    """
    Look again at the cards that seem to expire soon, as banks renew many by themselves; have the
    others' donors told.

    :returns: how many are told.
    :raises ExceptionGroup: some could not be looked at; the others were.
    """
    with runtime.unit_of_work() as uow:
        found = donations.cards_to_look_at(uow)
    return sum(in_turn({str(gift.id): partial(_mind_card, runtime, gift) for gift in found}))


def _mind_card(runtime: Runtime, gift: MonthlyGift) -> bool:
    assert gift.subscription_id is not None, "what runs has one"
    states = states_of(runtime, gift.subscription_id)
    return runtime.attempt(
        partial(_tell_of_card, states=states, gift_id=gift.id),
        organisation_id=gift.organisation_id,
    )


def _tell_of_card(uow: UnitOfWork, *, states: Sequence[GatewayMonthlyGift], gift_id: UUID) -> bool:
    assert uow.organisation_id is not None, "a monthly gift is of an organisation"
    for state in states:
        donations.accept_monthly(uow, state)
    return donations.tell_of_card(uow, organisation_id=uow.organisation_id, monthly_gift_id=gift_id)


def _mail(
    runtime: Runtime, message: Message, compose: Callable[[MonthlyNotice, str, str], Composed]
) -> None:
    """:raises MailUnavailable, MailRefused: see `notifications.ports.Mail`."""
    organisation_id = UUID(message.payload["organisation_id"])
    gift_id = UUID(message.payload["monthly_gift_id"])

    def look(uow: UnitOfWork) -> tuple[MonthlyNotice, str] | None:
        notice = donations.monthly_notice(
            uow, organisation_id=organisation_id, monthly_gift_id=gift_id
        )
        if notice is None:
            return None
        organisation = identity.get_organisation(uow, organisation_id)
        is_english = notice.language == "en"
        return notice, organisation.name_en if is_english else organisation.name_ja

    found = runtime.attempt(look, organisation_id=organisation_id)
    if found is None:
        log.info("monthly_gift_mail_not_sent", monthly_gift_id=str(gift_id), topic=message.topic)
        return
    if runtime.mail is None:
        raise MailUnavailable(reason="no_server")
    notice, organisation = found
    mail = compose(notice, organisation, runtime.settings.base_url)
    runtime.mail.send(
        id=derived_id("mail", message.id),
        to=notice.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
    )
