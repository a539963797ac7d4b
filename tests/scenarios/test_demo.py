"""The year of the demo, by the command that users type; its sums are added up again."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

MINORI = Path(sys.executable).with_name("minori")
CHILDREN = 12


def minori(*words: str, data: Path, expect: int = 0) -> str:
    """What a command prints, in an installation of its own."""
    done = subprocess.run(
        [MINORI, *words],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env={"DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(data)},
    )
    assert done.returncode == expect, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="module")
def out(data):
    return data / "demo-output"


def play(data: Path, out: Path) -> dict:
    words = ("--once", "--json", "--children", str(CHILDREN), "--seed", "7", "--out", str(out))
    return json.loads(minori("demo", *words, data=data))


@pytest.fixture(scope="module")
def year(data, out):
    return play(data, out)


class TestSums:
    def test_hold(self, year):
        yen = year["yen"]
        promised = yen["awarded"] - yen["expired"] - yen["revoked"]
        used = sum(yen[k] for k in ("redeemed", "reimbursed", "expired", "revoked", "remaining"))
        assert yen["gifts_settled"] + yen["municipal"] + yen["shortfall"] == (
            yen["refunded"] + yen["disputed"] + yen["overhead"] + promised + yen["fund_free"]
        )
        assert yen["awarded"] == used
        assert yen["redeemed"] == yen["paid_out"] + yen["payable_open"]

    def test_are_of_a_year_in_which_everything_happened(self, year):
        assert all(
            year["yen"][k] > 0
            for k in year["yen"]
            if k not in {"reimbursed", "remaining", "payable_open"}
        )
        assert all(year["count"].values())
        assert len(year["refused_by_code"]) >= 4

    def test_hold_for_every_invariant(self, year):
        assert set(year["invariants"]) >= {f"L{n}" for n in (*range(1, 15), 21, 22)}
        assert not any(year["invariants"].values())


class TestArtefacts:
    def test_of_the_bank_come_to_what_was_paid(self, year, out):
        files = sorted(out.glob("zengin-*.txt"))
        trailers = [path.read_bytes().split(b"\r\n")[-3] for path in files]
        sent = sum(int(trailer[7:19]) for trailer in trailers)
        answers = [
            row
            for path in sorted(out.glob("inputs/bank-answers-*.csv"))
            for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
        ]
        returned = sum(int(row["amount"]) for row in answers if row["result"] == "returned")
        assert len(files) == year["count"]["bank_files"]
        assert sent - returned == year["yen"]["paid_out"]
        assert returned > 0

    def test_of_the_donors_come_to_the_gifts(self, year, out):
        lines = (out / "impact.jsonl").read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines]
        for statement in told:
            assert sum(statement["parts"].values()) == statement["amount"]
        # The ward's grant is followed as a gift is, and told to the ward.
        received = year["yen"]["gifts_settled"] + year["yen"]["municipal"]
        assert sum(statement["amount"] for statement in told) == received

    def test_of_the_providers_come_to_what_was_used(self, year, out):
        statements = json.loads((out / "statements.json").read_text("utf-8"))
        assert sum(one["gross"] for one in statements) == year["yen"]["redeemed"]

    def test_verify_offline(self, data, out):
        rows = list(csv.DictReader(io.StringIO((out / "vouchers.csv").read_text("utf-8-sig"))))
        token_text = rows[0]["token"]
        keys, status = str(out / "trust.json"), str(out / "status.cbor")
        spring = ("--at", "2026-03-01T00:00:00+00:00", "--json")

        told = json.loads(
            minori("voucher", "verify", token_text, "--keys", keys, *spring, data=data)
        )

        assert told["claims"]["voucher_id"] == rows[0]["id"]
        late = ("--keys", keys, "--status", status, "--json")
        refused = json.loads(minori("voucher", "verify", token_text, *late, data=data, expect=1))
        assert refused["refusal"] == "expired"

    def test_draw_comes_out_again(self, data, out):
        seed = (out / "draw/seed.txt").read_text().strip()
        candidates = str(out / "draw/candidates.csv")
        words = ("draw", "--candidates", candidates, "--seed", seed, "--places", str(CHILDREN))
        drawn = json.loads(minori(*words, "--json", data=data))
        assert sum(one["result"] == "selected" for one in drawn["order"]) == CHILDREN

    def test_name_no_family(self, out):
        names = ("ミカンヤマ", "蜜柑山", "林檎田", "髙栗﨑")
        public = [*out.glob("report.*"), *out.glob("impact/*"), *out.glob("statements/*")]
        public += [out / "impact.jsonl", out / "statements.json", out / "vouchers.csv"]
        for path in public:
            content = path.read_text("utf-8")
            assert not [name for name in names if name in content], path


class TestAfterwards:
    def test_verify_is_clean(self, year, data):
        told = json.loads(minori("verify", "--json", data=data))
        assert not any(told["invariants"].values())

    def test_the_same_seed_gives_the_same_year(self, year, data, out):
        again = play(data, out)
        for played in (year, again):
            played.pop("seconds", None)
        assert again == year
