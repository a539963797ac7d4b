"""Every page obeys its own policy in a real browser, looks right, and stops what is not ours."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from services.api.headers import OWN_POLICY, PAGE_POLICY, POLICY
from services.cli.demo import index
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.measurement import pages
from services.core.measurement import service as measurement
from services.core.redemptions import service as redemptions
from tests.factories.http import key_for
from tests.factories.redemptions import make_classroom, redeem
from tests.factories.settlements import JUNE, close, only_statement

PAPER = "rgb(251, 250, 246)"


@pytest.fixture
def world(site):
    """A programme with a closed month and its figures: a key, and the paths of its pages."""
    with site.unit_of_work(operator("founder")) as uow:
        classroom = make_classroom(uow)
        programme = classroom.programme
        use = redeem(uow, classroom, amount=3_000)
        redemptions.confirm(uow, programme_id=programme.id, redemption_id=use.id)
        uow.now = JUNE.ends_at() + timedelta(days=6)
        close(uow, programme.id)
        statement = only_statement(uow, programme.id)
        gift = uow.session.scalar(
            text("SELECT id FROM donations WHERE programme_id = :id"), {"id": programme.id}
        )
    # What was done is read on from when its transaction has ended.
    with site.unit_of_work(operator("founder")) as uow:
        measurement.roll(uow, programme_id=programme.id)
    root = f"/api/v1/programmes/{programme.id}"
    return key_for(site, programme.organisation_id, Role.NPO_ADMIN), {
        "report": f"{root}/report.html",
        "impact": f"{root}/donations/{gift}/statement.html",
        "notice": f"{root}/statements/{statement.id}/document",
    }


def own_policy_of(page_text):
    return OWN_POLICY.search(page_text)[1]


class TestPolicy:
    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_lets_every_page_look_as_it_should(self, page, world, language):
        key, paths = world
        page.set_extra_http_headers({"Authorization": f"Bearer {key}", "Accept-Language": language})

        for name, path in paths.items():
            answer = page.goto(path)
            assert answer.status == 200, answer.text()
            assert answer.headers[POLICY.lower()].startswith(own_policy_of(answer.text())), name
            width = page.evaluate("getComputedStyle(document.body).maxWidth")
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert paper == PAPER or width == "768px", name

    def test_lets_the_description_of_the_api_run_from_its_own_files(self, page):
        asked = []
        page.on("request", lambda request: asked.append(request.url))

        answer = page.goto("/docs")

        assert answer.headers[POLICY.lower()] == PAGE_POLICY
        # A megabyte of script reads the whole description first.
        heading = page.get_by_role("heading", name=re.compile("Minori"))
        expect(heading).to_be_visible(timeout=30_000)
        page.locator(".opblock-summary").first.click()
        expect(page.locator(".opblock-body").first).to_be_visible()
        assert all(url.startswith((answer.url.removesuffix("/docs"), "data:")) for url in asked)

    def test_holds_for_a_page_in_a_folder_as_well(self, page, tmp_path):
        cards = ("donors", "families", "classrooms", "municipality", "office", "check", "machines")
        empty = {name: [] for name in cards}
        figures = ["gifts_settled", "awarded", "redeemed", "paid_out", "expired", "revoked"]
        summary = {"children": 3, "yen": dict.fromkeys(figures, 0)}
        words = {"t": index._words("en"), "language": "en"}
        made = index._environment().get_template("index.html")
        (tmp_path / "index.html").write_text(
            made.render(summary=summary, held="1 / 1", **words, **empty), "utf-8"
        )
        (tmp_path / "qr.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8"
        )

        page.goto(f"file://{tmp_path}/index.html")

        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER
        assert page.evaluate("document.querySelector('img.code').naturalWidth") == 9

    def test_stops_what_is_not_ours(self, context, tmp_path):
        attack = (
            '{% extends "page.html" %}{% block title %}t{% endblock %}{% block content %}'
            "<script>document.title = 'taken'</script><p id=p style='color: red'>x</p>"
            "<img src=x onerror=\"document.title = 'taken'\">"
            "<style>body { display: none }</style>{% endblock %}"
        )
        made = pages.environment().from_string(attack).render(language="en")
        (tmp_path / "attack.html").write_text(made, "utf-8")
        page, told = context.new_page(), []
        page.on("console", lambda message: told.append(message.text))

        page.goto(f"file://{tmp_path}/attack.html")

        assert page.title() == "t"
        assert page.evaluate("getComputedStyle(document.body).display") == "block"
        assert page.evaluate("getComputedStyle(p).color") != "rgb(255, 0, 0)"
        assert sum("Content Security Policy" in line for line in told) >= 4


class TestTemplates:
    def test_put_no_reader_s_words_into_styles(self):
        """What is hashed must be ours alone: no style block has a value in it."""
        for folder in (pages.TEMPLATES, index.TEMPLATES):
            for path in [
                *folder.glob("*.html"),
                *folder.parents[1].glob("impact/templates/*.html"),
            ]:
                written = path.read_text("utf-8")
                styles = re.findall(r"{% block style %}(.*?){% endblock %}", written, re.DOTALL)
                styles += re.findall(r"{% set css %}(.*?){% endset %}", written, re.DOTALL)
                assert not any("{{" in style for style in styles), path
                assert not re.search(r"\sstyle=|\son[a-z]+=|<script", written), path
