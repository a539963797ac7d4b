"""Rows that come to the end of their term, of whatever age a test wants."""

from datetime import datetime, timedelta
from uuid import UUID

from services.core.households.models import Consent
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.identity.models import Session, SignInLink
from services.core.kit.ids import uuid7
from services.core.kit.models import GivenAnswer, OutboxMessage
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.models import Disclosure
from services.core.privacy.types import Recipient, SubjectKind
from services.core.redemptions.models import RefusedAttempt


def answer(uow: UnitOfWork, child_id: UUID | None, **stamps: datetime) -> GivenAnswer:
    row = GivenAnswer(
        organisation_id=uow.organisation_id,
        principal_id=uuid7(),
        route="POST /y",
        key=str(uuid7()),
        request_hash=b"",
        status=201,
        answer={},
        **stamps,
    )
    uow.session.add(row)
    return row


def message(uow: UnitOfWork, child_id: UUID | None, **stamps: datetime) -> OutboxMessage:
    row = OutboxMessage(tenant_id=uow.organisation_id, topic="t", key="k", payload={}, **stamps)
    uow.session.add(row)
    return row


def disclosure(uow: UnitOfWork, child_id: UUID | None, **stamps: datetime) -> Disclosure:
    row = Disclosure(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        subject_kind=SubjectKind.CHILD,
        subject_id=child_id,
        recipient=Recipient.MUNICIPALITY,
        items=["eligibility"],
        disclosed_by=uuid7(),
        **stamps,
    )
    uow.session.add(row)
    return row


def refusal(uow: UnitOfWork, child_id: UUID | None, **stamps: datetime) -> RefusedAttempt:
    row = RefusedAttempt(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        provider_id=uuid7(),
        scanner_id=uuid7(),
        asked_id=uuid7(),
        code="x",
        **stamps,
    )
    uow.session.add(row)
    return row


def consent(uow: UnitOfWork, child_id: UUID | None, **stamps: datetime) -> Consent:
    row = Consent(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        child_id=child_id,
        purpose=ConsentPurpose.MENTORING,
        given_by=ConsentGiver.GUARDIAN,
        given_at=datetime(2020, 1, 1, tzinfo=uow.now.tzinfo),
        **stamps,
    )
    uow.session.add(row)
    return row


def session(organisation_id: UUID, ended: datetime) -> Session:
    return Session(
        organisation_id=organisation_id,
        id=uuid7(),
        principal_kind="member",
        principal_id=uuid7(),
        secret_digest=b"",
        method="passkey",
        browser="",
        created_at=ended - timedelta(hours=8),
        last_seen_at=ended,
        idle_s=900,
        expires_at=ended,
    )


def link(organisation_id: UUID, ended: datetime) -> SignInLink:
    return SignInLink(
        organisation_id=organisation_id,
        id=uuid7(),
        principal_kind="member",
        principal_id=uuid7(),
        purpose="sign_in",
        created_at=ended - timedelta(hours=1),
        created_by=uuid7(),
        expires_at=ended,
    )
