"""Single-file pages: the one style they carry is named by its hash, and nothing else is let in."""

import base64
import hashlib

from markupsafe import Markup


def policy(css: str) -> Markup:
    """
    The Content-Security-Policy of a page whose only inline content is `css` (CSP 3, 2.3.1).

    Templates call it with the very text between the tags, which is theirs: never a reader's.
    """
    hashed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    # A hash has no character that an attribute would need escaped.
    return Markup(  # noqa: S704
        f"default-src 'none'; style-src 'sha256-{hashed}'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; object-src 'none'"
    )
