"""Files are known by their content, lose what came along, and do nothing when opened."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services.core.households import media
from services.core.households.errors import (
    EvidenceActive,
    EvidenceDamaged,
    EvidenceEmpty,
    EvidenceTypeRefused,
)
from services.core.households.types import MediaType
from services.core.kit.errors import DomainError
from tests.factories.documents import CAMERA, heic, pdf, photographed, picture, pixels

PICTURES = {"JPEG": MediaType.JPEG, "PNG": MediaType.PNG, "WEBP": MediaType.WEBP}


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    return out.getvalue()


class TestCleaned:
    @pytest.mark.parametrize(("format", "media_type"), PICTURES.items())
    def test_keeps_every_pixel_and_nothing_of_the_camera(self, format, media_type):
        options = {"lossless": True} if format == "WEBP" else {}
        taken = photographed(format, **options)
        assert CAMERA.encode() in taken

        clean = media.cleaned(taken)

        assert clean.media_type is media_type
        assert pixels(clean.data) == pixels(taken)
        for trace in (CAMERA.encode(), b"http://ns.adobe.com", b"35.6586"):
            assert trace not in clean.data
        assert media.cleaned(clean.data) == clean

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_keeps_which_way_is_up(self, orientation):
        clean = media.cleaned(photographed(orientation=orientation)).data

        with Image.open(io.BytesIO(clean)) as image:
            assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})

    @pytest.mark.parametrize("options", [{"progressive": True}, {"comment": b"12 digits"}, {}])
    def test_takes_any_jpeg(self, options):
        taken = picture(**options)
        clean = media.cleaned(taken).data
        assert pixels(clean) == pixels(taken)
        assert b"12 digits" not in clean

    @pytest.mark.parametrize("format", PICTURES)
    @pytest.mark.parametrize("behind", [archive(), pdf(), b"<script>alert(1)</script>"])
    def test_leaves_behind_what_hangs_on_a_picture(self, format, behind):
        plain = picture(format)
        assert media.cleaned(plain + behind) == media.cleaned(plain)

    def test_takes_a_telephone_s_heic_as_it_is(self):
        assert media.cleaned(heic()).data == heic()

    @pytest.mark.parametrize("document", [pdf(), pdf(b"<</A 1>>"), pdf(packed=b"1 0 <</B 2>>")])
    def test_takes_a_quiet_pdf_as_it_is(self, document):
        assert media.cleaned(document).data == document
        assert media.cleaned(document).media_type is MediaType.PDF


class TestRefusal:
    @pytest.mark.parametrize("data", [b"", b"\0" * 100, b"\r\n \t"])
    def test_of_nothing(self, data):
        with pytest.raises(EvidenceEmpty):
            media.cleaned(data)

    @pytest.mark.parametrize(
        "data",
        [
            archive(),
            b"GIF89a" + b"\0" * 40,
            b"<html><script>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"MZ" + b"\0" * 200,
            b"\x7fELF" + b"\0" * 60,
            b"\n" + pdf(),
            b"GIF89a/*" + picture("PNG"),
            b"\0\0\0\x18ftypisom" + b"\0" * 60,
            "氏名,個人番号\n".encode("cp932"),
        ],
    )
    def test_of_other_kinds_whatever_they_are_called(self, data):
        with pytest.raises(EvidenceTypeRefused):
            media.cleaned(data)

    @pytest.mark.parametrize("format", [*PICTURES, "PDF", "HEIC"])
    def test_of_what_is_cut_off(self, format):
        whole = {"PDF": pdf, "HEIC": heic}.get(format, lambda: picture(format))()

        for length in range(13, len(whole) - 8, 7):
            with pytest.raises(EvidenceDamaged):
                media.cleaned(whole[:length])

    def test_of_a_picture_that_claims_to_be_vast(self):
        header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
        chunk = b"IHDR" + header
        crc = zlib.crc32(chunk).to_bytes(4, "big")
        bomb = picture("PNG")[:8] + (13).to_bytes(4, "big") + chunk + crc + picture("PNG")[33:]

        with pytest.raises(EvidenceDamaged):
            media.cleaned(bomb)

    def test_of_a_picture_without_a_picture(self):
        png = picture("PNG")
        with pytest.raises(EvidenceDamaged):
            media.cleaned(png[:33] + png[-12:])
        with pytest.raises(EvidenceDamaged):
            media.cleaned(b"\xff\xd8\xff\xd9")

    @pytest.mark.parametrize(
        "thing",
        [
            b"<</Type/Action/S/JavaScript/JS(app.alert(1))>>",
            b"<</S/J#61va#53cript/JS(app.alert(1))>>",
            b"<</S /Launch /F (cmd.exe)>>",
            b"<</Names<</EmbeddedFiles 7 0 R>>>>",
            b"<</Type/EmbeddedFile>>",
            b"<</S/SubmitForm/F(http://example.org)>>",
            b"<</AcroForm<</XFA 8 0 R>>>>",
            b"<</Subtype/RichMedia>>",
            b"<</S/GoToE>>",
        ],
    )
    def test_of_a_pdf_that_does_something(self, thing):
        for document in (pdf(thing), pdf(packed=b"1 0 " + thing), pdf() + pdf(thing)):
            with pytest.raises(EvidenceActive):
                media.cleaned(document)

    def test_of_a_pdf_that_is_locked(self):
        locked = pdf().replace(b"/Size 4", b"/Size 4/Encrypt 5 0 R")
        with pytest.raises(EvidenceActive):
            media.cleaned(locked)

    @pytest.mark.parametrize("filter", [b"/LZWDecode", b"[/ASCII85Decode/FlateDecode]"])
    def test_of_a_pdf_that_packs_its_objects_otherwise(self, filter):
        packed = pdf(packed=b"1 0 <</B 2>>").replace(b"/Filter/FlateDecode", b"/Filter" + filter)
        with pytest.raises(EvidenceActive):
            media.cleaned(packed)

    def test_of_a_pdf_whose_packing_breaks_off_after_the_script(self):
        hidden = zlib.compress(b"1 0 <</S/JavaScript>>" + b" " * 60_000)[:-6]
        stream = b"<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + hidden + b"\nendstream"
        with pytest.raises(EvidenceActive):
            media.cleaned(pdf(stream))

    @pytest.mark.parametrize("behind", [archive(), b"MZ", picture()])
    def test_of_a_pdf_with_something_behind_its_end(self, behind):
        with pytest.raises(EvidenceDamaged):
            media.cleaned(pdf() + behind)

    def test_of_a_pdf_that_unpacks_to_more_than_any_document(self):
        bomb = zlib.compress(b"\0" * (150 << 20), 1)
        assert len(bomb) < 1 << 20
        stream = b"<</Filter/FlateDecode>>\nstream\n" + bomb + b"\nendstream"
        with pytest.raises(EvidenceDamaged):
            media.cleaned(pdf(stream))


SEEDS = [picture("JPEG"), picture("PNG"), picture("WEBP"), photographed(), pdf(), heic()]


class TestAnyBytes:
    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(SEEDS), st.data())
    def test_are_taken_or_refused_and_nothing_else(self, seed, data):
        changed = bytearray(seed)
        for _ in range(data.draw(st.integers(1, 8))):
            changed[data.draw(st.integers(0, len(seed) - 1))] = data.draw(st.integers(0, 255))
        cut = data.draw(st.integers(0, len(changed)))

        for candidate in (bytes(changed), bytes(changed[:cut]), bytes(changed[cut:])):
            try:
                clean = media.cleaned(candidate)
            except DomainError:
                continue
            assert media.cleaned(clean.data) == clean
