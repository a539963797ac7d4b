"""The page behind a session's `url`: what a person would do at the gateway, as plain buttons."""

from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from services.core.kit.texts import preferred_language, text
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.rooms.cash import INSTRUCTIONS
from services.sandbox.fakestripe.things import Thing
from services.sandbox.fakestripe.world import FakeStripe

# No script, nothing from elsewhere; the answer to a form may lead back to the shop.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STYLE = (
    "body{font:1.1rem/1.6 sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}"
    "button,input{font:inherit;padding:.5rem 1rem;margin:.25rem 0;min-height:2.75rem}"
    "button{width:100%;cursor:pointer}dt{font-weight:bold}dd{margin:0 0 .5rem}"
    ".odd{background:#fff3cd;padding:.5rem 1rem;border-left:.25rem solid #b58900}"
)

Endpoint = Callable[[Request], Awaitable[Response]]


def page_routes(world: FakeStripe) -> list[Route]:
    pages = _Pages(world)
    return [
        Route("/pay/{session}", pages.show),
        Route("/pay/{session}", pages.act, methods=["POST"]),
    ]


class _Pages:
    def __init__(self, world: FakeStripe) -> None:
        self._world = world

    async def show(self, request: Request) -> Response:
        language = preferred_language(request.headers.get("accept-language"))
        with self._world.lock:
            return self._page(request.path_params["session"], language)

    async def act(self, request: Request) -> Response:
        """What was pressed, and where that leads."""
        language = preferred_language(request.headers.get("accept-language"))
        form = dict(parse_qsl((await request.body()).decode()))
        session_id = request.path_params["session"]
        with self._world.lock:
            try:
                session = self._world.get("checkout.session", session_id)
                goes = self._do(session, form)
            except Refused:
                unfit = form.get("do") == "transfer" and not _yen(form)
                odd = text(f"fakestripe-{'yen-unfit' if unfit else 'refused'}", language)
                return self._page(session_id, language, odd=odd, status=400)
            # Back to this page by GET, so that no reload presses a button again.
            return RedirectResponse(goes or request.url.path, status_code=303, headers=_HEADERS)

    def _do(self, session: Thing, form: dict[str, str]) -> str | None:
        """:returns: where the page leads; None: it stays."""
        done = str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
        match form.get("do"):
            case "pay":
                self._world.pay(session["id"])
                delayed = session["payment_status"] == "unpaid"
                return None if delayed else done
            case "decline":
                self._world.decline(session["id"])
                return None
            case "counter":
                self._world.pay_at_the_counter(session["id"])
                return done
            case "transfer":
                if not (yen := _yen(form)):
                    raise Refused("Invalid amount.")
                self._world.send_transfer(session["customer"], yen)
                return done if session["payment_status"] == "paid" else None
            case "go":
                return done
            case "leave":
                return str(session["cancel_url"] or done)
        raise Refused("Unknown button.")

    def _page(
        self, session_id: str, language: str, *, odd: str | None = None, status: int = 200
    ) -> Response:
        def words(name: str, **facts: object) -> str:
            return escape(text(f"fakestripe-{name}", language, **facts))

        try:
            session = self._world.get("checkout.session", session_id)
        except Refused:
            return _html(words("title"), f"<p>{words('unknown')}</p>", language, status=404)
        parts = [f"<p>{words('sandbox')}</p>"]
        if odd is None and session["status"] == "open" and session.get("_refusal"):
            odd = text("fakestripe-declined", language)
        if odd is not None:
            parts.append(f'<p class="odd" role="alert">{escape(odd)}</p>')
        if session["amount_total"] is not None:
            yen = f"{session['amount_total']:,}"
            parts.append(f"<p>{words('amount', yen=yen)}</p>")
        parts.append(f"<p>{words(f'status-{_stage(session)}')}</p>")
        parts += self._details(session, words)
        parts += self._buttons(session, words)
        return _html(words("title"), "".join(parts), language, status=status)

    def _details(self, session: Thing, words: Callable[..., str]) -> list[str]:
        """The number or the account that was given out."""
        action = self._awaited(session)
        if action is None:
            return []
        if action["type"] == INSTRUCTIONS:
            details = action[INSTRUCTIONS]
            zengin = details["financial_addresses"][0]["zengin"]
            told = {
                "bank": f"{zengin['bank_name']} {zengin['branch_name']}",
                "account": zengin["account_number"],
                "remaining": f"{details['amount_remaining']:,}",
            }
        else:
            store = action["konbini_display_details"]["stores"]["lawson"]
            told = {"payment-code": store["payment_code"]}
            told["confirmation"] = store["confirmation_number"]
        rows = (f"<dt>{words(name)}</dt><dd>{escape(value)}</dd>" for name, value in told.items())
        return ["<dl>", *rows, "</dl>"]

    def _buttons(self, session: Thing, words: Callable[..., str]) -> list[str]:
        if session["status"] == "open":
            delayed = session["payment_method_types"] != ["card"]
            pay = "get-number" if delayed else f"pay-{session['mode']}"
            decline = [] if delayed else [_button("decline", words("decline"))]
            return [_button("pay", words(pay)), *decline, _button("leave", words("leave"))]
        action = self._awaited(session)
        go = _button("go", words("go"))
        if action is None:
            return [go]
        if action["type"] == INSTRUCTIONS:
            yen = action[INSTRUCTIONS]["amount_remaining"]
            field = f"<input name=yen inputmode=numeric value={yen}>"
            label = f"<label>{words('yen')} {field}</label>"
            return [_button("transfer", words("transfer"), label), go]
        return [_button("counter", words("counter")), go]

    def _awaited(self, session: Thing) -> Thing | None:
        intent = self._world.objects.get(session["payment_intent"] or "")
        action: Thing | None = intent["next_action"] if intent is not None else None
        return action


def _yen(form: dict[str, str]) -> int:
    """The amount in a form; 0 if there is none."""
    written = form.get("yen", "")
    return int(written) if written.isascii() and written.isdigit() else 0


def _stage(session: Thing) -> str:
    waits = session["status"] == "complete" and session["payment_status"] == "unpaid"
    return "waiting" if waits else str(session["status"])


def _button(do: str, label: str, field: str = "") -> str:
    return f"<form method=post>{field}<button name=do value={do}>{label}</button></form>"


def _html(title: str, body: str, language: str, *, status: int = 200) -> Response:
    page = (
        f'<!doctype html><html lang="{language}"><meta charset=utf-8>'
        '<meta name=viewport content="width=device-width"><meta name=robots content=noindex>'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f"<main><h1>{title}</h1>{body}</main></html>"
    )
    return HTMLResponse(page, status_code=status, headers=_HEADERS)
