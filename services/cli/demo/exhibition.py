"""Serve what was played: the API over the year's database, and everything that was written."""

from datetime import timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from rich.console import Console

from services.api.main import create_app
from services.cli.demo.stage import ADMIN
from services.cli.installation import Installation
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.types import Role

VISIT = timedelta(days=1)


def exhibit(place: Installation, *, port: int, artefacts: Path) -> None:
    """Serve on this machine until stopped."""
    runtime = place.runtime()
    app = create_app(runtime)
    app.mount("/demo", StaticFiles(directory=artefacts, html=True))
    _lead_in(app)
    _show_links(port, _visitors_key(runtime))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def _lead_in(app: FastAPI) -> None:
    app.add_route("/", lambda _: RedirectResponse("/demo/"), include_in_schema=False)


def _visitors_key(runtime: Runtime) -> str:
    """A key of the office, for a day: what may be asked with it, the documentation shows."""
    with runtime.unit_of_work(ADMIN) as uow:
        organisation = identity.organisations(uow)[0]
        uow.enter(organisation.id)
        key = identity.create_api_key(
            uow,
            organisation_id=organisation.id,
            name="visitor",
            roles={Role.NPO_ADMIN},
            lifetime=VISIT,
        )
    return key.text


def _show_links(port: int, key: str) -> None:
    base = f"http://127.0.0.1:{port}"
    console = Console()
    console.print(f"\nEverything that was written: [bold]{base}/demo/[/bold]")
    console.print(f"The API and its documentation: [bold]{base}/docs[/bold]")
    console.print(f"A key of the office, for a day: [bold]{key}[/bold]", soft_wrap=True)
    console.print("Ctrl+C ends it; `minori serve` serves the API over the same year again.")
