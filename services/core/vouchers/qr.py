"""
QR codes of credentials (ISO/IEC 18004): alphanumeric mode, level M, quiet zone of four.

The mask is fixed. Choosing the best of eight by penalty takes six times as long as all the rest
of the drawing, and buys nothing that a scanner notices: see docs/decisions/0033-qr-mask.md.
"""

import re
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import NewType

from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4
MASK = 0

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")

# Rows of dark (True) and light modules, without the quiet zone.
Matrix = NewType("Matrix", list[list[bool]])


def matrix(text: str) -> Matrix:
    """
    The modules of `text`'s code, in the smallest version that holds it.

    :raises ValueError: it has characters outside the alphanumeric mode, or too many.
    """
    if not _ALPHANUMERIC.fullmatch(text):
        raise ValueError("not alphanumeric")
    code = QRCode(
        version=_version(len(text)),
        error_correction=ERROR_CORRECT_M,
        border=0,
        mask_pattern=MASK,
    )
    code.add_data(text, optimize=0)
    code.make(fit=False)
    return Matrix([[bool(module) for module in row] for row in code.modules])


def address_matrix(address: str) -> Matrix:
    """
    The modules of a web address, for a telephone's own camera.

    In byte mode: paths tell small letters from large ones.

    :raises ValueError: it has too many characters.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(address, optimize=0)
    code.make(fit=True)
    return Matrix([[bool(module) for module in row] for row in code.modules])


@cache
def _version(characters: int) -> int:
    """The smallest version that holds so many; the library would find it anew for each code."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data("0A" * (characters // 2) + "A" * (characters % 2), optimize=0)
    return code.best_fit()


def svg(text: str) -> str:
    """One path in user units of a module, to be scaled at will."""
    modules = matrix(text)
    size = len(modules) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{path(modules)}"/></svg>\n'
    )


def path(modules: Matrix) -> str:
    """SVG path data: every run of dark modules of a row is one rectangle."""
    commands = []
    for y, row in enumerate(modules, start=QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                commands.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(commands)


def png(text: str, *, module_px: int = 8) -> bytes:
    """Black on white, one bit a pixel, `module_px` pixels a module."""
    modules = matrix(text)
    inner = Image.new("1", (len(modules), len(modules)), 1)
    inner.putdata([0 if dark else 1 for row in modules for dark in row])
    size = len(modules) + 2 * QUIET_ZONE
    image = Image.new("1", (size, size), 1)
    image.paste(inner, (QUIET_ZONE, QUIET_ZONE))
    image = image.resize((size * module_px, size * module_px), Image.Resampling.NEAREST)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
