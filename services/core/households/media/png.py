"""PNG (ISO/IEC 15948): a signature and chunks; what is not needed to see the picture goes."""

import zlib

from services.core.households.media.bounds import damaged, within_bounds

_SIGNATURE_BYTES = 8
# Critical chunks, and those that change how the picture looks.
_OF_PICTURE = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND"),
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"pHYs"),
}


def png(data: bytes) -> bytes:
    """:raises EvidenceDamaged: a chunk is broken, the end is missing, or it is no picture."""
    out = bytearray(data[:_SIGNATURE_BYTES])
    at, kinds = _SIGNATURE_BYTES, []
    while True:
        size = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise damaged()
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise damaged()
        if kind in _OF_PICTURE:
            out += data[at:end]
        kinds.append(kind)
        if kind == b"IHDR":
            within_bounds(
                int.from_bytes(data[at + 8 : at + 12], "big"),
                int.from_bytes(data[at + 12 : at + 16], "big"),
            )
        if kind == b"IEND":  # what was hung on behind it stays behind
            break
        at = end
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or b"IDAT" not in kinds:
        raise damaged()
    return bytes(out)
