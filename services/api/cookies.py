"""The one cookie of this service, and what its bearer's browser is called."""

from starlette.responses import Response

from services.core.identity.service import NewSession

# `__Host-`: from this host over TLS only, for all of its paths, settable by no other host
# (RFC 6265bis, 4.1.3.2). Browsers take it over plain HTTP from `localhost`.
SESSION = "__Host-session"

# In this order: most browsers also name others they want to be taken for.
BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
UNKNOWN = "?"


def set_session(response: Response, session: NewSession) -> None:
    """Hand the session to the browser: no script can read it, no other site sends it along."""
    response.set_cookie(
        SESSION,
        session.text,
        max_age=int(session.expires_in.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def clear_session(response: Response) -> None:
    """Let the browser forget the session, and all that it kept of our pages."""
    response.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def browser_of(user_agent: str | None) -> str:
    """
    As its owner would know it again, and no more: "Chrome, Android".

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
    'Firefox, Linux'
    """
    told = user_agent or ""
    browser = next((name for mark, name in BROWSERS.items() if mark in told), UNKNOWN)
    system = next((name for mark, name in SYSTEMS.items() if mark in told), UNKNOWN)
    return f"{browser}, {system}"
