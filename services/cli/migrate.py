"""`minori migrate`: bring the database to a revision."""

from functools import partial
from typing import Annotated

import typer

from services.cli.installation import Installation, installation, servers_told
from services.core.migrations import runner as migrations
from services.worker.sealer import each_organisation
from services.worker.tasks import keys

TARGET_HELP = "'up' to the newest, 'down' by one, or a revision such as 0003."


def migrate(
    target: Annotated[str, typer.Argument(metavar="[up|down|REVISION]", help=TARGET_HELP)] = "up",
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 unless all is up to date.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before data is lost.")] = False,
) -> None:
    """
    Migrate the database of DATABASE_OWNER_URL, or the embedded one.

    A way down takes tables and what is in them away: it asks first.
    """
    with servers_told(), installation() as place:
        if place.owner_url is None:
            typer.echo("minori: set DATABASE_OWNER_URL to the role that owns the tables", err=True)
            raise typer.Exit(1)
        if check:
            _check(place.owner_url)
        else:
            _move(place, place.owner_url, target, yes=yes)


def _move(place: Installation, owner_url: str, target: str, *, yes: bool) -> None:
    stands_at = migrations.current(owner_url)
    downwards = target in {"down", "base"} or (
        target != "up" and stands_at is not None and target < stands_at
    )
    if downwards:
        if not yes:
            typer.confirm(f"Going down from {stands_at} loses data. Go on?", abort=True)
        revision = "-1" if target == "down" else target
        migrations.downgrade(owner_url, app_url=place.database_url, revision=revision)
    else:
        revision = "head" if target == "up" else target
        migrations.upgrade(owner_url, app_url=place.database_url, revision=revision)
        if revision == "head":
            _keep_keys(place)
    typer.echo(f"{stands_at or 'empty'} -> {migrations.current(owner_url) or 'empty'}")


def _keep_keys(place: Installation) -> None:
    """
    Keep the keys that derive from the secret still, while the secret is the one they derive from.
    """
    runtime = place.runtime()
    try:
        each_organisation(runtime, partial(keys.rewrap, runtime))
    finally:
        runtime.engine.dispose()


def _check(owner_url: str) -> None:
    stands_at, newest = migrations.current(owner_url), migrations.head()
    if stands_at != newest:
        typer.echo(f"the database stands at {stands_at or 'nothing'}, the newest is {newest}")
        raise typer.Exit(1)
    if differences := migrations.drift(owner_url):
        typer.echo("the database differs from the models:")
        for difference in differences:
            typer.echo(f"  {difference}")
        raise typer.Exit(1)
    typer.echo(f"up to date at {newest}")
