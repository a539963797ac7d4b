"""Outside places of the log: what each must do, and what each does its own way."""

import base64

import pytest

from services.core.audit import tree
from services.core.audit.errors import WitnessHoldsOtherSize, WitnessRefused, WitnessSilent
from services.core.audit.notes import Checkpoint, SignerKey
from services.core.audit.tree import Span
from services.core.audit.types import Submission
from services.core.integrations.witnesses import FolderWitness, HttpWitness, witnesses
from tests.fakes.witness import NAME, FakeWitness, hosted

ORIGIN = "log.example.org:8443/log/1"
KEY = SignerKey.generate(ORIGIN)


class Grown:
    """A tree of invented leaves, and what is submitted of it."""

    def __init__(self, name=b"leaf"):
        self.known = tree.grow(0, [tree.leaf_hash(name + b"%d" % one) for one in range(20)], {})

    def submission(self, size, old_size=0, key=KEY):
        checkpoint = Checkpoint(ORIGIN, size, Span(0, size).fold(self.known))
        proof = [span.fold(self.known) for span in tree.consistency(old_size, size)]
        return Submission(key.sign(checkpoint.text), size, old_size, proof)


@pytest.fixture
def fake():
    fake = FakeWitness()
    fake.keys[ORIGIN] = KEY.verifier
    return fake


@pytest.fixture(params=["folder", "http"])
def witness(request, tmp_path, fake):
    if request.param == "folder":
        yield FolderWitness(tmp_path)
        return
    with hosted(fake) as prefix:
        yield HttpWitness(prefix)


@pytest.fixture
def folder(tmp_path):
    return FolderWitness(tmp_path)


@pytest.fixture
def http(fake):
    with hosted(fake) as prefix:
        yield HttpWitness(prefix)


class TestEveryWitness:
    """The contract of the port."""

    def test_keeps_what_has_grown(self, witness):
        log = Grown()
        assert witness.latest(ORIGIN) is None
        witness.keep(log.submission(3))
        witness.keep(log.submission(11, old_size=3))

    def test_takes_the_same_again(self, witness):
        log = Grown()
        witness.keep(log.submission(3))
        witness.keep(log.submission(3, old_size=3))

    def test_refuses_another_tree_of_the_same_size(self, witness):
        witness.keep(Grown().submission(3))
        with pytest.raises(WitnessRefused):
            witness.keep(Grown(b"other").submission(3, old_size=3))

    def test_has_a_name_that_stays(self, witness):
        assert witness.name == witness.name.strip() != ""


class TestFolder:
    def test_tells_the_newest(self, folder):
        log = Grown()
        for size in (2, 9, 10):
            folder.keep(log.submission(size))
        assert folder.latest(ORIGIN) == log.submission(10).note
        assert folder.latest("log.example.org/log/2") is None

    def test_writes_a_file_once_and_never_again(self, folder, tmp_path):
        folder.keep(Grown().submission(3))
        (file,) = tmp_path.rglob("*.checkpoint")
        assert file.name == "000000000000003.checkpoint"
        written = file.stat().st_mtime_ns
        folder.keep(Grown().submission(3))
        assert file.stat().st_mtime_ns == written

    def test_is_silent_where_it_is_not_mounted(self, tmp_path):
        gone = FolderWitness(tmp_path / "gone")
        with pytest.raises(WitnessSilent):
            gone.latest(ORIGIN)
        with pytest.raises(WitnessSilent):
            gone.keep(Grown().submission(3))

    def test_passes_over_a_file_that_was_never_finished(self, folder, tmp_path):
        log = Grown()
        folder.keep(log.submission(3))
        (file,) = tmp_path.rglob("*.checkpoint")
        file.with_name("000000000000004.checkpoint").write_text("log.exam")
        assert folder.latest(ORIGIN) == log.submission(3).note

    def test_keeps_logs_with_any_name_within_itself(self, folder, tmp_path):
        assert folder.latest("../../etc/log/1") is None
        assert all(path.is_relative_to(tmp_path) for path in tmp_path.rglob("*"))


class TestHttp:
    def test_brings_the_signature_of_the_witness(self, http, fake):
        submission = Grown().submission(5)
        lines = http.keep(submission)
        assert lines.startswith(f"— {NAME} ")
        assert KEY.verifier.open(submission.note + lines)
        assert fake.held[ORIGIN].size == 5

    def test_tells_the_size_that_it_knows(self, http):
        log = Grown()
        http.keep(log.submission(5))
        with pytest.raises(WitnessHoldsOtherSize) as told:
            http.keep(log.submission(9, old_size=2))
        assert told.value.context["size"] == 5

    def test_refuses_a_log_that_did_not_grow_from_what_it_knows(self, http, fake):
        http.keep(Grown().submission(5))
        with pytest.raises(WitnessRefused):
            http.keep(Grown(b"other").submission(9, old_size=5))
        assert fake.held[ORIGIN].size == 5

    def test_refuses_a_key_and_a_log_that_it_does_not_know(self, http, fake):
        with pytest.raises(WitnessRefused):
            http.keep(Grown().submission(5, key=SignerKey.generate(ORIGIN)))
        fake.keys.clear()
        with pytest.raises(WitnessRefused):
            http.keep(Grown().submission(5))

    @pytest.mark.parametrize("status", [301, 400, 429, 500, 503])
    def test_is_silent_where_it_answers_otherwise(self, http, fake, status):
        fake.answers_with = status
        with pytest.raises(WitnessSilent):
            http.keep(Grown().submission(5))

    def test_is_silent_where_it_signs_nothing(self, http, fake, monkeypatch):
        monkeypatch.setattr(fake, "add_checkpoint", lambda _: (200, "text/plain", "thank you"))
        with pytest.raises(WitnessSilent):
            http.keep(Grown().submission(5))

    def test_is_silent_where_nobody_listens(self):
        with pytest.raises(WitnessSilent):
            HttpWitness("http://127.0.0.1:9/prefix").keep(Grown().submission(5))


class TestSubmission:
    def test_is_written_as_the_specification_has_it(self, http, fake, monkeypatch):
        seen = []
        monkeypatch.setattr(
            fake, "add_checkpoint", lambda body: seen.append(body) or (503, "text/plain", "")
        )
        submission = Grown().submission(11, old_size=3)
        with pytest.raises(WitnessSilent):
            http.keep(submission)
        proof = [base64.b64encode(one).decode() for one in submission.proof]
        assert seen == ["\n".join(["old 3", *proof, "", submission.note])]


class TestWitnesses:
    def test_are_those_of_the_settings(self, tmp_path):
        names = [one.name for one in witnesses(tmp_path, "https://a.example/w/, https://b.example")]
        assert names == [f"folder {tmp_path}", "https://a.example/w", "https://b.example"]
        assert list(witnesses(None, "")) == []
