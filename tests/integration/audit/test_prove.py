"""Proofs, checked by the rules of the tree, and by the script that stands alone."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.api.schemas.audit import ConsistencyProofOut, InclusionProofOut
from services.cli import app
from services.cli.runtime import seated
from services.core.audit import service as audit
from services.core.audit import tree
from services.core.audit.errors import (
    CheckpointUnknown,
    EntryNotSigned,
    EntryUnknown,
    TreeSizeOutOfRange,
)
from services.core.audit.leaves import encoded
from services.core.audit.notes import SignerKey, read_unverified
from services.core.audit.types import EntryFilter
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.audit import make_log

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_log.py"


@pytest.fixture(scope="module")
def log(runtime):
    """Signed in five steps, so that its tree is ragged at every checkpoint."""
    return make_log(runtime, entries=35, signed=5)


@pytest.fixture(scope="module")
def public(log):
    return log.attempt(audit.public_log, organisation_id=log.organisation_id)


def entry_ids(log):
    found = log.attempt(audit.entries, wanted=EntryFilter(object_type="thing"), limit=500)
    return [entry.id for entry in found]


class TestProve:
    def test_shows_each_entry_in_the_newest_tree(self, log):
        for id in entry_ids(log):
            proof = log.attempt(audit.prove, entry_id=id)
            told = read_unverified(proof.checkpoint)
            leaf = tree.leaf_hash(encoded(proof.entry))
            assert leaf == proof.leaf_hash
            assert tree.includes(leaf, proof.index, told.size, proof.hashes, told.root)

    def test_waits_for_the_signature(self, runtime):
        log = make_log(runtime, entries=2)
        log.record()
        (newest, *_) = entry_ids(log)
        with pytest.raises(EntryNotSigned):
            log.attempt(audit.prove, entry_id=newest)
        log.seal()
        with pytest.raises(EntryNotSigned):
            log.attempt(audit.prove, entry_id=newest)
        log.sign()
        assert log.attempt(audit.prove, entry_id=newest).entry["id"] == str(newest)

    def test_knows_its_own_entries_only(self, log):
        with pytest.raises(EntryUnknown):
            log.attempt(audit.prove, entry_id=uuid7())


class TestConsistency:
    def test_is_shown_between_any_two_checkpoints(self, log):
        told = [read_unverified(note) for note in log.outside]
        for old in told:
            for new in [one for one in told if one.size >= old.size]:
                proof = log.attempt(audit.consistency, old_size=old.size, new_size=new.size)
                assert tree.extends(old.size, new.size, old.root, new.root, proof.hashes)

    def test_is_between_signed_sizes(self, log):
        with pytest.raises(CheckpointUnknown):
            log.attempt(audit.consistency, old_size=1, new_size=2)
        with pytest.raises(TreeSizeOutOfRange):
            log.attempt(audit.consistency, old_size=2, new_size=1)


def run(*words):
    """The script as others run it: in a process of its own, where nothing of ours is."""
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def export(log, tmp_path_factory):
    """The export of the command line, once."""
    target = tmp_path_factory.mktemp("export") / "log.jsonl"
    with seated(log.runtime, operator("auditor")):
        words = ["audit", "export", "--organisation", log.organisation_id, "--out", target]
        done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return target


@pytest.fixture
def keep(tmp_path):
    """Writes a note, or JSON, to a file of the test's folder."""

    def write(content, name="kept.txt"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


class TestScript:
    def test_stands_alone_on_two_hundred_lines(self):
        source = SCRIPT.read_text()
        assert "services" not in source
        assert len(source.splitlines()) <= 200

    def test_finds_a_log_whole(self, log, public, export, keep):
        notes = [keep(note, f"{at}.txt") for at, note in enumerate(log.outside)]
        kept = [word for note in notes for word in ("--checkpoint", note)]
        code, told = run("log", export, "--key", public.verifier_key, *kept)
        assert (code, told.split(",")[1:]) == (0, [" 5 checkpoints", " 5 of them kept outside\n"])

    @pytest.mark.parametrize(
        "tamper",
        [
            lambda lines: lines[2]["entry"].update(action="thing.break"),
            lambda lines: lines[2]["entry"]["facts"].update(number=-1),
            lambda lines: lines[2].update(leaf_hash="00" * 32),
            lambda lines: lines[2].update(entry=None),
            lambda lines: lines.pop(3),
            lambda lines: lines.insert(3, lines[2]),
            lambda lines: lines.__setitem__(slice(2, 4), lines[3:1:-1]),
            lambda lines: lines.__delitem__(slice(-3, None)),
            lambda lines: lines[0].update(origin="other.example/log/1"),
            lambda lines: lines.__setitem__(slice(None), [x for x in lines if "note" not in x]),
        ],
    )
    def test_finds_what_was_altered(self, log, public, export, keep, tamper):
        lines = [json.loads(line) for line in export.read_text().splitlines()]
        tamper(lines)
        spoilt = keep("\n".join(map(json.dumps, lines)), "spoilt.jsonl")
        kept = keep(log.outside[-1])
        code, told = run("log", spoilt, "--key", public.verifier_key, "--checkpoint", kept)
        assert code == 1, told
        assert "DOES NOT HOLD" in told

    def test_finds_a_log_that_was_made_anew_against_what_was_kept(self, log, public, export, keep):
        """Every hash and signature fits, for who has the key; the kept checkpoint does not."""
        another = make_log(log.runtime, entries=35, signed=5)
        kept = keep(log.outside[0])
        key = another.attempt(audit.public_log, organisation_id=another.organisation_id)
        code, _ = run("log", export, "--key", key.verifier_key, "--checkpoint", kept)
        assert code == 1

    def test_checks_a_proof_of_inclusion(self, log, public, keep):
        entry_id = entry_ids(log)[11]
        proof = InclusionProofOut.of(log.attempt(audit.prove, entry_id=entry_id)).model_dump()
        kept = keep(log.outside[-1])
        words = ("--key", public.verifier_key, "--checkpoint", kept)

        assert run("inclusion", keep(proof, "p.json"), *words)[0] == 0

        for spoilt in (
            {"index": proof["index"] + 1},
            {"entry": {**proof["entry"], "action": "thing.break"}},
            {"hashes": proof["hashes"][:-1]},
            {"hashes": proof["hashes"] * 2},
            {"checkpoint": log.outside[0]},
        ):
            assert run("inclusion", keep(proof | spoilt, "s.json"), *words)[0] == 1, spoilt

    def test_checks_a_proof_of_consistency(self, log, public, keep):
        old, new = (read_unverified(note).size for note in (log.outside[1], log.outside[3]))
        made = log.attempt(audit.consistency, old_size=old, new_size=new)
        proof = ConsistencyProofOut.of(made).model_dump()
        ends = keep(log.outside[1], "old.txt"), keep(log.outside[3], "new.txt")
        key = ("--key", public.verifier_key)

        assert run("consistency", keep(proof, "p.json"), *ends, *key)[0] == 0

        assert run("consistency", keep(proof, "p.json"), *reversed(ends), *key)[0] == 1
        wrong = {"hashes": [base64.b64encode(b"x" * 32).decode(), *proof["hashes"][1:]]}
        assert run("consistency", keep(proof | wrong, "s.json"), *ends, *key)[0] == 1

    def test_trusts_the_key_that_it_was_given_only(self, log, export):
        other = SignerKey.generate(read_unverified(log.outside[0]).origin)
        assert run("log", export, "--key", other.verifier)[0] == 1

    def test_says_what_it_cannot_read(self, public, keep):
        assert run("log", "/nowhere", "--key", public.verifier_key)[0] == 2
        assert run("log", keep("no json"), "--key", public.verifier_key)[0] == 2
        assert run("log", keep("{}"), "--key", "no key")[0] == 2
