"""The doors that need no script: a letter with a code, and a link by e-mail."""

import re

import pytest
from playwright.sync_api import expect

from services.core.kit.actor import operator
from tests.factories.doors import make_guardian, make_letter
from tests.factories.programmes import make_programme


@pytest.fixture
def plain(chromium, site):
    """A browser without scripts, in Japanese, on an old phone."""
    with chromium.new_context(
        base_url=site.settings.base_url,
        locale="ja-JP",
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    ) as context:
        yield context.new_page()


@pytest.fixture
def letter(site):
    with site.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        guardian = make_guardian(uow, programme)
    return make_letter(site, programme.organisation_id, guardian)


def enter(page, code, pin):
    page.goto("/enter?lang=ja-easy")
    page.get_by_label("手紙の コード").fill(code)
    page.get_by_label("番号（ばんごう）").fill(pin)
    page.get_by_role("button", name="手紙で 入る").click()


class TestLetter:
    def test_lets_a_family_in_once_it_has_a_pin_of_its_own(self, plain, letter):
        enter(plain, letter.code, letter.pin)
        expect(plain.get_by_role("status")).to_be_visible()
        plain.get_by_label("じぶんで きめる 番号").fill("739158")
        plain.get_by_role("button", name="手紙で 入る").click()
        expect(plain).to_have_url(re.compile("/account$"))

        plain.context.clear_cookies()
        enter(plain, letter.code, "739158")

        expect(plain).to_have_url(re.compile("/account$"))

    def test_asks_again_for_a_pin_that_others_would_try_first(self, plain, letter):
        enter(plain, letter.code, letter.pin)
        plain.get_by_label("じぶんで きめる 番号").fill("111111")
        plain.get_by_role("button", name="手紙で 入る").click()

        expect(plain.get_by_label("じぶんで きめる 番号")).to_be_visible()

    def test_says_what_to_do_when_it_does_not_open(self, plain, letter):
        enter(plain, letter.code, "000000")

        expect(plain.get_by_role("status")).to_contain_text("入れませんでした")

    def test_fills_its_code_in_from_the_picture(self, page, letter):
        page.goto(f"/enter#letter_{letter.code}")

        expect(page.get_by_label("Code on the letter")).to_have_value(letter.code)
        assert letter.code not in page.url


class TestEmail:
    def test_is_answered_alike_for_everybody(self, plain):
        plain.goto("/enter?lang=ja")
        plain.get_by_label("メールアドレス").fill("nobody@example.org")
        plain.get_by_role("button", name="リンクを送ってもらう").click()

        expect(plain.get_by_role("status")).to_contain_text("リンクをお送りします")
