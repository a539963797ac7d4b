"""`minori demo`: live through the year, tell it in figures, and serve it."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from services.cli.demo import ending, founding, giving, intake, months
from services.cli.demo.counters import Counters
from services.cli.demo.exhibition import exhibit
from services.cli.demo.hosting import serving
from services.cli.demo.index import write_index
from services.cli.demo.labour import working
from services.cli.demo.reset import begin_anew
from services.cli.demo.stage import Advance, Stage
from services.cli.demo.summary import contradictions, summarise
from services.cli.demo.telling import show
from services.cli.installation import Installation, installation, servers_told
from services.core.kit.clock import SetClock
from services.core.kit.logs import configure_logs
from services.sandbox.fakestripe import FakeStripe, host
from services.sandbox.year.lessons import lessons_of
from services.sandbox.year.plan import AMOUNT_YEN, Plan

BEGINS_AT = datetime(2024, 7, 31, 15, 0, tzinfo=UTC)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Do not serve afterwards.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    children: Annotated[int, typer.Option(min=8, help="How many vouchers there are.")] = 54,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal years.")] = 1,
    out: Annotated[
        Path, typer.Option(file_okay=False, help="Where the artefacts are written.")
    ] = Path("demo-output"),
    port: Annotated[int, typer.Option(help="Where it is served afterwards.")] = 8000,
) -> None:
    """
    Live through a year of an invented study-coupon programme, in a real database.

    Gifts come in by every door, and some go back; families apply; a lottery is drawn; vouchers
    are redeemed at counters; classrooms are paid; donors are told. Nobody in it exists. An
    installation that holds anything but an earlier demo is left alone.
    """
    configure_logs("WARNING")
    with servers_told(), installation(broker=True) as place:
        begin_anew(place, out)
        played = play(place, Plan(children, seed), out, quiet=as_json)
        (out / "summary.json").write_text(json.dumps(played, indent=2) + "\n", "utf-8")
        if as_json:
            typer.echo(json.dumps(played))
        else:
            show(played, out)
        if wrong := contradictions(played):
            typer.echo("\n".join(wrong), err=True)
            raise typer.Exit(1)
        if not once:
            exhibit(place, port=port, artefacts=out)


def play(place: Installation, plan: Plan, out: Path, *, quiet: bool) -> dict[str, Any]:
    """Live through the year; returns its figures."""
    clock, secret = SetClock(BEGINS_AT), secrets.token_hex(16)
    world = FakeStripe(plan.seed, int(BEGINS_AT.timestamp()), twin_share=0.2)
    seconds: dict[str, float] = {}
    with ExitStack() as stack:
        gateway = stack.enter_context(host(world))
        runtime = replace(
            place.runtime(pool_size=20),
            clock=clock,
            settings=place.settings.model_copy(
                update={
                    "stripe_api_key": SecretStr(f"sk_test_{secrets.token_hex(12)}"),
                    "stripe_webhook_secret": SecretStr(f"whsec_{secret}"),
                    "stripe_api_base": gateway.base_url,
                }
            ),
        )
        stack.callback(runtime.engine.dispose)
        assert place.broker_url is not None
        home = place.settings.data_dir.resolve() / "demo-worker"
        labour = stack.enter_context(working(runtime, place.broker_url, home=home))
        port = stack.enter_context(serving(runtime))
        stage = Stage(plan, runtime, clock, out, labour, port)
        scene = stack.enter_context(scenes(seconds, quiet=quiet))
        _live(stage, world, f"whsec_{secret}", scene)
        with scene("everything told", 1):
            labour.wait()
        with scene("checked", 1):
            summary = summarise(stage)
            write_index(stage, summary)
    return {**summary, "seconds": {name: round(taken, 2) for name, taken in seconds.items()}}


Scene = Callable[[str, int], Any]


def _live(stage: Stage, world: FakeStripe, secret: str, scene: Scene) -> None:
    plan = stage.plan
    with scene("programme founded", 1):
        founding.found(stage)
    with scene("gifts received", plan.donors) as advance:
        almsbox = giving.receive(stage, giving.PostOffice(stage, world, secret), advance)
    with scene("classrooms approved", plan.providers) as advance:
        intake.announce(stage)
        founding.open_classrooms(stage, advance)
    with scene("families applied", 1):
        intake.take_applications(stage)
    with scene("lottery drawn", 1):
        intake.draw(stage)
    with scene("vouchers issued", 1):
        cards = intake.issue(stage)
    lessons = lessons_of(plan, len(cards))
    counters = Counters(stage, cards, AMOUNT_YEN)
    with scene("year of lessons", len(lessons)) as advance:
        months.live_through(stage, counters, almsbox, counters.open(), lessons, advance)
    with scene("results published", ending.STEPS) as advance:
        ending.report(stage, advance)


@contextmanager
def scenes(seconds: dict[str, float], *, quiet: bool) -> Iterator[Scene]:
    """Tell each scene: a bar on a terminal, a line in a file, nothing where a machine listens."""
    columns = (TextColumn("{task.description:22}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal) as progress:

        @contextmanager
        def scene(name: str, steps: int) -> Iterator[Advance]:
            task, started = progress.add_task(name, total=steps), time.perf_counter()
            yield lambda done: progress.advance(task, done)
            progress.update(task, completed=steps)
            taken = seconds[name.replace(" ", "_")] = time.perf_counter() - started
            if not quiet and not console.is_terminal:
                console.print(f"{name}: {taken:.1f} s")

        yield scene
