"""Members who are signed in, each in a browser of their own."""

from dataclasses import dataclass
from uuid import UUID

from fastapi.testclient import TestClient

from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.types import LinkPurpose, PrincipalKind, Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.http import client
from tests.fakes.authenticator import Authenticator

API = "/api/v1"


@dataclass
class Person:
    """A member, the browser they sit at, and the authenticator in their pocket."""

    id: UUID
    browser: TestClient
    authenticator: Authenticator
    link: str = ""

    def follow_link(self, link: str | None = None):
        """Sign in by a link."""
        answer = self.browser.post(f"{API}/sign-in/link", json={"link": link or self.link})
        return self._greeted(answer)

    def make_passkey(self, name="Phone"):
        challenge = self.browser.post(f"{API}/me/passkeys/options").json()
        credential = self.authenticator.make(challenge["options"])
        body = {"ceremony_id": challenge["ceremony_id"], "credential": credential, "name": name}
        return self._greeted(self.browser.post(f"{API}/me/passkeys", json=body))

    def sign_in(self):
        challenge = self.browser.post(f"{API}/sign-in/passkey/options").json()
        return self._greeted(
            self.browser.post(f"{API}/sign-in/passkey", json=self.reply(challenge))
        )

    def prove(self):
        challenge = self.browser.post(f"{API}/me/proof/options").json()
        return self.browser.post(f"{API}/me/proof", json=self.reply(challenge))

    def reply(self, challenge):
        return {
            "ceremony_id": challenge["ceremony_id"],
            "credential": self.authenticator.answer(challenge["options"]),
        }

    def _greeted(self, answer):
        if answer.is_success:
            self.browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return answer


def invited(
    runtime: Runtime,
    organisation_id: UUID,
    *roles: Role,
    name: str = "見本 事務",
    provider_id: UUID | None = None,
    municipality_code: str | None = None,
) -> Person:
    """A member who holds an invitation and no passkey; each call is another person."""
    id = uuid7()
    with runtime.unit_of_work(operator("host"), organisation_id=organisation_id) as uow:
        identity.enlist(
            uow,
            id=id,
            name=name,
            email=f"{id.hex}@example.org",
            provider_id=provider_id,
            municipality_code=municipality_code,
        )
        grants = [identity.request_grant(uow, member_id=id, role=role) for role in roles]
        waiting = [grant.id for grant in grants if grant.is_waiting]
        prepared = identity.prepare_link(
            uow,
            kind=PrincipalKind.MEMBER,
            principal_id=id,
            purpose=LinkPurpose.INVITATION,
        )
        link = identity.send_link(uow, link_id=prepared)
    if waiting:
        with runtime.unit_of_work(operator("second"), organisation_id=organisation_id) as uow:
            for grant_id in waiting:
                identity.approve_grant(uow, grant_id=grant_id)
    return Person(id, client(runtime), Authenticator(runtime.settings.base_url), link.text)


def signed_in(runtime: Runtime, organisation_id: UUID, *roles: Role, **facts) -> Person:
    """A member at a browser, just signed in by passkey."""
    person = invited(runtime, organisation_id, *roles, **facts)
    assert person.follow_link().status_code == 201
    assert person.make_passkey().status_code == 201
    return person
