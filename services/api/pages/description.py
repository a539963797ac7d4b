"""The pages that show the API's description: from this host alone, nothing inline, no key kept."""

from functools import cache
from importlib import resources

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import HTMLResponse

ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "favicon-32x32.png": "image/png",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Minori API</title>
<link rel="icon" href="/swagger/favicon-32x32.png">
<link rel="stylesheet" href="/swagger/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/swagger/swagger-ui-bundle.js"></script>
<script src="/swagger/start.js"></script>
</body>
</html>
"""

# A key typed in is forgotten with the page: what a browser stores, any script of the host reads.
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  filter: true,
  tryItOutEnabled: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
"""


def install(app: FastAPI) -> None:
    """Serve `/docs` and what it loads."""

    @app.get("/docs", include_in_schema=False)
    def show_description() -> HTMLResponse:
        return HTMLResponse(PAGE)

    @app.get("/swagger/start.js", include_in_schema=False)
    def start_description() -> Response:
        return Response(START, media_type="text/javascript; charset=utf-8")

    @app.get("/swagger/{name}", include_in_schema=False)
    def give_asset(name: str) -> Response:
        kind = ASSETS.get(name)
        if kind is None:
            raise HTTPException(404)
        return Response(_content(name), media_type=kind, headers={"Cache-Control": "max-age=86400"})


@cache
def _content(name: str) -> bytes:
    return resources.files("fastapi_swagger").joinpath("resources", name).read_bytes()
