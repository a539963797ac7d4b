"""`minori worker` and `minori beat`: what happens by itself."""

from pathlib import Path
from typing import Annotated

import typer

from services.cli.installation import installation, servers_told
from services.core.kit.logs import configure_logs
from services.worker.run import run_beat, run_worker

AliveFile = Annotated[
    Path | None,
    typer.Option(help="File touched each second while database and broker are reached."),
]


def worker(
    with_beat: Annotated[
        bool, typer.Option("--beat", help="Start the jobs by the clock, too.")
    ] = False,
    threads: Annotated[
        bool | None,
        typer.Option(
            "--threads/--processes",
            help="Threads are light, processes are bounded in time. "
            "Without either: threads with embedded servers.",
            show_default=False,
        ),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(
            help="Tasks at once. Without it: one per processor.", min=1, show_default=False
        ),
    ] = None,
    alive_file: AliveFile = None,
) -> None:
    """
    Deliver events, handle what other systems told us, and run jobs, until stopped.

    Any number of workers may run, on any number of hosts.
    """
    with servers_told(), installation(broker=True) as place:
        assert place.broker_url is not None
        configure_logs(place.settings.log_level)
        run_worker(
            place.runtime(),
            broker_url=place.broker_url,
            threads=place.is_embedded if threads is None else threads,
            concurrency=concurrency,
            with_beat=with_beat,
            alive_file=alive_file,
        )


def beat(alive_file: AliveFile = None) -> None:
    """
    Start the jobs by the clock, until stopped.

    Should two run, each job is still started once.
    """
    with servers_told(), installation(broker=True) as place:
        assert place.broker_url is not None
        configure_logs(place.settings.log_level)
        run_beat(place.runtime(), broker_url=place.broker_url, alive_file=alive_file)
