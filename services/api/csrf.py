"""
Requests that a stranger's page makes a browser send, and how they are told from our own.

A key in a header cannot be sent by a stranger's page; a cookie is sent by the browser itself. So
whoever comes with a cookie and wants to change something shows a token that only our pages know,
and the browser's own word on where the request comes from (Fetch Metadata) is not "elsewhere".
"""

import base64
import hmac
from uuid import UUID

from starlette.requests import Request

from services.core.identity.errors import CrossSiteRequest
from services.core.kit.crypto import KeyRing

HEADER = "X-CSRF-Token"
FIELD = "csrf_token"

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# From a page of ours, or typed into the address bar; old browsers say nothing.
OWN_SITES = {None, "same-origin", "none"}


def token_for(ring: KeyRing, session_id: UUID) -> str:
    """The token of one session: as long-lived as it is, and worth nothing without it."""
    made = hmac.digest(ring.derive("csrf"), session_id.bytes, "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def require_own_page(request: Request, ring: KeyRing, session_id: UUID, told: str | None) -> None:
    """
    :param told: the token that came in the header, or in a form of ours.
    :raises CrossSiteRequest: the request changes something, and is not one of our pages'.
    """
    if request.method in SAFE_METHODS:
        return
    require_own_site(request)
    expected = token_for(ring, session_id)
    if not hmac.compare_digest(expected.encode(), (told or "").encode()):
        raise CrossSiteRequest


def require_own_site(request: Request) -> None:
    """
    For forms that come before a session: a stranger's page signs nobody in as somebody else.

    :raises CrossSiteRequest: the browser says that it comes from elsewhere.
    """
    if request.headers.get("sec-fetch-site") not in OWN_SITES:
        raise CrossSiteRequest
