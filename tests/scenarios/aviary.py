"""The journey of the canary hunt: all that can be done to people's data, once."""

import email
import email.policy
import json
import re
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import redis
import structlog
from fastapi import Response
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from services.api.main import create_app
from services.api.rate_limits import Limit, RateLimits
from services.api.requests import REQUESTS
from services.core.bootstrap import Runtime
from services.core.donations.types import DonorDetails
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit import outbox
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.embedded import EmbeddedPostgres, EmbeddedValkey
from services.core.kit.ids import uuid7
from services.core.redemptions import service as redemptions
from services.worker.app import app as celery
from services.worker.delivery import drain, drain_inbox
from tests.conftest import NOW, Databases, own_runtime
from tests.factories.donations import make_campaign, make_gift
from tests.factories.http import key_for
from tests.factories.identity import Person, signed_in
from tests.factories.redemptions import Classroom, make_classroom, redeem
from tests.factories.settlements import JUNE
from tests.scenarios.birds import (
    BANK,
    CONTROL,
    DONOR,
    FAMILY,
    MEMBER,
    OWN_PIN,
    PERSONS,
    PLANTED,
    REASON,
    WEBHOOK_SECRET,
    evidence,
    roster,
    webhook,
)
from tests.scenarios.haunts import Haunts, logging_to
from tests.scenarios.hunter import Canary

API = "/api/v1"


@dataclass
class Aviary:
    """
    One programme with people in it, the records of everything that was asked and answered, and
    the folders in which these lie.
    """

    runtime: Runtime
    haunts: Haunts
    secrets: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def opened(
        cls, databases: Databases, server: EmbeddedPostgres, folder: Path
    ) -> Iterator["Aviary"]:
        with (
            logging_to(folder / "places" / "application log"),
            EmbeddedValkey(folder / "valkey", fast=True) as valkey,
            own_runtime(databases, "aviary", SetClock(NOW), folder / "data") as runtime,
        ):
            settings = runtime.settings.model_copy(
                update={
                    "stripe_webhook_secret": SecretStr(WEBHOOK_SECRET),
                    "rate_limit_storage_url": SecretStr(valkey.url(1)),
                }
            )
            log = server.home / "server.log"
            begins = log.stat().st_size if log.exists() else 0
            living = replace(runtime, settings=settings)
            yield cls(living, Haunts(living, server, valkey, folder, time.time(), begins))

    # What happens

    def live(self) -> None:
        """Play the journey: every step over HTTP, what follows from it by the worker."""
        self.app = create_app(self.runtime)
        self._add_traps()
        with self.runtime.unit_of_work(operator("founder")) as uow:
            self.classroom: Classroom = make_classroom(uow)
            self.campaign = make_campaign(uow, self.classroom.programme)
        self.secrets["voucher's code"] = self.classroom.card.code
        self.organisation_id = self.classroom.programme.organisation_id
        self.root = f"{API}/programmes/{self.classroom.programme.id}"
        self.office = self.as_key(Role.NPO_ADMIN)
        self.second = self.as_key(Role.NPO_APPROVER)
        self.register_family()
        self.take_gift()
        self.let_member_in()
        self.work()
        self.pay_provider()
        self.work()
        self.look_at_everything()
        self.ask_badly()

    def register_family(self) -> None:
        ask = self.ask
        family = ask(self.office, "POST", f"{API}/households", json=FAMILY)
        child_id = family["child_ids"][0]
        ask(self.office, "POST", f"{API}/children/search", json={"kana": "きんしじゃく"})
        grade = {"grade_no": 9, "reason": REASON}
        body = {"child_id": child_id, "grade": grade}
        application = ask(self.office, "POST", f"{self.root}/applications", json=body)
        self.application = f"{self.root}/applications/{application['id']}"
        ask(
            self.office,
            "PUT",
            f"{self.application}/evidence/{uuid7()}",
            data={"kind": "benefit_certificate"},
            files={"file": ("金糸雀.pdf", evidence())},
        )
        ask(self.office, "POST", f"{self.root}/rosters", files={"file": ("鈴.csv", roster())})
        ask(self.office, "POST", f"{self.root}/applications/decide")
        self.write_letter(UUID(family["id"]))

    def write_letter(self, household_id: UUID) -> None:
        """A family without e-mail comes in by a letter, and chooses a PIN of its own."""
        query = text("SELECT id FROM guardians WHERE household_id = :id")
        with self.within("office") as uow:
            guardian_id = uow.session.scalar(query, {"id": household_id})
            [letter] = identity.issue_letters(
                uow, to=[identity.Addressee(guardian_id, household_id)]
            )
        self.secrets["letter's code"] = letter.code
        typed = {"code": letter.code, "pin": letter.pin, "new_pin": OWN_PIN}
        self.ask(self.nobody(), "POST", f"{API}/sign-in/letter", json=typed)

    def take_gift(self) -> None:
        gift = {
            "campaign_id": str(self.campaign.id),
            "amount_minor": 10_000,
            "channel": "cash",
            "donor": DONOR,
        }
        made = self.ask(self.office, "POST", f"{self.root}/donations", json=gift, headers=once())
        self.ask(self.office, "POST", f"{self.root}/donations", json=gift, headers=once())
        body, signature = webhook(self.runtime, made["id"])
        self.ask(
            self.nobody(),
            "POST",
            f"{API}/webhooks/stripe",
            content=body,
            headers={"Stripe-Signature": signature, "Content-Type": "application/json"},
        )

    def let_member_in(self) -> None:
        person: Person = signed_in(self.runtime, self.organisation_id, Role.NPO_ADMIN)
        self.secrets["session"] = person.browser.cookies["__Host-session"]
        self.browser = person.browser
        codes = self.ask(person.browser, "POST", f"{API}/me/recovery-codes")
        self.secrets["recovery code"] = codes["codes"][0]
        key = self.ask(
            person.browser, "POST", f"{API}/api-keys", json={"name": "Till", "roles": ["auditor"]}
        )
        self.secrets["API key"] = key["key"]
        self.ask(self.office, "POST", f"{API}/members", json=MEMBER)

    def pay_provider(self) -> None:
        provider = f"{API}/providers/{self.classroom.provider.id}"
        account = f"{provider}/bank-accounts/{uuid7()}"
        details = {"kind": "bank", **BANK}
        body = {"details": details, "payee_kana": "カ)ミホンジュク"}
        self.ask(self.office, "PUT", account, json=body)
        self.ask(self.second, "POST", f"{account}/approve")
        self.pass_days(12)
        with self.within("till") as uow:
            use = redeem(uow, self.classroom, amount=5_000)
            redemptions.confirm(uow, programme_id=self.classroom.programme.id, redemption_id=use.id)
        self.pass_days((JUNE.ends_at() - self.runtime.clock.now()).days + 7)
        self.ask(self.office, "PUT", f"{self.root}/months/2025-06/close")
        payer = {
            "consignor_code": "1234567890",
            "consignor_name": "トクヒ)ミホン",
            "account": "0001-001-1-7654320",
        }
        self.ask(self.office, "PUT", f"{self.root}/settlement-terms/payer", json=payer)
        self.pass_days(8)
        batch = f"{self.root}/payout-batches/{uuid7()}"
        self.ask(self.office, "PUT", batch, json={})
        self.ask(self.second, "POST", f"{batch}/approve")
        self.ask(self.office, "POST", f"{batch}/bank-file", keep="bank file")

    def work(self) -> None:
        """Send every task to the real broker, then do what the tasks would do."""
        with self.runtime.unit_of_work() as uow:
            tickets = outbox.claim(uow.session, limit=1_000, lease=timedelta(0))
        with celery.connection_for_write(self.haunts.valkey.url()) as connection:
            for ticket in tickets:
                told = {"tenant_id": str(ticket.tenant_id), "message_id": str(ticket.id)}
                celery.send_task("outbox.deliver", kwargs=told, connection=connection)
        drain(self.runtime)
        drain_inbox(self.runtime)
        mails = [path.read_bytes() for path in (self.haunts.folder / "data").rglob("*.eml")]
        texts = [email.message_from_bytes(each, policy=email.policy.default) for each in mails]
        told = "".join(each.get_body(("plain",)).get_content() for each in texts)
        links = re.findall(r"#(\S{20,})", told)
        self.secrets["invitation"] = links[0] if links else ""

    def look_at_everything(self) -> None:
        year = self.runtime.clock.now().year
        with self.within("counter") as uow:
            make_gift(uow, self.campaign, donor=DonorDetails(postcode="1500002", **DONOR))
        self.ask(self.office, "POST", f"{self.root}/receipts?year={year}", headers=once())
        for place, path in {
            "exports": f"{self.root}/donations",
            "receipts": f"{self.root}/receipts.csv?year={year}",
            "cards": f"{self.root}/vouchers/cards.pdf",
            "audit log": f"{API}/audit/entries",
            "audit export": f"{API}/audit/entries.csv",
            "metrics": "/metrics",
        }.items():
            self.ask(self.office, "GET", path, keep=place, may_fail=True)

    def ask_badly(self) -> None:
        """Provoke every kind of refusal with requests that are full of people."""
        told = json.dumps({**FAMILY, "donor": DONOR, **BANK, **MEMBER}, ensure_ascii=False)
        everyone = told.encode()
        json_kind = {"Content-Type": "application/json"}
        name = "金糸雀鈴"
        for client in (self.office, self.nobody(), self.browser):
            asks = [
                ("POST", f"{API}/households", {"content": everyone[:-1], "headers": json_kind}),
                ("POST", f"{API}/households", {"content": everyone, "headers": json_kind}),
                ("POST", f"{API}/households", {"content": everyone}),
                ("POST", f"{API}/households", {"json": {**FAMILY, "postcode": 9876543}}),
                ("POST", f"{self.root}/donations", {"json": {"donor": {**DONOR, "email": "x"}}}),
                ("POST", f"{API}/members", {"json": MEMBER}),
                ("GET", f"{API}/{name}", {}),
                ("GET", f"{self.root}/applications?kana={name}&limit=x", {}),
                ("GET", f"{API}/children/{name}", {}),
                ("POST", f"{API}/sign-in/link", {"json": {"link": self.secrets["API key"]}}),
                ("GET", "/version", {"headers": {"Host": "kanariya.oya.example"}}),
                ("GET", f"/trap?name={name}", {}),
                ("GET", f"/trap/database?name={name}", {}),
            ]
            for method, path, more in asks:
                self.ask(client, method, path, keep="refusals", may_fail=True, **more)

    def _add_traps(self) -> None:
        """Routes that break in ways in which ours should not: with a name in the error's text."""

        def break_down(name: str) -> None:
            raise RuntimeError(f"cannot place {name} 籠守 育代")

        def break_database(name: str) -> None:
            with self.runtime.unit_of_work(operator("trap")) as uow:
                query = "SELECT CAST(:name AS integer), CAST(:email AS text)"
                uow.session.execute(text(query), {"name": name, "email": DONOR["email"]})

        self.app.add_api_route("/trap", break_down)
        self.app.add_api_route("/trap/database", break_database)

    # How it is asked

    def as_key(self, role: Role) -> TestClient:
        key = key_for(self.runtime, self.organisation_id, role)
        return self.nobody({"Authorization": f"Bearer {key}"})

    def nobody(self, headers: dict[str, str] | None = None) -> TestClient:
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)

    def within(self, name: str):
        return self.runtime.unit_of_work(operator(name), organisation_id=self.organisation_id)

    def pass_days(self, days: int) -> None:
        self.runtime.clock.move_to(self.runtime.clock.now() + timedelta(days=days))

    def ask(self, client: TestClient, method: str, path: str, *, keep="", may_fail=False, **more):
        """Ask, keep the answer where the hunt looks, and return what it says."""
        answer = client.request(method, path, **more)
        # A session's cookie is how its secret comes to the browser.
        shown = [f"{name}: {told}" for name, told in answer.headers.items() if name != "set-cookie"]
        self.haunts.note("heads of answers", "\n".join(shown).encode())
        if "{" not in path and not may_fail:
            self.haunts.note("addresses", str(answer.request.url).encode())
        if answer.is_error:
            self.haunts.note("refusals", answer.content)
            if not may_fail:
                self.failures.append(f"{answer.status_code} {method} {path}: {answer.text}")
            return {}
        if keep:
            self.haunts.note(keep, answer.content)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if is_json else {}

    # The control

    def plant_control(self) -> None:
        """Leak on purpose, once in each kind of place, as such a leak would come about."""

        def leaky() -> Response:
            headers = {"Link": f"</{CONTROL.texts[1]}>", "Content-Type": "application/json"}
            return Response(json.dumps({"detail": PLANTED}), status_code=400, headers=headers)

        self.app.add_api_route("/leak", leaky)
        self.ask(self.office, "GET", f"/leak?name={PLANTED}", may_fail=True)
        self.haunts.note("addresses", f"/leak?name={PLANTED}".encode())
        structlog.get_logger("leak").info("leaked", name=PLANTED)
        REQUESTS.labels("GET", CONTROL.texts[1], 200).inc()
        self.ask(self.office, "GET", "/metrics", keep="metrics")
        with self.within("leak") as uow:
            uow.session.execute(
                text("UPDATE programmes SET name_ja = :name WHERE id = :id"),
                {"name": PLANTED, "id": self.classroom.programme.id},
            )
        self._leak_into_database_log()
        with celery.connection_for_write(self.haunts.valkey.url()) as connection:
            celery.send_task("leak", kwargs={"name": PLANTED}, connection=connection)
        with redis.Redis.from_url(self.haunts.valkey.url(1)) as store:
            store.set(f"LIMITS:{PLANTED}", 1)
        RateLimits.of(self.runtime).hit(
            Limit.SIGN_IN_LINK, "object", Limit.SIGN_IN_LINK.value.object, DONOR["email"]
        )
        self.runtime.files.put("leak", PLANTED.encode())
        mail = self.haunts.folder / "data" / "mail"
        mail.mkdir(parents=True, exist_ok=True)
        (mail / "leak.eml").write_text(PLANTED, "utf-16")
        for place in ("bank file", "cards", "exports", "audit log", "audit export", "receipts"):
            self.haunts.note(place, f"…{PLANTED}…".encode("cp932", "ignore"))

    def _leak_into_database_log(self) -> None:
        engine = create_engine(self.haunts.server.admin_url(self.runtime.engine.url.database))
        try:
            with engine.connect() as connection:
                connection.execute(text(f"DO $$ BEGIN RAISE LOG '{PLANTED}'; END $$"))
        finally:
            engine.dispose()


def canaries_of(aviary: Aviary) -> list[Canary]:
    """The people, and the secrets that were made on the way."""
    secrets = {name: (value,) for name, value in aviary.secrets.items()}
    # As it is printed, for people who read it aloud.
    code = aviary.secrets["voucher's code"]
    secrets["voucher's code"] = (code, "-".join(textwrap.wrap(code, 3)))
    return [*PERSONS, *(Canary(name, texts) for name, texts in secrets.items())]


def once() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid7())}
