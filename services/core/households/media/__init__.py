"""
Files as families send them: known by their content, freed of what came along unasked.

A picture keeps its pixels, bit by bit, and loses what a camera writes beside them: the place where
it was taken, the maker's notes, whatever was hung on behind. A PDF is taken as it is or not at all.
Nothing is decoded here, so that a file made to break a decoder finds none; see decision 0056.
"""

from services.core.households.errors import EvidenceEmpty, EvidenceTypeRefused
from services.core.households.media.heic import heic
from services.core.households.media.jpeg import jpeg
from services.core.households.media.pdf import pdf
from services.core.households.media.png import png
from services.core.households.media.webp import webp
from services.core.households.types import Cleaned, MediaType

_HEADS = (
    (MediaType.PNG, 0, b"\x89PNG\r\n\x1a\n", png),
    (MediaType.JPEG, 0, b"\xff\xd8\xff", jpeg),
    (MediaType.WEBP, 8, b"WEBP", webp),
    (MediaType.HEIC, 4, b"ftyp", heic),
    (MediaType.PDF, 0, b"%PDF-", pdf),
)


def cleaned(data: bytes) -> Cleaned:
    """
    The file as it may be kept.

    :raises EvidenceEmpty: there is nothing in it.
    :raises EvidenceTypeRefused: it is of no kind that is taken, whatever its name says.
    :raises EvidenceDamaged: it is cut off, or something else besides what it begins as.
    :raises EvidenceActive: a PDF with scripts, actions, or files within, or one that is locked.
    """
    if not data.strip(b"\0\t\r\n "):
        raise EvidenceEmpty(pointer="/file")
    for media_type, offset, head, clean in _HEADS:
        if data.startswith(head, offset):
            return Cleaned(media_type=media_type, data=clean(data))
    raise EvidenceTypeRefused(pointer="/file")


__all__ = ["cleaned"]
