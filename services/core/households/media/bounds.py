"""How large a picture may say that it is: a small file must not become gigabytes when opened."""

from services.core.households.errors import EvidenceDamaged

# A telephone's largest pictures have some 200 million; a sheet of A4 at 600 dpi has 35.
PIXELS_MAX = 250_000_000
SIDE_MAX = 65_500


def damaged() -> EvidenceDamaged:
    """The refusal of a file that is not what it begins as."""
    return EvidenceDamaged(pointer="/file")


def within_bounds(width: int, height: int) -> None:
    """:raises EvidenceDamaged: no camera and no scanner makes such a picture."""
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX and width * height <= PIXELS_MAX):
        raise damaged()
