"""The picture says in words, figures and patterns where each yen is."""

import re
from xml.etree import ElementTree

import pytest

from services.core.impact.picture import as_svg, flows_of
from services.core.impact.types import Place

SVG = "{http://www.w3.org/2000/svg}"


def parts(**minors):
    return dict.fromkeys(Place, 0) | {Place(name): minor for name, minor in minors.items()}


EVERYWHERE = parts(**{place.value: 1_000 * (9 - row) for row, place in enumerate(Place)})


class TestAsSvg:
    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_tells_each_place_in_words_and_yen(self, language):
        drawn = ElementTree.fromstring(as_svg(45_000, EVERYWHERE, language))

        told = drawn.find(f"{SVG}desc").text
        labels = ["".join(one.itertext()) for one in drawn.iter(f"{SVG}text")]
        for place in Place:
            assert f"¥{EVERYWHERE[place]:,}" in told
            assert any(f"¥{EVERYWHERE[place]:,} " in label for label in labels)
        assert "¥45,000" in drawn.find(f"{SVG}title").text
        assert drawn.get("role") == "img"

    def test_tells_places_apart_without_colour(self):
        drawn = as_svg(45_000, EVERYWHERE, "en")

        patterns = re.findall(r'<pattern id="flow-(\w+)"[^>]*>(.*?)</pattern>', drawn)

        looks = {
            # As a grey print has it: how dark the ground is, and what is drawn upon it.
            (_grey(re.search(r'fill="(#\w+)"', look)[1]), re.sub(r"#\w+", "", look))
            for _, look in patterns
        }
        assert len(looks) == len(Place)

    def test_leaves_out_where_nothing_is(self):
        drawn = as_svg(500, parts(waiting=500), "en")

        assert "Waiting for the next child" in drawn
        assert "Refunded" not in drawn

    def test_is_the_same_to_the_byte_for_the_same_gift(self):
        assert as_svg(45_000, EVERYWHERE, "ja") == as_svg(45_000, dict(EVERYWHERE), "ja")

    def test_fits_on_a_small_phone(self):
        drawn = ElementTree.fromstring(as_svg(45_000, EVERYWHERE, "ja"))
        _, _, width, height = map(int, drawn.get("viewBox").split())

        assert width == 320
        bars = [one for one in drawn.iter(f"{SVG}rect") if one.get("x")]
        assert all(float(one.get("y")) + float(one.get("height")) <= height for one in bars)

    def test_needs_parts_that_sum_to_the_gift(self):
        with pytest.raises(ValueError, match="sum"):
            as_svg(501, parts(waiting=500), "en")


class TestFlowsOf:
    def test_lets_a_single_yen_of_a_million_be_seen(self):
        flows = flows_of(1_000_000, parts(used=999_999, returned=1))

        assert all(flow.height >= 2 for flow in flows)
        assert [flow.share for flow in flows] == ["100.0%", "0.0%"]
        assert flows[0].leaves_at + flows[0].height == flows[1].leaves_at


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return round((0.2126 * red + 0.7152 * green + 0.0722 * blue) / 8)
