"""Serve what was played: the API over the year's database, and everything that was written."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from rich.console import Console

from services.api.main import create_app
from services.cli.demo.personas import Door, doors
from services.cli.demo.stage import ADMIN
from services.cli.installation import Installation
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.types import Role

VISIT = timedelta(days=1)


def exhibit(place: Installation, *, port: int, artefacts: Path) -> None:
    """Serve on this machine until stopped."""
    base_url = f"http://localhost:{port}"
    settings = place.settings.model_copy(update={"base_url": base_url})
    runtime = replace(place.runtime(), settings=settings)
    app = create_app(runtime)
    app.mount("/demo", StaticFiles(directory=artefacts, html=True))
    _lead_in(app)
    with runtime.unit_of_work(ADMIN) as uow:
        [organisation] = identity.organisations(uow)
    _show_links(base_url, doors(runtime, organisation.id), _visitors_key(runtime, organisation.id))
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, proxy_headers=False
    )


def _lead_in(app: FastAPI) -> None:
    app.add_route("/", lambda _: RedirectResponse("/demo/"), include_in_schema=False)


def _visitors_key(runtime: Runtime, organisation_id: UUID) -> str:
    """A key of the office, for a day: what may be asked with it, the documentation shows."""
    with runtime.unit_of_work(ADMIN, organisation_id=organisation_id) as uow:
        key = identity.create_api_key(
            uow,
            organisation_id=organisation_id,
            name="visitor",
            roles={Role.NPO_ADMIN},
            lifetime=VISIT,
        )
    return key.text


def _show_links(base_url: str, doors: list[Door], key: str) -> None:
    console = Console()
    console.print(f"\nEverything that was written: [bold]{base_url}/demo/[/bold]")
    console.print(f"The API and its documentation: [bold]{base_url}/docs[/bold]")
    console.print(f"A key of the office, for a day: [bold]{key}[/bold]", soft_wrap=True)
    console.print("Sign in as somebody, once by each link:")
    for door in doors:
        console.print(f"  {door.persona:14} [bold]{door.address}[/bold]", soft_wrap=True)
    console.print("Ctrl+C ends it; `minori serve` serves the API over the same year again.")
