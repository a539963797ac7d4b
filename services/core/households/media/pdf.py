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


def _names(*names: str) -> re.Pattern[bytes]:
    """Any of the name objects, each letter of which may be written as #xx: /J#61vaScript."""
    spelt = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)
    return re.compile(rf"/(?:{'|'.join(spelt)})(?=[\s()<>\[\]{{}}/%]|$)".encode())


_ACTIVE = _names(*_ACTIVE_NAMES)
_HIDING = _names(*_HIDING_NAMES)
_OBJECT_STREAM = _names("ObjStm")
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_BYTES = 2_000

_END = b"%%EOF"
_TAIL_BYTES_MAX = 1024
_UNPACKED_BYTES_MAX = 128 << 20
_STREAMS_MAX = 20_000
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
    packs_objects = _OBJECT_STREAM.search(data) is not None
    if _ACTIVE.search(data) or (packs_objects and _HIDING.search(data)):
        raise EvidenceActive(pointer="/file")
    for part in _unpacked(data):
        if _ACTIVE.search(part):
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
        if b"/Predictor" in dictionary and _OBJECT_STREAM.search(dictionary):
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
    unpacker, out = zlib.decompressobj(), bytearray()
    try:
        while at < len(data) and len(out) < limit and not unpacker.eof:
            # In pieces: what lies behind the end is handed back, and must not be all of the file.
            piece = unpacker.unconsumed_tail + data[at : at + _PIECE_BYTES]
            at += _PIECE_BYTES
            out += unpacker.decompress(piece, limit - len(out))
    except zlib.error:
        return bytes(out)
    return bytes(out)
