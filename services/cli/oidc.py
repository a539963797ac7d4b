"""`minori oidc`: an organisation's own identity provider, named and examined at the host."""

import json
from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, unit_of_work, who_types
from services.core.identity import service as identity
from services.core.identity.service.oidc_providers import SCOPES

app = typer.Typer(
    help="The identity provider (OpenID Connect) by which an organisation's members sign in.",
    no_args_is_help=True,
)

Organisation = Annotated[UUID, typer.Option("--organisation", help="The organisation's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

CALLBACK = "/api/v1/sign-in/oidc/callback"


@app.command()
def keep(
    organisation: Organisation,
    issuer: Annotated[str, typer.Option(help="Its address, as its metadata says it.")],
    client_id: Annotated[str, typer.Option(help="What this service is called there.")],
    secret: Annotated[
        str,
        typer.Option(
            prompt=True, hide_input=True, help="The client's secret; asked for where left out."
        ),
    ],
    scope: Annotated[list[str], typer.Option(help="What to ask for.")] = list(SCOPES),  # noqa: B006
    domain: Annotated[
        list[str], typer.Option(help="Of addresses by which members are found; none: any.")
    ] = [],  # noqa: B006
    strong_acr: Annotated[
        list[str], typer.Option(help="What it calls a sign-in by two factors, the best first.")
    ] = [],  # noqa: B006
) -> None:
    """Let an organisation's members sign in by this provider; prints what to register there."""
    with told(), open_runtime() as runtime:
        with runtime.unit_of_work(who_types(), organisation_id=organisation) as uow:
            identity.get_organisation(uow, organisation)
            identity.keep_oidc_provider(
                uow,
                runtime.oidc_providers,
                issuer=issuer,
                client_id=client_id,
                client_secret=secret,
                scopes=scope,
                email_domains=domain,
                strong_acr=strong_acr,
            )
        typer.echo(f"redirect URI: {runtime.settings.base_url.rstrip('/')}{CALLBACK}")


@app.command()
def check(organisation: Organisation, as_json: AsJson = False) -> None:
    """Ask the provider whether signing in by it could work. Exit 1 where it could not."""
    with told(as_json=as_json), open_runtime() as runtime:
        with runtime.unit_of_work(who_types(), organisation_id=organisation) as uow:
            client = identity.oidc_client(uow)
        redirect_uri = f"{runtime.settings.base_url.rstrip('/')}{CALLBACK}"
        found = runtime.oidc_providers.examine(client, redirect_uri=redirect_uri)
    if as_json:
        typer.echo(json.dumps({"issuer": client.issuer, **asdict(found)}))
    else:
        knows = {True: "took it", False: "did not take it", None: "did not tell"}[found.knows_us]
        typer.echo(f"issuer: {client.issuer}")
        typer.echo(f"sign-in at: {found.authorization_endpoint}")
        typer.echo(f"keys: {found.keys}, algorithms: {', '.join(found.algorithms)}")
        typer.echo(f"our client id and secret: it {knows}")
    if found.knows_us is False:
        raise typer.Exit(1)


@app.command()
def remove(organisation: Organisation) -> None:
    """Let nobody sign in by the provider any more."""
    with told(), unit_of_work(organisation) as uow:
        identity.remove_oidc_provider(uow)
    typer.echo("removed")
