"""An organisation whose members sign in at a provider of its own."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from fastapi.testclient import TestClient

from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.kit.actor import operator
from tests.factories.identity import API
from tests.fakes.oidc import CLIENT_ID, CLIENT_SECRET, FakeOidc


@dataclass
class Office:
    """An organisation with a provider of its own, and one member whom it knows."""

    runtime: Runtime
    provider: FakeOidc
    organisation_id: UUID
    member_id: UUID | None
    browser: TestClient

    def set_out(self, browser=None):
        """Click: the browser is sent to the provider, and from there back; not yet followed."""
        start = f"{API}/sign-in/oidc/{self.organisation_id}"
        sent = (browser or self.browser).get(start, follow_redirects=False)
        assert sent.status_code == 303, sent.text
        return path_of(self.provider.authorise(sent.headers["location"]))

    def come_back(self, back, browser=None):
        return (browser or self.browser).get(back, follow_redirects=False)

    def sign_in(self):
        return self.come_back(self.set_out())

    def prove(self):
        """Have the provider ask anew who this is."""
        asked = self.browser.post(f"{API}/me/proof/oidc", headers=self.csrf())
        assert asked.status_code == 200, asked.text
        return self.come_back(path_of(self.provider.authorise(asked.json()["url"])))

    def me(self):
        return self.browser.get(f"{API}/me").json()

    def csrf(self):
        return {"X-CSRF-Token": self.me()["csrf_token"]}

    def configure(self, **other):
        told = {
            "issuer": self.provider.issuer,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
        }
        with self.unit_of_work() as uow:
            providers = self.runtime.oidc_providers
            identity.keep_oidc_provider(uow, providers, **(told | other))

    def unit_of_work(self):
        who = operator("host")
        return self.runtime.unit_of_work(who, organisation_id=self.organisation_id)


def path_of(url):
    """Of our own host: the address that browsers are sent to is the setting's."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
