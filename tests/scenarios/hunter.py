"""
Looks for texts in bytes: in the clear, in any code that bytes are put into, and inside archives.

The search itself is `grep -F`, which finds some thousand needles in some hundred megabytes (a
database's files and its write-ahead log) in a second or two.
"""

import base64
import email
import io
import os
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from pypdf import PdfReader
from pypdf.errors import PyPdfError

# Shorter needles are found by chance in any large file.
NEEDLE_MIN_BYTES = 6
NEWLINE = b"\n"
MAIL = ".eml"


@dataclass(frozen=True)
class Canary:
    """
    Something that gives a person away, or opens a door.

    :param texts: every form in which it would; capitals and small letters are tried by themselves.
    """

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Sighting:
    canary: str
    place: str
    code: str
    file: str


def _base64(offset: int, alphabet: bytes = b"+/") -> Callable[[str], bytes]:
    """What of a text stands in the base64 of a longer one, where it begins `offset` bytes in."""

    def put(text: str) -> bytes:
        plain = text.encode()
        coded = base64.b64encode(b"\0" * offset + plain, altchars=alphabet)
        # The first and the last group also hold bits of the neighbours.
        start = -(-offset * 8 // 6)
        end = (offset + len(plain)) * 8 // 6
        return coded[start:end]

    return put


def _percent(text: str) -> bytes:
    return quote_from_bytes(text.encode(), safe="").encode()


def _json(text: str) -> bytes:
    units = text.encode("utf-16-be")
    pairs = [units[at : at + 2] for at in range(0, len(units), 2)]
    return b"".join(
        bytes([pair[1]]) if pair[0] == 0 and pair[1] < 0x80 else b"\\u" + pair.hex().encode()
        for pair in pairs
    )


def _entities(text: str) -> bytes:
    return "".join(one if ord(one) < 0x80 else f"&#{ord(one)};" for one in text).encode()


def _quoted_printable(text: str) -> bytes:
    return b"".join(
        bytes([one]) if 0x20 < one < 0x7F and one != 0x3D else b"=%02X" % one
        for one in text.encode()
    )


CODES: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "shift_jis": lambda text: text.encode("cp932", "ignore"),
    "euc-jp": lambda text: text.encode("euc-jp", "ignore"),
    "iso-2022-jp": lambda text: text.encode("iso-2022-jp", "ignore"),
    "json": _json,
    "json-capital": lambda text: _json(text).upper().replace(b"\\U", b"\\u"),
    "percent": _percent,
    "percent-small": lambda text: _percent(text).lower(),
    "entities": _entities,
    "quoted-printable": _quoted_printable,
    "hex": lambda text: text.encode().hex().encode(),
    "hex-capital": lambda text: text.encode().hex().upper().encode(),
    "base64-0": _base64(0),
    "base64-1": _base64(1),
    "base64-2": _base64(2),
    "base64url-0": _base64(0, b"-_"),
    "base64url-1": _base64(1, b"-_"),
    "base64url-2": _base64(2, b"-_"),
}


def needles(canaries: Sequence[Canary]) -> dict[bytes, tuple[str, str]]:
    """Every sequence of bytes to look for, with the canary and the code that it stands for."""
    found: dict[bytes, tuple[str, str]] = {}
    for canary in canaries:
        for text in canary.texts:
            for form in dict.fromkeys([text, text.lower(), text.upper()]):
                for code, put in CODES.items():
                    needle = put(form)
                    # Some bytes of UTF-16 are line ends, which grep cannot look for.
                    if len(needle) >= NEEDLE_MIN_BYTES and NEWLINE not in needle:
                        found.setdefault(needle, (canary.name, code))
    return found


def hunt(
    canaries: Sequence[Canary], places: Mapping[str, Sequence[Path]], workshop: Path
) -> set[Sighting]:
    """
    Look for every canary in every file of every place.

    :param places: files and folders, by the name of the place that they stand for.
    :param workshop: an empty folder, for what is taken out of archives.
    """
    wanted = needles(canaries)
    patterns = workshop / "needles"
    patterns.write_bytes(NEWLINE.join(wanted) + NEWLINE)
    found: set[Sighting] = set()
    for place, roots in places.items():
        inside = workshop / "inside" / place
        inside.mkdir(parents=True)
        _unpack(roots, inside)
        for file, needle in _grep(patterns, [*roots, inside]):
            canary, code = wanted[needle]
            found.add(Sighting(canary, place, code, Path(file).name))
    return found


def _grep(patterns: Path, roots: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    command = ["grep", "-rFaoHZ", "-f", str(patterns), "--", *map(str, roots)]
    searched = subprocess.run(
        command, capture_output=True, check=False, env=os.environ | {"LC_ALL": "C"}
    )
    # 1: found nothing; 2: a file went away under way, as a database's files do.
    told = searched.stderr.decode(errors="replace")
    assert searched.returncode < 2 or "No such file" in told, told
    for line in searched.stdout.split(NEWLINE):
        file, separator, needle = line.partition(b"\0")
        if separator:
            yield os.fsdecode(file), needle


def _unpack(roots: Sequence[Path], inside: Path) -> None:
    files = [file for root in roots for file in ([root] if root.is_file() else root.rglob("*"))]
    for number, file in enumerate(each for each in files if each.is_file()):
        with file.open("rb") as opened:
            head = opened.read(8)
        data = b""
        if file.suffix == MAIL or any(head.startswith(magic) for magic in UNPACK):
            data = file.read_bytes()
        parts = _of_mail(data) if file.suffix == MAIL else contents(data)
        for part, content in enumerate(parts):
            (inside / f"{number}-{part}-{file.name}").write_bytes(content)


def contents(data: bytes) -> Iterator[bytes]:
    """What lies in an archive, a compressed stream or a PDF, archives in archives included."""
    for magic, unpack in UNPACK.items():
        if data.startswith(magic):
            for content in unpack(data):
                yield content
                yield from contents(content)


def _of_mail(data: bytes) -> Iterator[bytes]:
    """The parts of a message, without the coding that they travel in."""
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield content
            yield from contents(content)


def _of_zip(data: bytes) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [archive.read(name) for name in archive.namelist()]
    except zipfile.BadZipFile:
        return []


def _of_gzip(data: bytes) -> list[bytes]:
    try:
        return [zlib.decompress(data, wbits=zlib.MAX_WBITS | 32)]
    except zlib.error:
        return []


def _of_pdf(data: bytes) -> list[bytes]:
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages]
        # Typesetting may put a space between any two letters.
        told = "\n".join([*pages, "".join("".join(pages).split()), str(reader.metadata)])
    except PyPdfError:
        return []
    return [told.encode()]


UNPACK: Mapping[bytes, Callable[[bytes], list[bytes]]] = {
    b"PK\x03\x04": _of_zip,
    b"\x1f\x8b": _of_gzip,
    b"%PDF-": _of_pdf,
}
