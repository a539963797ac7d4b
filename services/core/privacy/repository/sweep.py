"""
Copies that were kept of what passed through: answers, messages in and out, sessions, cards.

Row-level security keeps all of it to the organisation entered, the inbox apart, which belongs to
the installation: there, the gateway's own ids tell whose an event is.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import String, cast, delete, or_, update

from services.core.donations.models import BankDeposit
from services.core.identity.models import Session, SignInLink
from services.core.kit.models import GivenAnswer, InboxEvent, OutboxMessage
from services.core.kit.unit_of_work import UnitOfWork
from services.core.vouchers.models import Credential


class SweepRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session
        self._organisation_id = uow.organisation_id

    def answers(self, ids: Sequence[UUID]) -> int:
        """Drop what POSTs about these were answered; a repeat then meets what is, not what was."""
        told = or_(
            *(
                cast(GivenAnswer.answer, String).contains(str(id))
                | GivenAnswer.route.contains(str(id))
                for id in ids
            )
        )
        mine = GivenAnswer.organisation_id == self._organisation_id
        return self._rows(delete(GivenAnswer).where(mine, told).returning(GivenAnswer.key))

    def outbox(self, ids: Sequence[UUID]) -> int:
        """Drop delivered messages about these. They hold ids only; nobody needs them any more."""
        told = or_(*(cast(OutboxMessage.payload, String).contains(str(id)) for id in ids))
        return self._rows(
            delete(OutboxMessage)
            .where(OutboxMessage.done_at.is_not(None), told)
            .returning(OutboxMessage.id)
        )

    def inbox(self, object_ids: Sequence[str]) -> int:
        """
        Empty what other systems told of these objects; the row stays, so that it comes but once.

        What still waits is emptied too: it is handled by asking the other system anew.
        """
        told = or_(
            InboxEvent.object_id.in_(object_ids),
            *(cast(InboxEvent.payload, String).contains(id) for id in object_ids),
        )
        return self._rows(
            update(InboxEvent)
            .where(told, cast(InboxEvent.payload, String) != "{}")
            .values(payload={})
            .returning(InboxEvent.id)
        )

    def sign_in(self, principal_ids: Sequence[UUID]) -> int:
        """Drop the sessions and links of people who are no more."""
        return sum(
            self._rows(
                delete(table)
                .where(table.principal_id.in_(principal_ids))
                .execution_options(synchronize_session=False)
                .returning(table.id)
            )
            for table in (Session, SignInLink)
        )

    def blank_cards(self, voucher_ids: Sequence[UUID]) -> int:
        """Empty the sealed cards of vouchers that have ended: code and token are nowhere now."""
        return self._rows(
            update(Credential)
            .where(
                Credential.voucher_id.in_(voucher_ids),
                Credential.card_sealed != b"",
            )
            .values(card_sealed=b"")
            .execution_options(synchronize_session=False)
            .returning(Credential.id)
        )

    def blank_payers(self, deposit_ids: Sequence[UUID]) -> int:
        """Forget who paid deposits in; amount, day and gift stay."""
        return self._rows(
            update(BankDeposit)
            .where(BankDeposit.id.in_(deposit_ids))
            .values(payer_sealed=None)
            .execution_options(synchronize_session=False)
            .returning(BankDeposit.id)
        )

    def _rows(self, statement: object) -> int:
        return len(self._session.execute(statement).all())  # type: ignore[call-overload]
