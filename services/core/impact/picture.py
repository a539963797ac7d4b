"""
Where each yen of a gift is, as a picture: the gift to the left, and what flowed from it where.

An SVG that stands alone or in a page. It is as wide as a small phone and grows; every place is
told by its words and figures, and by a pattern of its own, so that nothing hangs on colour and a
grey print says the same. No script, no font, no instant: equal statements give equal bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from services.core.impact.types import Place
from services.core.kit.money import Money
from services.core.kit.texts import text
from services.core.measurement import wording

WIDTH = 320
ROW, GAP, TOP = 46, 8, 34
LEFT_WIDTH, BOX_AT, BOX = 26, 100, 20
TEXT_AT = BOX_AT + BOX + 10
# Of a gift of a million the single yen is seen, too.
SLIVER = 2
TENTHS = 1_000  # shares are told in tenths of a per cent

# A ground, told apart by how dark it is, and what is drawn upon it.
_LINES = {
    "up": '<path d="M-2 8 8 -2M2 12 12 2" stroke="{ink}" stroke-width="2"/>',
    "down": '<path d="M-2 2 8 12M2 -2 12 8" stroke="{ink}" stroke-width="2"/>',
    "level": '<path d="M0 2.5H10M0 7.5H10" stroke="{ink}" stroke-width="1.5"/>',
    "upright": '<path d="M2.5 0V10M7.5 0V10" stroke="{ink}" stroke-width="1.5"/>',
    "dots": '<circle cx="2.5" cy="2.5" r="1.4" fill="{ink}"/>'
    '<circle cx="7.5" cy="7.5" r="1.4" fill="{ink}"/>',
    "grid": '<path d="M0 5H10M5 0V10" stroke="{ink}" stroke-width="1"/>',
    "plain": "",
}
_LOOKS: Mapping[Place, tuple[str, str, str]] = {
    Place.USED: ("#1f6b3a", "plain", "#1f6b3a"),
    Place.COMMITTED: ("#e0a526", "up", "#7a5400"),
    Place.WAITING: ("#a9cdea", "dots", "#1d4f7a"),
    Place.RETURNED: ("#a9cdea", "down", "#1d4f7a"),
    Place.ON_HOLD: ("#f0f0f0", "grid", "#555555"),
    Place.OVERHEAD: ("#6b6b6b", "plain", "#6b6b6b"),
    Place.FEE_COVER: ("#6b6b6b", "level", "#ffffff"),
    Place.REFUNDED: ("#ffffff", "upright", "#444444"),
    Place.DISPUTED: ("#ffffff", "level", "#444444"),
}


@dataclass(frozen=True, slots=True)
class Flow:
    """What flowed to one place: how much, and where its ribbon leaves the gift's bar."""

    place: Place
    minor: int
    share: str
    leaves_at: int
    height: int


def as_svg(amount_minor: int, parts: Mapping[Place, int], language: str) -> str:
    """The picture of a gift, or of a year's gifts; places where nothing is are left out."""
    flows = flows_of(amount_minor, parts)
    height = TOP + len(flows) * (ROW + GAP)
    total = wording.yen(amount_minor)
    title = text("picture-title", language, amount=total)
    told = [f"{_words(flow.place, language)} {wording.yen(flow.minor)}" for flow in flows]
    description = text("impact-comma", language).join(told)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
                ' role="img"'
                f' aria-labelledby="flow-title flow-told" lang="{language}"'
                ' font-family="system-ui,sans-serif" font-size="13">'
            ),
            f'<title id="flow-title">{escape(title)}</title>',
            f'<desc id="flow-told">{escape(description)}</desc>',
            "<defs>",
            *(_pattern(flow.place) for flow in flows),
            "</defs>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            (
                f'<text x="0" y="14" fill="#1a1a1a">{escape(text("picture-gift", language))}'
                f' <tspan font-weight="700">{total}</tspan></text>'
            ),
            *(_ribbon(flow, row) for row, flow in enumerate(flows)),
            (
                f'<rect x="0.5" y="{TOP}" width="{LEFT_WIDTH}" height="{height - TOP - GAP}"'
                ' fill="none" stroke="#1a1a1a"/>'
            ),
            *(_label(flow, row, language) for row, flow in enumerate(flows)),
            "</svg>",
            "",
        ]
    )


def flows_of(amount_minor: int, parts: Mapping[Place, int]) -> list[Flow]:
    """The places with something in them, from the lessons down; shares sum to 100.0 %."""
    there = [place for place in Place if parts[place]]
    minors = [parts[place] for place in there]
    if not amount_minor or sum(minors) != amount_minor:
        raise ValueError("the parts of a picture sum to its amount")
    shares = [one.minor for one in Money(TENTHS).split(minors)]
    length = len(there) * (ROW + GAP) - GAP
    heights = [max(one.minor, SLIVER) for one in Money(length).split(minors)]
    heights[heights.index(max(heights))] -= sum(heights) - length
    flows, at = [], TOP
    for place, minor, share, tall in zip(there, minors, shares, heights, strict=True):
        flows.append(Flow(place, minor, f"{share // 10}.{share % 10}%", at, tall))
        at += tall
    return flows


def _ribbon(flow: Flow, row: int) -> str:
    """From its part of the gift's bar to its box, and the box."""
    top, bottom = flow.leaves_at, flow.leaves_at + flow.height
    box = TOP + row * (ROW + GAP)
    low, middle = box + ROW, (LEFT_WIDTH + BOX_AT) // 2
    ground, _, ink = _LOOKS[flow.place]
    return (
        f'<path d="M{LEFT_WIDTH} {top}C{middle} {top} {middle} {box} {BOX_AT} {box}'
        f"V{low}C{middle} {low} {middle} {bottom} {LEFT_WIDTH} {bottom}Z"
        f'" fill="{ground}" fill-opacity="0.35" stroke="{ink}" stroke-width="0.6"/>'
        f'<rect x="0.5" y="{top}" width="{LEFT_WIDTH}" height="{flow.height}"'
        f' fill="url(#flow-{flow.place})"/>'
        f'<rect x="{BOX_AT}" y="{box}" width="{BOX}" height="{ROW}"'
        f' fill="url(#flow-{flow.place})" stroke="{ink}"/>'
    )


def _label(flow: Flow, row: int, language: str) -> str:
    top = TOP + row * (ROW + GAP)
    return (
        f'<text x="{TEXT_AT}" y="{top + 18}" fill="#1a1a1a">'
        f"{escape(_words(flow.place, language))}</text>"
        f'<text x="{TEXT_AT}" y="{top + 37}" fill="#1a1a1a"><tspan font-weight="700">'
        f"{wording.yen(flow.minor)}</tspan> {flow.share}</text>"
    )


def _pattern(place: Place) -> str:
    ground, lines, ink = _LOOKS[place]
    return (
        f'<pattern id="flow-{place}" width="10" height="10" patternUnits="userSpaceOnUse">'
        f'<rect width="10" height="10" fill="{ground}"/>{_LINES[lines].format(ink=ink)}</pattern>'
    )


def _words(place: Place, language: str) -> str:
    return text(f"impact-place-{place.replace('_', '-')}", language)
