"""The hunter finds what it is sent for; otherwise its silence would mean nothing."""

import gzip
import io
import zipfile

import pytest

from services.core.kit.ids import uuid7
from tests.scenarios.hunter import CODES, NEEDLE_MIN_BYTES, Canary, Sighting, hunt, needles

BIRD = Canary("bird", ("金糸雀", "キンシジャク", "kanariya@example.jp"))


def sightings(tmp_path, *files):
    place = tmp_path / "place"
    place.mkdir()
    for number, content in enumerate(files):
        (place / str(number)).write_bytes(content)
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    return hunt([BIRD], {"place": [place]}, workshop)


class TestHunt:
    @pytest.mark.parametrize("text", BIRD.texts)
    @pytest.mark.parametrize("code", CODES)
    def test_finds_a_text_in_every_code(self, tmp_path, code, text):
        around = b"\x00\xff" * 50_000
        if code.startswith("base64"):
            # Between its neighbours, wherever their groups of three end.
            needle = CODES[code[:-1] + "0"]("x" * (3 + int(code[-1])) + text + "yyy")
        else:
            needle = CODES[code](text)

        found = sightings(tmp_path, around + needle + around)

        assert {one.canary for one in found} == {"bird"}

    @pytest.mark.parametrize("text", ["KANARIYA@EXAMPLE.JP", "kanariya@example.jp"])
    def test_takes_capitals_and_small_letters_for_one(self, tmp_path, text):
        assert sightings(tmp_path, text.encode())

    def test_looks_into_archives_and_streams(self, tmp_path):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as inner:
            inner.writestr("sheet.xml", "…金糸雀…" * 3)
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as opened:
            opened.writestr("inner.xlsx", archive.getvalue())

        for number, data in enumerate((outer.getvalue(), gzip.compress("金糸雀".encode() * 9))):
            folder = tmp_path / str(number)
            folder.mkdir()
            assert sightings(folder, data) >= {
                Sighting("bird", "place", "utf-8", f"0-{0 if number else 1}-0")
            }

    def test_finds_nothing_where_nothing_is(self, tmp_path):
        chance = b"".join(uuid7().bytes for _ in range(100_000))

        assert sightings(tmp_path, chance, "かなりや".encode()) == set()


class TestNeedles:
    def test_are_long_enough_not_to_be_found_by_chance(self):
        assert min(map(len, needles([BIRD]))) >= NEEDLE_MIN_BYTES
