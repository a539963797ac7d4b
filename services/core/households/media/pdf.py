"""
PDF (ISO 32000-2): taken as it is, or not at all.

The sieve looks for the names by which a PDF does something (scripts, programs started, forms sent)
or carries other files, in all of its bytes and in all that is packed in it with Flate, escapes in
names not forgotten. It trusts neither the file's table of contents nor its lengths, in which
readers differ. It bounds what it unpacks. It is a sieve and no proof: the malware scanner comes
after it, and staff open what is left as a download, in a viewer, never in the application's page.
"""

import re
import zlib
from collections.abc import Iterator

from services.core.households.errors import EvidenceActive
from services.core.households.media.bounds import damaged

# What makes a reader act, and what carries other files.
_ACTIVE_NAMES = (
    *("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToE", "GoToR", "Rendition"),
    *("RichMedia", "Movie", "Sound", "EmbeddedFile", "EmbeddedFiles", "FileAttachment"),
    *("Collection", "XFA", "Encrypt"),
)
# Filters that the sieve does not undo; over object streams they would hide names from it.
_HIDING_NAMES = ("LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode", "Crypt")


_ESCAPED = re.compile(rb"/([A-Za-z]{0,16}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,48})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class _Names:
    """Name objects to look for, each letter of which may be written as #xx: /J#61vaScript."""

    def __init__(self, *names: str) -> None:
        self._names = {name.encode() for name in names}
        first = "".join(sorted({name[0] for name in names}))
        spelt = rf"/(?=[{first}])(?:{'|'.join(names)})(?=[\s()<>\[\]{{}}/%]|$)"
        self._plain = re.compile(spelt.encode())

    def are_in(self, data: bytes) -> bool:
        if self._plain.search(data):
            return True
        escaped = _ESCAPED.finditer(data) if b"#" in data else iter(())
        for number, name in enumerate(escaped):
            # So many escapes have no purpose but to keep whoever looks into them busy.
            if number >= _ESCAPES_MAX or _ESCAPE.sub(_unescaped, name[1]) in self._names:
                return True
        return False


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


_ACTIVE = _Names(*_ACTIVE_NAMES)
_HIDING = _Names(*_HIDING_NAMES)
_OBJECT_STREAM = _Names("ObjStm")
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_BYTES = 2_000

_END = b"%%EOF"
_TAIL_BYTES_MAX = 1024
_UNPACKED_BYTES_MAX = 64 << 20
_STREAMS_MAX = 5_000
_ESCAPES_MAX = 10_000
_PIECE_BYTES = 16 << 10


def pdf(data: bytes) -> bytes:
    """
    :raises EvidenceDamaged: it has no end, something hangs on behind it, or it unpacks to more
        than any document.
    :raises EvidenceActive: it does something, carries files, or is locked so that nobody can tell.
    """
    tail = data.rfind(_END)
    if tail < 0 or data[tail + len(_END) :].strip(b"\0\t\r\n "):
        raise damaged()
    if len(data) - tail > _TAIL_BYTES_MAX:
        raise damaged()
    packs_objects = _OBJECT_STREAM.are_in(data)
    if _ACTIVE.are_in(data) or (packs_objects and _HIDING.are_in(data)):
        raise EvidenceActive(pointer="/file")
    for part in _unpacked(data):
        if _ACTIVE.are_in(part):
            raise EvidenceActive(pointer="/file")
    return data


def _unpacked(data: bytes) -> Iterator[bytes]:
    """What each stream holds that was packed with Flate, as far as it unpacks."""
    left = _UNPACKED_BYTES_MAX
    for number, found in enumerate(_STREAM.finditer(data)):
        if number >= _STREAMS_MAX:
            raise damaged()
        dictionary = data[max(0, found.start() - _DICTIONARY_BYTES) : found.start()]
        dictionary = dictionary[dictionary.rfind(b"obj") :]
        if b"/Predictor" in dictionary and _OBJECT_STREAM.are_in(dictionary):
            raise EvidenceActive(pointer="/file")
        part = _unpack(data, found.end(), left)
        left -= len(part)
        if left <= 0:
            raise damaged()
        yield part


def _unpack(data: bytes, at: int, limit: int) -> bytes:
    """
    What was packed from `at` on, at most `limit` bytes of it; where it breaks off, what came first.

    The end of the packed data is the packing's own affair, whatever /Length says.
    """
    unpacker, out, whole = zlib.decompressobj(), bytearray(), True
    while whole and at < len(data) and len(out) < limit and not unpacker.eof:
        # In pieces: what lies behind the end is handed back, and must not be all of the file.
        piece = unpacker.unconsumed_tail + data[at : at + _PIECE_BYTES]
        at += _PIECE_BYTES
        unpacker, part, whole = _as_far_as_it_goes(unpacker, piece, limit - len(out))
        out += part
    return bytes(out)


def _as_far_as_it_goes(
    unpacker: "zlib._Decompress", piece: bytes, limit: int
) -> tuple["zlib._Decompress", bytes, bool]:
    """
    The state after `piece`, what it unpacks to, and whether all of it did.

    The library keeps to itself what came before a fault in a piece; readers do not, so it is
    halved until the fault stands alone.
    """
    before = unpacker.copy()
    try:
        return unpacker, unpacker.decompress(piece, limit), True
    except zlib.error:
        half = len(piece) // 2
        if not half:
            return before, b"", False
        after, first, whole = _as_far_as_it_goes(before, piece[:half], limit)
        if not whole or len(first) >= limit:
            return after, first, False
        after, second, _ = _as_far_as_it_goes(after, piece[half:], limit - len(first))
        return after, first + second, False
