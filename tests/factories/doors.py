"""Families, donors and members who come in by another door than a passkey."""

import re
from email import message_from_bytes, policy
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import text as sql

from services.core.bootstrap import Runtime
from services.core.households.types import NewGuardian
from services.core.identity import service as identity
from services.core.identity.service import Addressee, NewLetter
from services.core.kit.actor import operator
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.worker.delivery import drain, drain_inbox
from tests.factories.households import make_household

LINK = re.compile(r"https?://\S+#(link_\S+)")
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
PIN = re.compile(r"(?<!\d)\d{6}(?!\d)")


def browser_at(app: FastAPI, key: str | None = None) -> TestClient:
    """A browser, or a machine with a key, at an application that is there already."""
    headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {key}"} if key else {})
    return TestClient(
        app, base_url="https://localhost", headers=headers, raise_server_exceptions=False
    )


def make_guardian(
    uow: UnitOfWork, programme: Programme, *, email: str | None = None, **other: str
) -> Addressee:
    """A grown-up of a new family."""
    told = {"name": "見本 良子", "kana": "ミホン リョウコ"} | other
    household_id, _ = make_household(
        uow, programme, guardian=NewGuardian(**told, email=email), address="東京都見本区見本1-1"
    )
    (guardian_id,) = identity_of(uow, household_id)
    return Addressee(guardian_id, household_id)


def identity_of(uow: UnitOfWork, household_id: UUID) -> list[UUID]:
    query = sql("SELECT id FROM guardians WHERE household_id = :household")
    return list(uow.session.scalars(query, {"household": household_id}))


def make_letter(runtime: Runtime, organisation_id: UUID, to: Addressee) -> NewLetter:
    """A letter that the office has printed."""
    with runtime.unit_of_work(operator("office"), organisation_id=organisation_id) as uow:
        return identity.issue_letters(uow, to=[to])[0]


def deliver(runtime: Runtime) -> None:
    """Let the worker do what it would do in the next seconds, an hour's waiting included."""
    with runtime.unit_of_work() as uow:
        uow.session.execute(sql("UPDATE outbox SET available_at = now() - interval '1 hour'"))
    drain_inbox(runtime)
    drain(runtime)


def mails(runtime: Runtime):
    """What has arrived in the folder of development, whichever first."""
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (runtime.settings.data_dir / "mail").glob("*.eml")
    ]


def link_in(message) -> str:
    """The link that a mail brings."""
    plain, _ = message.iter_parts()
    found = LINK.search(plain.get_content())
    assert found is not None
    return found[1]


def sheets(pdf: PdfReader) -> list[str]:
    return [page.extract_text() for page in pdf.pages]
