"""A link by e-mail: for whoever is known, and never a sign of who is."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import text as sql

from services.core.donations import service as donations
from services.core.identity import service as identity
from services.core.identity.types import LinkPurpose, PrincipalKind, Role
from services.core.kit import outbox
from services.core.kit.actor import operator
from tests.factories.donations import HANAKO
from tests.factories.doors import deliver, link_in, mails, make_guardian
from tests.factories.http import client
from tests.factories.identity import API, invited, signed_in
from tests.factories.programmes import make_programme
from tests.fakes.smtp import FakeSmtp

EMAIL = HANAKO.email


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def browser(runtime):
    return client(runtime)


def ask(browser, email=EMAIL, **other):
    return browser.post(f"{API}/sign-in/email", json={"email": email, **other})


def follow(browser, message):
    return browser.post(f"{API}/sign-in/link", json={"link": link_in(message)})


def keep_donor(runtime, programme):
    with office(runtime, programme) as uow:
        return donations.keep_donor(uow, organisation_id=programme.organisation_id, details=HANAKO)


def office(runtime, programme):
    return runtime.unit_of_work(operator("office"), organisation_id=programme.organisation_id)


class TestRequestLink:
    def test_lets_a_donor_in(self, runtime, programme, browser):
        keep_donor(runtime, programme)

        ask(browser, f"  {EMAIL.upper()}".strip(), language="en")
        deliver(runtime)

        (message,) = mails(runtime)
        assert message["To"] == EMAIL
        assert message["Subject"] == "Example NPO: your link to sign in"
        greeted = follow(browser, message)
        assert greeted.status_code == 201
        assert greeted.json()["roles"] == ["donor"]

    def test_lets_a_guardian_in_and_speaks_easily(self, runtime, programme, browser):
        with office(runtime, programme) as uow:
            guardian = make_guardian(uow, programme, email=EMAIL)

        ask(browser)
        deliver(runtime)

        (message,) = mails(runtime)
        assert "入（はい）るための" in message["Subject"]
        assert follow(browser, message).json()["roles"] == ["family"]
        with office(runtime, programme) as uow:
            (household,) = uow.session.scalars(sql("SELECT household_id FROM sessions"))
        assert household == guardian.household_id

    def test_sends_one_link_for_each_whom_the_address_reaches(self, runtime, programme, browser):
        with runtime.unit_of_work(operator("founder")) as uow:
            neighbour = make_programme(uow)
        keep_donor(runtime, programme)
        keep_donor(runtime, neighbour)
        with office(runtime, programme) as uow:
            make_guardian(uow, programme, email=EMAIL)
            make_guardian(uow, programme, email="somebody@example.org")
            identity.enlist(uow, name="見本 花子", email=EMAIL, language="en")

        ask(browser)
        deliver(runtime)

        roles = [follow(client(runtime), message).json()["roles"] for message in mails(runtime)]
        assert sorted(roles) == [["donor"], ["donor"], ["family"], ["member"]]

    def test_is_no_way_round_a_passkey(self, runtime, programme, browser):
        person = signed_in(runtime, programme.organisation_id, Role.NPO_ADMIN)

        ask(browser, f"{person.id.hex}@example.org")
        deliver(runtime)

        assert mails(runtime) == []

    def test_opens_nothing_any_more_once_there_is_a_passkey(self, runtime, programme, browser):
        person = invited(runtime, programme.organisation_id)
        ask(browser, f"{person.id.hex}@example.org")
        deliver(runtime)
        person.follow_link()
        person.make_passkey()

        assert follow(browser, mails(runtime)[0]).status_code == 401

    def test_lets_nobody_in_who_may_not_sign_in_any_more(self, runtime, programme, browser):
        with office(runtime, programme) as uow:
            member = identity.enlist(uow, name="見本 花子", email=EMAIL)
            identity.disable(uow, member_id=member.id)

        ask(browser)
        deliver(runtime)

        assert mails(runtime) == []

    def test_tells_the_same_whether_anybody_is_known(self, runtime, programme, browser):
        keep_donor(runtime, programme)

        known, unknown = ask(browser), ask(browser, "nobody@example.org")

        assert known.status_code == unknown.status_code == 202
        assert known.content == unknown.content

    def test_keeps_the_address_nowhere(self, runtime, programme, browser, capfd):
        keep_donor(runtime, programme)
        ask(browser)
        before = everything(runtime)
        deliver(runtime)

        with runtime.unit_of_work() as uow:
            assert uow.session.scalar(sql("SELECT count(*) FROM sign_in_requests")) == 0
        assert "hanako" not in before + everything(runtime)
        link = link_in(mails(runtime)[0])
        assert link.rpartition("_")[2] not in everything(runtime)
        assert "hanako" not in "".join(capfd.readouterr())

    def test_sends_one_where_the_worker_did_it_twice(self, runtime, programme, browser):
        keep_donor(runtime, programme)
        ask(browser)
        with runtime.unit_of_work() as uow:
            id = uow.session.scalar(sql("SELECT id FROM sign_in_requests"))
            wanted = identity.wanted(uow, request_id=id)
        with office(runtime, programme) as uow:
            donor = donations.find_donor_by_email(uow, email=EMAIL)
            identity.answer(uow, wanted, kind=PrincipalKind.DONOR, principal_id=donor)

        deliver(runtime)

        assert len(mails(runtime)) == 1

    @pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@example.org", "x" * 255])
    def test_refuses_what_is_no_address(self, browser, email):
        assert ask(browser, email).status_code == 422

    def test_is_asked_three_times_for_one_address(self, browser):
        answers = [ask(browser, "often@example.org").status_code for _ in range(4)]

        assert answers == [202, 202, 202, 429]


class TestSendLink:
    @pytest.fixture
    def smtp(self):
        with FakeSmtp() as fake:
            yield fake

    @pytest.fixture
    def at_smtp(self, runtime, smtp):
        settings = runtime.settings.model_copy(update={"smtp_url": SecretStr(smtp.url)})
        return replace(runtime, settings=settings)

    def test_voids_what_was_sent_before(self, runtime, programme, at_smtp, smtp):
        invite(runtime, programme)
        smtp.answers["QUIT"] = "421 gone"  # taken, and yet not known to be
        deliver(at_smtp)
        with runtime.unit_of_work() as uow:
            uow.session.execute(sql("UPDATE outbox SET done_at = NULL"))
            uow.session.execute(sql("DELETE FROM deliveries"))
        deliver(at_smtp)

        first, second = [taken.message for taken in smtp.taken]
        assert first["Message-ID"] != second["Message-ID"]
        assert follow(client(runtime), first).status_code == 401
        assert follow(client(runtime), second).status_code == 201

    def test_is_tried_again_where_the_server_is_away(self, runtime, programme, at_smtp, smtp):
        invite(runtime, programme)
        smtp.answers["MAIL"] = "451 later"
        deliver(at_smtp)
        assert fault(runtime) == ("mail_unavailable", False)

        del smtp.answers["MAIL"]
        deliver(at_smtp)

        assert len(smtp.taken) == 1
        assert fault(runtime) is None

    def test_is_put_aside_where_it_is_refused_for_good(self, runtime, programme, at_smtp, smtp):
        invite(runtime, programme)
        smtp.answers["RCPT"] = "550 no such person"

        deliver(at_smtp)

        assert fault(runtime) == ("mail_refused", True)
        with runtime.unit_of_work() as uow:
            outbox.unpark(uow.session)
        smtp.answers.clear()
        deliver(at_smtp)
        assert len(smtp.taken) == 1

    def test_waits_for_a_server_for_as_long_as_the_link_is_good(
        self, runtime, programme, browser, clock
    ):
        keep_donor(runtime, programme)
        nowhere = replace(runtime)
        nowhere.__dict__["mail"] = None
        ask(browser)

        deliver(nowhere)
        assert fault(runtime) == ("mail_unavailable", False)
        clock.move_to(clock.now() + identity.links.LASTS[LinkPurpose.SIGN_IN])
        deliver(nowhere)

        assert fault(runtime) is None

    def test_does_not_send_what_would_open_nothing(self, runtime, programme, clock):
        invite(runtime, programme)
        clock.move_to(clock.now() + identity.links.LASTS[LinkPurpose.INVITATION])

        deliver(runtime)

        assert mails(runtime) == []
        assert fault(runtime) is None


def invite(runtime, programme):
    with office(runtime, programme) as uow:
        member = identity.enlist(uow, name="見本 花子", email=EMAIL)
        identity.send_invitation(uow, member_id=member.id)


def fault(runtime):
    """What keeps a message, and whether it was put aside; None where all are done."""
    query = sql("SELECT last_error, parked_at IS NOT NULL FROM outbox WHERE done_at IS NULL")
    with runtime.unit_of_work() as uow:
        row = uow.session.execute(query).one_or_none()
    return None if row is None else tuple(row)


def everything(runtime):
    """All that stands in the tables by which requests and mails travel."""
    with runtime.unit_of_work() as uow:
        return "".join(
            str(row)
            for table in ("outbox", "inbox_events", "sign_in_requests", "sign_in_links")
            for row in uow.session.scalars(sql(f"SELECT row_to_json(t)::text FROM {table} t"))
        )
