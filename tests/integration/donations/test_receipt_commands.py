"""`minori receipts`: certification by two people, a year's papers, post, the note."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
import yaml
from pypdf import PdfReader
from typer.testing import CliRunner

from services.cli import app
from services.core.donations import service as donations
from services.core.kit.actor import operator
from tests.conftest import RING
from tests.factories.certifications import CERTIFICATION
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.programmes import make_organisation, make_programme

LATER = {"certified_on": "2031-04-01", "valid_from": "2031-04-01", "in_force_from": "2031-04-01"}


@pytest.fixture
def host(runtime, monkeypatch, tmp_path):
    """A host whose settings name the test's database; files are written to `tmp_path`."""
    with runtime.unit_of_work(operator("office")) as uow:
        organisation = make_organisation(uow)
        campaign = make_campaign(uow, make_programme(uow))
        for number in range(3):
            donor = replace(HANAKO, name=f"梨本 {number}", email=f"{number}@example.org")
            gift = make_gift(uow, campaign, donor=donor)
        donations.wish_for_post(uow, donor_id=gift.donor_id, by_post=True)
    monkeypatch.setenv("DATABASE_URL", runtime.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SECRET_KEY", RING.root.decode())
    monkeypatch.chdir(tmp_path)

    def run(who, *words):
        monkeypatch.setenv("SUDO_USER", who)
        asked = ["receipts", *words, "--organisation", str(organisation.id), "--json"]
        result = CliRunner().invoke(app, asked)
        return result.exit_code, json.loads(result.stdout)

    return run


class TestReceipts:
    def test_lead_from_the_notice_to_the_papers(self, host, tmp_path):
        notice = tmp_path / "notice.yaml"
        facts = {name: str(fact) for name, fact in CERTIFICATION.items()}
        notice.write_text(yaml.safe_dump(facts | LATER | {"valid_until": "2036-03-31"}))

        _, entered = host("a", "certify", str(notice))
        alone = host("a", "approve", entered["certification"])
        approved = host("b", "approve", entered["certification"])
        issued = host("a", "issue", "--year", "2025", "--pdf", "all.pdf", "--language", "ja")
        again = host("a", "issue", "--year", "2025")
        posted = host(
            "a", "post", "--year", "2025", "--pdf", "post.pdf", "--cover", "c.csv", "--workers", "1"
        )
        noted = host("a", "note", "--fiscal-year", "2025", "--out", "note.csv")

        assert (alone[0], alone[1]["code"]) == (1, "second_person_required")
        assert approved == (0, {**entered, "status": "approved"})
        assert issued == (0, {"issued": 3, "sheets": 3, "file": "all.pdf"})
        assert again == (0, {"issued": 0})
        assert posted[1]["sheets"] == 1
        assert noted[1]["unrestricted"] == 30_000
        pages = PdfReader(BytesIO((tmp_path / "all.pdf").read_bytes())).pages
        assert ["梨本 0 様" in pages[0].extract_text(), len(pages)] == [True, 3]

    def test_write_over_no_file(self, host, tmp_path):
        (tmp_path / "all.pdf").write_bytes(b"")

        code, refusal = host("a", "issue", "--year", "2025", "--pdf", "all.pdf")

        assert (code, refusal["code"]) == (1, "output_exists")
