"""Style and scripts of all pages, from this host alone."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, Response
from starlette.status import HTTP_404_NOT_FOUND

from services.api.deps import public

FOLDER = Path(__file__).parent / "static"

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
# Short: a page and its script have to be of one version soon after an update.
KEPT = "max-age=300"

router = APIRouter(include_in_schema=False)


@router.get("/assets/{name}", dependencies=[Depends(public)])
def give_page_asset(name: str) -> Response:
    """A file that pages load."""
    content = _files().get(name)
    if content is None:
        raise HTTPException(HTTP_404_NOT_FOUND)
    kind = KINDS[Path(name).suffix]
    return Response(content, media_type=kind, headers={"Cache-Control": KEPT})


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in KINDS}
