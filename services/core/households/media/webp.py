"""WebP (RFC 9649): a RIFF file; its Exif and XMP chunks go, and the flags that tell of them."""

from services.core.households.media.bounds import damaged, within_bounds

_HEAD_BYTES = 12
_OF_PICTURE = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
_IMAGES = {b"VP8 ", b"VP8L", b"ANMF"}
_EXIF_AND_XMP = 0x08 | 0x04


def webp(data: bytes) -> bytes:
    """:raises EvidenceDamaged: the file is shorter than it says, or holds no picture."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or end > len(data) or end % 2:
        raise damaged()
    out = bytearray()
    at, kinds = _HEAD_BYTES, set()
    while at < end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + size + size % 2
        if following > end:
            raise damaged()
        chunk = bytearray(data[at:following])
        if kind == b"VP8X":
            if size < 10:
                raise damaged()
            width = 1 + int.from_bytes(chunk[12:15], "little")
            within_bounds(width, 1 + int.from_bytes(chunk[15:18], "little"))
            chunk[8] &= ~_EXIF_AND_XMP & 0xFF
        if kind in _OF_PICTURE:
            out += chunk
        kinds.add(kind)
        at = following
    if kinds.isdisjoint(_IMAGES):
        raise damaged()
    return b"RIFF" + (4 + len(out)).to_bytes(4, "little") + b"WEBP" + bytes(out)
