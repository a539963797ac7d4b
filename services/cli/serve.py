"""`minori serve`: the API, over servers of your own or those that come along."""

import os
import socket
from typing import Annotated

import structlog
import typer
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from services.api.main import create_app
from services.cli.installation import Installation, installation, servers_told
from services.core.bootstrap import build_runtime
from services.core.config import Settings
from services.core.kit.logs import configure_logs

log = structlog.get_logger(__name__)

# Long enough for a slow request, short enough for a host that wants to go down.
GRACE_S = 20
# Connections at once; more are told 503 rather than let wait until all wait.
CONNECTIONS_MAX = 1_000
KEEP_ALIVE_S = 15
HEAD_MAX_BYTES = 64 << 10
# How long a process may stay silent before it is replaced: it imports first, on a busy host too.
START_S = 60


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(help="Processes that answer, on one port.")] = 1,
    trust_proxy: Annotated[
        str,
        typer.Option(
            help="Addresses or networks of proxies whose X-Forwarded-… headers are believed;"
            " none: nobody's."
        ),
    ] = "",
) -> None:
    """
    Serve the API until stopped.

    Without DATABASE_URL, a PostgreSQL of its own is started in DATA_DIR and ends with it.
    """
    with servers_told(), installation() as place:
        configure_logs(place.settings.log_level)
        if "*" in trust_proxy:
            log.warning("any_proxy_is_trusted", hint="name your proxies' addresses instead of *")
        _hand_down(place)
        config = Config(
            "services.cli.serve:application",
            factory=True,
            host=host,
            port=port,
            workers=processes,
            proxy_headers=bool(trust_proxy),
            forwarded_allow_ips=trust_proxy,
            timeout_graceful_shutdown=GRACE_S,
            timeout_worker_healthcheck=START_S,
            # Our middleware writes a line per request, with the route and without the path.
            access_log=False,
            log_config=None,
            server_header=False,
            limit_concurrency=CONNECTIONS_MAX,
            timeout_keep_alive=KEEP_ALIVE_S,
            h11_max_incomplete_event_size=HEAD_MAX_BYTES,
            ws="none",
        )
        run(config)


class Config(uvicorn.Config):
    """Uvicorn's configuration, with a shared socket that answers at once."""

    def bind_socket(self) -> socket.socket:
        """
        The socket that several processes accept from.

        asyncio switches Nagle's algorithm off only on sockets that it opens itself; left on, the
        second packet of an answer waits up to 40 ms for the first to be acknowledged.
        """
        bound = super().bind_socket()
        if bound.family != socket.AF_UNIX:
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return bound


def run(config: Config) -> None:
    """Serve until stopped, in one process or several."""
    if config.workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
    else:
        uvicorn.Server(config).run()


def application() -> FastAPI:
    """The API of one process, over the servers that the environment names."""
    settings = Settings()
    configure_logs(settings.log_level)
    assert settings.database_url is not None, "`minori serve` names the database it has"
    return create_app(build_runtime(settings, database_url=settings.database_url))


def _hand_down(place: Installation) -> None:
    """Name the servers to the processes that uvicorn starts: they read the environment."""
    os.environ["DATABASE_URL"] = place.database_url
