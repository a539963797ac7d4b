from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image

from services.core.vouchers import qr
from tests.factories.tokens import make_claims, make_issuer

ISSUER = make_issuer()
TOKENS = [ISSUER.sign(make_claims()) for _ in range(12)]
PHONE = ISSUER.sign(make_claims(holder_key=b"\x03" + bytes(range(32))))


def read(image: Image.Image) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return found


def drawn(path: str, size: int, scale: int = 6) -> Image.Image:
    """Our path data on a canvas, by its own grammar: M x y h w v 1 h -w z."""
    image = Image.new("L", (size * scale, size * scale), 255)
    for rectangle in path.removesuffix("z").split("z"):
        start, width = rectangle.removeprefix("M").split("h")[:2]
        x, y = (int(number) for number in start.split())
        box = (x, y, x + int(width.removesuffix("v1")), y + 1)
        image.paste(0, tuple(side * scale for side in box))
    return image


class TestMatrix:
    def test_is_a_version_8_code_for_paper_and_10_for_a_phone(self):
        assert {len(qr.matrix(token)) for token in TOKENS} == {49}
        assert len(qr.matrix(PHONE)) == 57

    @pytest.mark.parametrize("text", ["", "lower", "かな", "MV1:\n"])
    def test_refuses_what_alphanumeric_mode_cannot_say(self, text):
        with pytest.raises(ValueError, match="alphanumeric"):
            qr.matrix(text)

    def test_refuses_more_than_any_code_can_hold(self):
        with pytest.raises(ValueError, match="version"):
            qr.matrix("A" * 4_000)


class TestPng:
    @pytest.mark.parametrize("token", [*TOKENS, PHONE])
    def test_reads_back_as_the_token(self, token):
        found = read(Image.open(BytesIO(qr.png(token, module_px=4))))

        assert found.text == token
        assert found.format is zxingcpp.BarcodeFormat.QRCode
        assert found.ec_level == "M"

    def test_is_one_bit_deep_with_a_quiet_zone_of_four(self):
        image = Image.open(BytesIO(qr.png(TOKENS[0], module_px=3)))

        assert image.mode == "1"
        assert image.size == ((49 + 8) * 3, (49 + 8) * 3)
        assert image.crop((0, 0, image.width, 4 * 3)).getextrema() == (255, 255)


class TestSvg:
    def test_draws_the_code_as_one_path(self):
        tree = ElementTree.fromstring(qr.svg(TOKENS[0]))
        background, code = tree.findall("{http://www.w3.org/2000/svg}path")

        assert tree.get("viewBox") == "0 0 57 57"
        assert background.get("fill") == "#fff"
        assert read(drawn(code.get("d"), 57)).text == TOKENS[0]
