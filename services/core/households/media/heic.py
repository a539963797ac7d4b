"""
HEIC (ISO/IEC 23008-12), as telephones make it: boxes that must fill the file to its end.

Its metadata cannot be taken out without writing the picture anew, which is why pages that upload
ask telephones for JPEG; what comes as HEIC nevertheless is kept as it came.
"""

from services.core.households.errors import EvidenceTypeRefused
from services.core.households.media.bounds import damaged

_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_BOXES = {b"ftyp", b"meta", b"mdat", b"free", b"skip", b"moov", b"uuid", b"wide"}


def heic(data: bytes) -> bytes:
    """
    :raises EvidenceTypeRefused: another file of the same family, such as a film.
    :raises EvidenceDamaged: its boxes do not fill it.
    """
    if data[8:12] not in _BRANDS:
        raise EvidenceTypeRefused(pointer="/file")
    at, kinds = 0, set()
    while at < len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if size == 1:  # the size stands behind the kind, in eight bytes
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        elif size == 0:  # up to the end of the file
            size = len(data) - at
        if size < 8 or at + size > len(data) or kind not in _BOXES:
            raise damaged()
        kinds.add(kind)
        at += size
    if not {b"meta", b"mdat"} <= kinds:
        raise damaged()
    return data
