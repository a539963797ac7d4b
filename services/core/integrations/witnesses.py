"""Outside places that keep the log's checkpoints, behind the port `audit.ports.Witness`."""

import base64
import os
from collections.abc import Sequence
from pathlib import Path

import requests

from services.core.audit.errors import WitnessHoldsOtherSize, WitnessRefused, WitnessSilent
from services.core.audit.notes import NOTE_LENGTH_MAX, read_unverified
from services.core.audit.ports import Witness
from services.core.audit.types import Submission

TIMEOUT_S = 10
SIZE_TYPE = "text/x.tlog.size"

# Sizes are written with so many digits, so that names sort as numbers do; the last three are the
# file's, so that no folder ever holds more than a thousand.
SIZE_DIGITS = 15
DIGITS_OF_FILE = 3


class FolderWitness:
    """
    A folder of another host, or one that lets files be written once (WORM): a file a checkpoint.

    Written once, under a name that nobody has taken; never changed, never removed.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"folder {folder}"
        self._folder = folder

    def latest(self, origin: str) -> str | None:
        """:raises WitnessSilent: the folder cannot be read."""
        try:
            self._folder.stat()  # an unmounted folder is silence, and not an empty log
            for folder in _downwards(self._of(origin)):
                for file in _downwards(folder):
                    note = file.read_text("utf-8")
                    if note.endswith("\n"):  # else the host died while it was written
                        return note
        except (OSError, UnicodeError):
            raise WitnessSilent(witness=self.name) from None
        return None

    def keep(self, submission: Submission) -> str:
        """
        :raises WitnessSilent: the folder cannot be written to.
        :raises WitnessRefused: another checkpoint of this size is there.
        """
        size = f"{submission.size:0{SIZE_DIGITS}}"
        log = self._of(read_unverified(submission.note).origin)
        path = log / size[:-DIGITS_OF_FILE] / f"{size}.checkpoint"
        try:
            self._folder.stat()
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_once(path, submission.note.encode())
        except FileExistsError:
            # The first line holds, of what is kept: our own of a moment ago, noted by nobody yet.
            if _text(path) != submission.note:
                raise WitnessRefused(witness=self.name) from None
        except OSError:
            raise WitnessSilent(witness=self.name) from None
        return ""

    def _of(self, origin: str) -> Path:
        return self._folder / origin.replace("/", "_").replace(":", "_")


class HttpWitness:
    """
    A witness that others run, asked as C2SP has it (c2sp.org/tlog-witness, `add-checkpoint`).

    It signs that the log has only grown since it last looked; from then on, whoever asks for its
    signature cannot be shown another log.

    :param prefix: its submission prefix, such as "https://witness.example.jp/minori".
    """

    def __init__(self, prefix: str) -> None:
        self.name = prefix.rstrip("/")
        self._url = f"{self.name}/add-checkpoint"

    def latest(self, origin: str) -> str | None:  # noqa: ARG002 (the port's)
        """A witness shows nothing; but it will not sign a log that lacks what it has seen."""
        return None

    def keep(self, submission: Submission) -> str:
        """
        :raises WitnessSilent: it does not answer, or not as it should.
        :raises WitnessHoldsOtherSize: it has seen the log at another size than `old_size`.
        :raises WitnessRefused: it does not know the log, its key, or this tree.
        """
        try:
            answer = requests.post(
                self._url,
                data=_asked(submission).encode(),
                headers={"Content-Type": "text/plain; charset=utf-8"},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException:
            raise WitnessSilent(witness=self.name) from None
        if answer.status_code == requests.codes.ok:
            return self._signed(submission.note, answer)
        if answer.status_code == requests.codes.conflict:
            self._told_size(submission, answer)
        if answer.status_code in {
            requests.codes.forbidden,
            requests.codes.not_found,
            requests.codes.conflict,
            requests.codes.unprocessable,
        }:
            raise WitnessRefused(witness=self.name)
        raise WitnessSilent(witness=self.name)

    def _signed(self, note: str, answer: requests.Response) -> str:
        """The lines that it puts under the note: whose they are, verifiers will ask."""
        lines = answer.content[:NOTE_LENGTH_MAX].decode("utf-8", "replace")
        try:
            read_unverified(note + lines)
        except ValueError:
            raise WitnessSilent(witness=self.name) from None
        return lines

    def _told_size(self, submission: Submission, answer: requests.Response) -> None:
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() != SIZE_TYPE:
            return
        told = answer.text.strip()
        if told.isascii() and told.isdecimal() and len(told) <= SIZE_DIGITS:
            size = int(told)
            if size != submission.old_size:
                raise WitnessHoldsOtherSize(witness=self.name, size=size)


def witnesses(folder: Path | None, urls: str) -> Sequence[Witness]:
    """
    The outside places of the settings.

    :param urls: submission prefixes of witnesses, with commas.
    """
    kept: list[Witness] = [] if folder is None else [FolderWitness(folder)]
    return [*kept, *(HttpWitness(url.strip()) for url in urls.split(",") if url.strip())]


def _asked(submission: Submission) -> str:
    proof = [base64.b64encode(one).decode("ascii") for one in submission.proof]
    return "\n".join([f"old {submission.old_size}", *proof, "", submission.note])


def _downwards(folder: Path) -> list[Path]:
    """What is in it, the last name first; names beginning with a dot are somebody else's."""
    if not folder.is_dir():
        return []
    return sorted((one for one in folder.iterdir() if one.name[0] != "."), reverse=True)


def _write_once(path: Path, content: bytes) -> None:
    """
    Under a name that nobody has, and on the disk.

    Not by renaming or linking: where files are written once, the first name is the last.
    """
    with path.open("xb", buffering=0) as file:
        file.write(content)
        os.fsync(file.fileno())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError):
        return ""
