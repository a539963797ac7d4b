"""Signed notes and checkpoints: another implementation's, and ours, and whatever is neither."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.audit.notes import (
    Checkpoint,
    NoteUnverified,
    SignerKey,
    VerifierKey,
    read_unverified,
)

# The example of Go's golang.org/x/mod/sumdb/note, the first implementation of the format.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of c2sp.org/tlog-checkpoint.
C2SP_NOTE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv"
    "2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
KEY = SignerKey.of_bytes("example.org/log/1", b"k" * 32)


class TestVector:
    def test_is_opened(self):
        assert VerifierKey.parse(GO_KEY).open(GO_NOTE) == GO_TEXT

    def test_is_signed_alike(self):
        secret = base64.b64decode(GO_SECRET)[1:]
        key = SignerKey.of_bytes("PeterNeumann", secret)
        assert key.sign(GO_TEXT) == GO_NOTE
        assert str(key.verifier) == GO_KEY

    def test_of_a_checkpoint_is_read(self):
        told = read_unverified(C2SP_NOTE)
        assert (told.origin, told.size) == ("example.com/behind-the-sofa", 20_852_163)
        assert told.text == C2SP_NOTE.partition("\n\n")[0] + "\n"


class TestOpen:
    def test_ignores_signatures_of_others(self):
        note = KEY.sign("text\n")
        other = SignerKey.generate("witness.example/w1").sign("text\n").rpartition("\n\n")[2]
        assert KEY.verifier.open(note + other) == "text\n"
        assert KEY.verifier.open(note.replace("\n\n", "\n\n" + other)) == "text\n"

    def test_takes_the_text_up_to_the_last_empty_line(self):
        assert KEY.verifier.open(KEY.sign("one\n\ntwo\n")) == "one\n\ntwo\n"

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda note: note.replace("text", "test"),
            lambda note: note.replace("— example", "- example"),
            lambda note: note.rstrip("\n"),
            lambda note: note + "\n",
            lambda note: note.replace("\n\n", "\n"),
            lambda note: note.replace("\n", "\r\n"),
            lambda note: note.replace("example.org/log/1", "example.org/log/2"),
            lambda note: note[:-10] + "AAAAAAAA=\n",
            lambda note: note.replace("— ", "—  "),
            lambda note: note + "— x AA==\n",
            lambda note: note + "— x !!!!\n",
            lambda note: "x" * 70_000 + note,
            lambda _: "",
        ],
    )
    def test_refuses_whatever_was_altered(self, spoil):
        with pytest.raises(NoteUnverified):
            KEY.verifier.open(spoil(KEY.sign("text\n")))

    def test_refuses_another_key_of_the_same_name(self):
        with pytest.raises(NoteUnverified):
            SignerKey.generate(KEY.name).verifier.open(KEY.sign("text\n"))

    @given(at=st.integers(0, 200), flip=st.integers(1, 255))
    def test_refuses_any_other_byte(self, at, flip):
        note = bytearray(KEY.sign(Checkpoint("example.org/log/1", 5, b"r" * 32).text).encode())
        note[at % len(note)] ^= flip
        try:
            altered = note.decode()
        except UnicodeDecodeError:
            return
        with pytest.raises(NoteUnverified):
            KEY.verifier.open(altered)


class TestVerifierKey:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "PeterNeumann",
            GO_KEY.replace("c74f20a3", "c74f20a4"),
            GO_KEY.replace("c74f20a3", "C74F20A3"),
            GO_KEY.replace("+AR", "+BR"),
            GO_KEY[:-4],
            GO_KEY.replace("PeterNeumann", "Peter Neumann"),
            "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ],
    )
    def test_is_of_one_form(self, text):
        with pytest.raises(ValueError, match=r"key|base64"):
            VerifierKey.parse(text)


class TestCheckpoint:
    @given(size=st.integers(0, 10**17), root=st.binary(min_size=32, max_size=32))
    def test_is_read_as_it_is_written(self, size, root):
        told = Checkpoint("example.org/log/1", size, root)
        assert Checkpoint.parse(told.text) == told

    def test_leaves_further_lines_alone(self):
        told = Checkpoint("o", 1, b"r" * 32)
        assert Checkpoint.parse(told.text + "extension\n") == told

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "o\n1\n",
            "o\n01\nAAAA\n",
            "o\n-1\nAAAA\n",
            "o\n1\nAAAA\n",
            "o\n1\nnot base64\n",
            "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
            "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
        ],
    )
    def test_is_of_one_form(self, text):
        with pytest.raises(ValueError, match=r"checkpoint|base64"):
            Checkpoint.parse(text)
