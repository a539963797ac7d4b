"""Signing in as a member does it: with a browser, an authenticator, and a finger."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import operator
from tests.factories.identity import invited
from tests.factories.programmes import make_programme

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def authenticator(context, page):
    """Chromium's own virtual authenticator (WebDriver, WebAuthn extension)."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    told = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devtools, told["authenticatorId"]


@pytest.fixture
def admin(site):
    with site.unit_of_work(operator("founder")) as uow:
        organisation_id = make_programme(uow).organisation_id
    return invited(site, organisation_id, Role.NPO_ADMIN, name="見本 さくら")


@pytest.fixture
def enrolled(page, authenticator, admin):
    """Somebody who has come by their invitation and made a passkey."""
    page.goto(f"/enter#{admin.link}")
    page.get_by_role("button", name="Sign in with this link").click()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("Office")).to_be_visible()
    return admin


def accessible(page):
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert results.violations_count == 0, results.generate_report()


class TestMember:
    def test_comes_by_invitation_makes_a_passkey_and_comes_back_with_it(self, page, enrolled):
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()

        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(page.get_by_text("Signed in as 見本 さくら")).to_be_visible()

    def test_leaves_no_secret_in_the_address(self, page, admin):
        page.goto(f"/enter#{admin.link}")
        expect(page.get_by_role("button", name="Sign in with this link")).to_be_visible()

        assert admin.link not in page.url

    def test_follows_a_link_while_the_entrance_is_open(self, page, admin):
        page.goto("/enter")
        page.goto(f"/enter#{admin.link}")

        page.get_by_role("button", name="Sign in with this link").click()

        expect(page.get_by_text("Make a passkey first")).to_be_visible()

    def test_keeps_the_link_while_the_language_is_changed(self, page, admin):
        page.goto(f"/enter#{admin.link}")
        page.get_by_role("link", name="日本語", exact=True).click()

        page.get_by_role("button", name="このリンクでサインイン").click()

        expect(page.get_by_text("はじめにパスキーを作ってください")).to_be_visible()

    def test_may_take_a_while_to_make_the_first_passkey(self, page, authenticator, admin, clock):
        page.goto(f"/enter#{admin.link}")
        page.get_by_role("button", name="Sign in with this link").click()
        expect(page.get_by_text("Make a passkey first")).to_be_visible()
        clock.move_to(clock.now() + timedelta(minutes=10))

        page.get_by_role("button", name="Make a passkey").click()

        expect(page.get_by_text("Office")).to_be_visible()

    def test_proves_to_be_there_before_another_passkey(self, page, enrolled, clock):
        clock.move_to(clock.now() + timedelta(minutes=6))
        page.get_by_label("Name of the passkey").fill("Second")
        page.get_by_role("button", name="Make a passkey").click()

        # The one authenticator there is has a passkey already, and says so: it was asked.
        expect(page.get_by_role("status")).not_to_contain_text("credential:write")

    def test_uses_the_keyboard_alone(self, page, enrolled):
        page.get_by_role("button", name="Sign out", exact=True).press("Enter")
        page.get_by_role("button", name="Sign in with a passkey").press("Enter")

        expect(page.get_by_text("Signed in as")).to_be_visible()

    def test_proves_to_be_there_before_getting_recovery_codes(self, page, enrolled, clock):
        clock.move_to(clock.now() + timedelta(minutes=6))
        page.get_by_role("button", name="Make ten new codes").click()

        expect(page.get_by_role("listitem")).to_have_count(10)
        code = page.get_by_role("listitem").first.inner_text()
        assert re.fullmatch(r"([0-9A-Z]{4}-){5}[0-9A-Z]{4}", code)

    def test_comes_back_with_a_recovery_code(self, page, enrolled):
        page.get_by_role("button", name="Make ten new codes").click()
        expect(page.get_by_role("listitem")).to_have_count(10)
        code = page.get_by_role("listitem").first.inner_text()
        page.get_by_role("link", name="Back to your account").click()
        page.get_by_role("button", name="Sign out", exact=True).click()

        page.get_by_text("I have lost my passkey").click()
        page.get_by_label("Recovery code").fill(code)
        page.get_by_role("button", name="Go on").click()

        expect(page.get_by_role("heading", name="Your account")).to_be_visible()
        expect(page.get_by_text("Office")).to_have_count(0)

    def test_is_told_when_the_device_says_no(self, page, enrolled, authenticator):
        devtools, id = authenticator
        page.get_by_role("button", name="Sign out", exact=True).click()
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": id, "isUserVerified": False})

        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(page.get_by_role("status")).to_contain_text("Nothing was done")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_focused()

    def test_ends_a_session_elsewhere(self, page, enrolled, site, chromium):
        with chromium.new_context(base_url=site.settings.base_url, locale="en-GB") as other:
            other.add_cookies(page.context.cookies())
            elsewhere = other.new_page()
            page.get_by_role("button", name="Sign out", exact=True).click()
            expect(page).to_have_url(re.compile("/enter"))

            elsewhere.goto("/account")

            expect(elsewhere).to_have_url(re.compile("/enter"))

    def test_who_is_disabled_meanwhile_is_led_to_the_entrance(self, page, enrolled, site):
        with site.unit_of_work(operator("host")) as uow:
            uow.enter(identity.organisations(uow)[0].id)
            identity.disable(uow, member_id=enrolled.id)

        page.reload()

        expect(page).to_have_url(re.compile("/enter"))


class TestPages:
    @pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_are_accessible_and_fit_a_small_phone(self, page, enrolled, language, scheme):
        page.emulate_media(color_scheme=scheme)
        for path in ("/account", "/enter"):
            page.goto(f"{path}?lang={language}")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

    @pytest.mark.parametrize("path", ["//example.net/", "/%09/example.net/", "/%0A/example.net/"])
    def test_lead_nowhere_else_after_signing_in(self, page, enrolled, path):
        page.goto(f"/enter?next={path}")
        page.get_by_role("button", name="Sign in with a passkey").click()

        expect(page.get_by_text("Signed in as")).to_be_visible()
