"""
JPEG (ITU-T T.81, annex B): segments, one after the other, up to the end of the image.

Kept is what belongs to the picture; of what cameras add (Exif, XMP, maker's notes, comments) only
which way is up, or documents photographed with a telephone would lie on their side.
"""

import struct

from services.core.households.media.bounds import damaged, within_bounds

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_ALONE = {0x01, *range(0xD0, 0xD8)}

_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112


def jpeg(data: bytes) -> bytes:
    """:raises EvidenceDamaged: no whole image, or none that a camera would make."""
    out = bytearray(data[:2])
    at, orientation, framed = 2, 1, False
    while True:
        marker, at = _marker(data, at)
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        if marker in {0x00, _SOI} or at + 2 > len(data):
            raise damaged()
        size = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + size]
        if size < 2 or at + size > len(data):
            raise damaged()
        at += size
        if marker in _FRAMES:
            _within_bounds(body)
            framed = True
        if marker == _APP1 and body.startswith(_EXIF):
            orientation = _orientation(body[len(_EXIF) :]) or orientation
        if _belongs_to_picture(marker, body):
            out += bytes((0xFF, marker)) + size.to_bytes(2, "big") + body
        if marker == _SOS:
            end = _end_of_scan(data, at)
            out += data[at:end]
            at = end
    if not framed:
        raise damaged()
    out += b"\xff\xd9"
    return bytes(out) if orientation == 1 else _turned(bytes(out), orientation)


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker and what follows it; any number of fill bytes may stand before it."""
    if at >= len(data) or data[at] != 0xFF:
        raise damaged()
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data):
        raise damaged()
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the entropy-coded data ends: at a marker that is neither stuffing nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following != 0x00 and following not in _ALONE and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2
    raise damaged()


def _belongs_to_picture(marker: int, body: bytes) -> bool:
    if marker == _COM:
        return False
    if _APP0 <= marker <= _APP15:
        is_colour = marker == _APP2 and body.startswith(b"ICC_PROFILE\0")
        is_adobe = marker == _APP14 and body.startswith(b"Adobe")
        return is_colour or is_adobe or (marker == _APP0 and body.startswith(b"JFIF\0"))
    return True


def _within_bounds(frame: bytes) -> None:
    if len(frame) < 6:
        raise damaged()
    height, width = struct.unpack(">HH", frame[1:5])
    within_bounds(width, height)


def _orientation(tiff: bytes) -> int | None:
    """Which way is up, by the first directory of the Exif data (TIFF 6.0), if it says so."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return None
    (first,) = struct.unpack(f"{order}I", tiff[4:8])
    if first + 2 > len(tiff):
        return None
    (count,) = struct.unpack(f"{order}H", tiff[first : first + 2])
    for number in range(count):
        entry = tiff[first + 2 + 12 * number :][:12]
        if len(entry) < 12:
            return None
        tag, _, _, value = struct.unpack(f"{order}HHIH", entry[:10])
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else None
    return None


def _turned(image: bytes, orientation: int) -> bytes:
    """The image with an Exif segment that says which way is up, and nothing else."""
    directory = struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = _EXIF + b"MM\0\x2a\0\0\0\x08" + directory
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    return image[:2] + segment + image[2:]
