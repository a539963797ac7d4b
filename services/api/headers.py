"""What every answer tells the browser: load nothing from elsewhere, run nothing written inline."""

import re

from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page of the front end: its own files, and nothing else. Nothing inline is run or applied.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'"
)
# Data: whoever opens it as a document gets one that can do nothing.
PRINT_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    "object-src 'none'"
)
DATA_POLICY = f"{PRINT_POLICY}; sandbox"

# The camera reads vouchers on the pages of this host; signing in asks for passkeys here.
PERMISSIONS = ", ".join(
    [
        "camera=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(f"{name}=()" for name in ("geolocation", "microphone", "payment", "usb", "midi")),
        *(f"{name}=()" for name in ("display-capture", "browsing-topics", "fullscreen")),
    ]
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# Two years, as browsers' own lists ask for.
HSTS = "max-age=63072000; includeSubDomains"

POLICY = "Content-Security-Policy"
POLICY_FIELD = POLICY.lower().encode()
OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


class SecurityHeaders:
    """ASGI middleware: the headers above on every answer; a page may say its own policy."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self.app = app
        always = {**ALWAYS, **({"Strict-Transport-Security": HSTS} if _has_tls(base_url) else {})}
        # As the server sends them, made once: this is in the way of every answer.
        self._always = [(name.lower().encode(), value.encode()) for name, value in always.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = message.setdefault("headers", [])
                names = {name.lower(): value for name, value in told}
                message["headers"] = [*told, *(one for one in self._always if one[0] not in names)]
                if POLICY_FIELD not in names:
                    policy = _policy(names.get(b"content-type", b""))
                    message["headers"].append((POLICY_FIELD, policy))
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _has_tls(base_url: str) -> bool:
    return base_url.startswith("https://")


def _policy(content_type: bytes) -> bytes:
    if content_type.startswith(b"text/html"):
        return PAGE_POLICY.encode()
    if content_type.startswith(b"application/pdf"):  # browsers show none in a sandbox
        return PRINT_POLICY.encode()
    return DATA_POLICY.encode()


class PlainPage(HTMLResponse):
    """
    A page that is also handed out as a single file: its head names the hash of its only style.

    What the page says of itself is told as a header, too, with what only a header can say.
    """

    def __init__(self, content: str, headers: dict[str, str] | None = None) -> None:
        own = OWN_POLICY.search(content)
        assert own is not None, "the page says what it may do"
        policy = f"{own[1]}; frame-ancestors 'none'"
        super().__init__(content, headers={POLICY: policy, **(headers or {})})
