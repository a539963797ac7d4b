"""Pictures and PDFs for tests, as telephones and scanners make them."""

import io
import zlib

from PIL import Image

CAMERA = "EXAMPLE CAMERA AT 35.6586N"


def picture(format: str = "JPEG", *, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A small picture."""
    image = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 20).convert("RGB")
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def photographed(format: str = "JPEG", *, orientation: int = 6, **options: object) -> bytes:
    """A picture with all that a camera writes beside it: where, when, with what, which way up."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, CAMERA
    exif.get_ifd(0x8825)[2] = (35.0, 39.0, 30.0)
    return picture(format, exif=exif, **options)


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


def pdf(*objects: bytes, packed: bytes | None = None) -> bytes:
    """A PDF of one page, with more objects, or with some packed in an object stream."""
    body = [
        b"%PDF-1.7\n",
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>\nendobj\n",
        *(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 4)),
    ]
    if packed is not None:
        data = zlib.compress(packed)
        head = b"9 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n"
        body.append(head % len(data) + data + b"\nendstream\nendobj\n")
    return b"".join(body) + b"trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n"


def heic() -> bytes:
    """The boxes of a HEIC picture, without a picture in them."""
    boxes = [(b"ftyp", b"heic\0\0\0\0mif1heic"), (b"meta", b"\0" * 40), (b"mdat", b"\x01" * 60)]
    return b"".join((8 + len(body)).to_bytes(4, "big") + kind + body for kind, body in boxes)
