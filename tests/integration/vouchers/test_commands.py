"""`minori voucher`: offline on files, and online on the host's database."""

import json
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner

from services.cli import app
from services.core.kit.actor import operator
from services.core.vouchers import service as vouchers
from services.core.vouchers.token import StatusBits, sign_status_list, sign_trust_list
from services.core.vouchers.types import TokenStatus
from tests.conftest import RING
from tests.factories.programmes import make_programme
from tests.factories.tokens import (
    APRIL,
    JUNE,
    NEXT_APRIL,
    PROGRAMME,
    make_claims,
    make_issuer,
    make_root,
)
from tests.factories.vouchers import make_accepted

ISSUER, ROOT = make_issuer(), make_root()
CLAIMS = make_claims(status_index=4)
TOKEN = ISSUER.sign(CLAIMS)


def minori(*words, **options):
    return CliRunner().invoke(app, ["voucher", *(str(word) for word in words)], **options)


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "trust.json"
    path.write_text(
        sign_trust_list([ISSUER.record], at=APRIL, root=ROOT.key, root_record=ROOT.record)
    )
    return path


def status_file(tmp_path, status=TokenStatus.VALID, at=JUNE):
    bits = StatusBits()
    bits[4] = status
    path = tmp_path / "status.cbor"
    path.write_bytes(
        sign_status_list(bits, programme_code=PROGRAMME, number=1, at=at, key=ISSUER.key)
    )
    return path


def refusal(result):
    assert result.exit_code == 1, result.output
    told = json.loads(result.stdout)
    assert told["accepted"] is False
    assert told["detail"]
    return told["refusal"]


class TestVerify:
    def test_prints_the_claims_of_a_good_token(self, keys, tmp_path):
        status = status_file(tmp_path)
        result = minori(
            "verify", TOKEN, "--keys", keys, "--status", status, "--at", JUNE.isoformat()
        )

        assert result.exit_code == 0, result.output
        assert f"voucher_id: {CLAIMS.voucher_id}" in result.stdout
        assert f"programme_code: {PROGRAMME}" in result.stdout

    def test_prints_them_as_json(self, keys):
        result = minori("verify", TOKEN, "--keys", keys, "--at", JUNE.isoformat(), "--json")

        told = json.loads(result.stdout)
        assert told["accepted"] is True
        assert told["status_checked"] is False
        assert told["claims"]["voucher_id"] == str(CLAIMS.voucher_id)
        assert "holder_key" not in told["claims"]

    def test_shows_a_phones_key(self, keys):
        phone = ISSUER.sign(make_claims(holder_key=b"\x02" + bytes(32)))
        result = minori("verify", phone, "--keys", keys, "--at", JUNE.isoformat(), "--json")

        assert json.loads(result.stdout)["claims"]["holder_key"] == "02" + "00" * 32

    def test_says_that_nobody_asked_for_the_status(self, keys):
        result = minori("verify", TOKEN, "--keys", keys, "--at", JUNE.isoformat())

        assert "--status" in result.stderr

    def test_reads_it_from_stdin(self, keys):
        result = minori("verify", "-", "--keys", keys, "--at", JUNE.isoformat(), input=TOKEN + "\n")

        assert result.exit_code == 0, result.output

    @pytest.mark.parametrize(
        ("at", "code"),
        [
            ("2025-03-31T23:59:59", "not_yet_valid"),  # Japan's time, as no zone is given
            ("2026-04-01", "expired"),
            ("2026-03-31T15:00:00Z", "expired"),
        ],
    )
    def test_refuses_it_out_of_its_time(self, keys, at, code):
        assert refusal(minori("verify", TOKEN, "--keys", keys, "--at", at, "--json")) == code

    def test_takes_it_in_its_last_second(self, keys):
        assert minori("verify", TOKEN, "--keys", keys, "--at", "2026-03-31T23:59:59").exit_code == 0

    @pytest.mark.parametrize("status", [TokenStatus.REVOKED, TokenStatus.SUSPENDED])
    def test_refuses_what_the_list_says(self, keys, tmp_path, status):
        listed = status_file(tmp_path, status)
        words = ("--keys", keys, "--status", listed, "--at", JUNE.isoformat(), "--json")

        assert refusal(minori("verify", TOKEN, *words)) == status.name.lower()

    def test_refuses_an_old_list(self, keys, tmp_path):
        listed = status_file(tmp_path, at=JUNE - timedelta(hours=25))
        words = ("--keys", keys, "--status", listed, "--at", JUNE.isoformat(), "--json")

        assert refusal(minori("verify", TOKEN, *words)) == "status_stale"

    def test_refuses_a_list_that_is_none(self, keys, tmp_path):
        listed = tmp_path / "status.cbor"
        listed.write_bytes(b"nothing")

        result = minori("verify", TOKEN, "--keys", keys, "--status", listed, "--json")
        assert refusal(result) == "status_unavailable"

    @pytest.mark.parametrize("token", ["", "MV1:", "7KM-4XP-9RT-W2F", TOKEN.lower(), "💴"])
    def test_refuses_what_is_no_token(self, keys, token):
        assert refusal(minori("verify", token, "--keys", keys, "--json")) == "bad_format"

    def test_tells_the_code_and_one_sentence(self, keys):
        result = minori("verify", TOKEN, "--keys", keys, "--at", NEXT_APRIL.isoformat())

        assert result.exit_code == 1
        assert result.stdout.startswith("expired: ")

    def test_pins_the_root_where_it_is_told_which(self, keys):
        words = ("verify", TOKEN, "--keys", keys, "--at", JUNE.isoformat(), "--root")

        assert minori(*words, ROOT.key.public.hex()).exit_code == 0
        assert minori(*words, make_root().key.public.hex()).exit_code == 1
        assert minori(*words, "no hexadecimal").exit_code == 2

    @pytest.mark.parametrize("content", [b"{}", b"\xff\xfe", b""])
    def test_refuses_a_trust_list_that_is_none(self, tmp_path, content):
        path = tmp_path / "trust.json"
        path.write_bytes(content)

        result = minori("verify", TOKEN, "--keys", path, "--json")
        assert (result.exit_code, json.loads(result.stdout)["code"]) == (1, "trust_list_invalid")

    @pytest.mark.parametrize("words", [("--at", "soon"), ("--keys", "missing.json")])
    def test_tells_wrong_usage_apart(self, keys, words):
        assert minori("verify", TOKEN, "--keys", keys, *words).exit_code == 2


class TestQr:
    def test_draws_by_the_files_ending(self, tmp_path):
        png, svg = tmp_path / "card.png", tmp_path / "card.svg"

        assert minori("qr", TOKEN, "--out", png).exit_code == 0
        assert minori("qr", "-", "--out", svg, input=TOKEN).exit_code == 0

        assert zxingcpp.read_barcodes(Image.open(png))[0].text == TOKEN
        assert svg.read_text().startswith("<svg")

    @pytest.mark.parametrize(("token", "file"), [(TOKEN, "card.gif"), ("lower case", "card.png")])
    def test_tells_what_it_cannot_draw(self, tmp_path, token, file):
        assert minori("qr", token, "--out", tmp_path / file).exit_code == 2


@pytest.fixture
def programme(runtime, clock, monkeypatch):
    """A programme with three accepted awards, on the database that the host's settings name."""
    with runtime.unit_of_work(operator("founder")) as uow:
        programme = make_programme(uow)
        make_accepted(uow, programme, 3)
        clock.move_to(uow.now)
    monkeypatch.setenv("DATABASE_URL", runtime.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SECRET_KEY", RING.root.decode())
    return programme


class TestOnTheHost:
    def test_issues_prints_and_exports_what_verifies_offline(self, runtime, programme, tmp_path):
        of = ("--programme", programme.code)
        first = minori("issue", *of, "--count", 2, "--json")
        assert json.loads(first.stdout) == {"programme": programme.code, "issued": 2}
        assert minori("issue", *of).stdout.startswith("1 ")

        cards = tmp_path / "cards.pdf"
        assert minori("cards", *of, "--out", cards, "--language", "en").exit_code == 0
        assert cards.read_bytes().startswith(b"%PDF")

        exported = minori("export", *of, "--out", tmp_path / "out")
        assert exported.exit_code == 0, exported.output
        rows = (tmp_path / "out" / "vouchers.csv").read_text().splitlines()[1:]
        assert len(rows) == 3
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            at = uow.now.isoformat()
            assert vouchers.export_csv(uow, programme_id=programme.id).splitlines()[1:] == rows
        lists = (
            "--keys",
            tmp_path / "out" / "trust.json",
            "--status",
            tmp_path / "out" / "status.cbor",
        )
        for row in rows:
            verified = minori("verify", row.split(",", 2)[2], *lists, "--at", at)
            assert verified.exit_code == 0, verified.output

    def test_tells_an_unknown_programme(self, programme):
        result = minori("issue", "--programme", "000000", "--json")

        assert (result.exit_code, json.loads(result.stdout)["code"]) == (1, "programme_unknown")
