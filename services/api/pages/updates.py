"""The page behind the link at the foot of a campaign's mail: no more updates."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse

from services.api import csrf
from services.api.deps import PublicUow, public
from services.api.pages.rendering import page
from services.core.donations import service as donations
from services.core.donations.errors import UnsubscribeRefused
from services.core.notifications.campaign_mails import STOP

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Token = Annotated[str, Query(max_length=200)]


@router.get(STOP, dependencies=[Depends(public)])
def ask_whether_to_stop(request: Request, token: Token = "") -> HTMLResponse:
    """Ask first: programs that look at mails follow links, and unsubscribe nobody by it."""
    return page(request, "updates_stop.html", token=token, state="ask")


@router.post(STOP, dependencies=[Depends(public), Depends(csrf.require_own_site)])
def stop_updates(
    request: Request, uow: PublicUow, token: Annotated[str, Form(max_length=200)] = ""
) -> HTMLResponse:
    """Send no more updates; again changes nothing."""
    try:
        donations.unsubscribe(uow, token=token)
    except UnsubscribeRefused:
        return page(request, "updates_stop.html", status_code=403, token="", state="refused")
    return page(request, "updates_stop.html", token="", state="done")


def install(app: FastAPI) -> None:
    """Serve the page."""
    app.include_router(router)
