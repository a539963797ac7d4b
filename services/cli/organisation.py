"""`minori organisation` and `minori key`: the first steps of an installation of one's own."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import unit_of_work
from services.core.identity import service as identity
from services.core.identity.types import Role

app = typer.Typer(help="Found an organisation, and list those there are.", no_args_is_help=True)
keys = typer.Typer(help="Make the keys by which people and machines act.", no_args_is_help=True)

OrganisationId = Annotated[UUID, typer.Option("--organisation", help="The organisation's id.")]


@app.command("found")
def found(
    name_ja: Annotated[str, typer.Option(help="Its name in Japanese, as donors read it.")],
    name_en: Annotated[str, typer.Option(help="Its name in English.")],
    kana: Annotated[str, typer.Option(help="Its name in kana, as its bank knows it.")],
    address: Annotated[str, typer.Option(help="Its address, as receipts state it.")],
    certification: Annotated[
        str | None, typer.Option(help="The number of its certification (認定NPO法人).")
    ] = None,
) -> None:
    """Found an organisation; prints its id."""
    with told(), unit_of_work() as uow:
        organisation = identity.found_organisation(
            uow,
            name_ja=name_ja,
            name_en=name_en,
            legal_name_kana=kana,
            address=address,
            certification_number=certification,
        )
    typer.echo(str(organisation.id))


@app.command("list")
def list_organisations() -> None:
    """List the organisations of this installation."""
    with told(), unit_of_work() as uow:
        for organisation in identity.organisations(uow):
            typer.echo(f"{organisation.id}  {organisation.name_ja}")


@keys.command("create")
def create_key(
    organisation: OrganisationId,
    name: Annotated[str, typer.Option(help="Whose it is: a person or a device.")],
    role: Annotated[list[Role], typer.Option(help="What it may do; several times for several.")],
    provider: Annotated[
        UUID | None, typer.Option(help="The provider that a provider's role speaks for.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=730, help="How long it is in force.")] = 365,
) -> None:
    """Make an API key. It is printed here and cannot be had again."""
    with told(), unit_of_work(organisation) as uow:
        identity.get_organisation(uow, organisation)
        key = identity.create_api_key(
            uow,
            organisation_id=organisation,
            name=name,
            roles=set(role),
            provider_id=provider,
            lifetime=timedelta(days=days),
        )
    typer.echo(key.text)


@keys.command("revoke")
def revoke_key(
    organisation: OrganisationId,
    key: Annotated[UUID, typer.Argument(help="The key's id: what stands in it after `minori_`.")],
) -> None:
    """Revoke a key from now on."""
    with told(), unit_of_work(organisation) as uow:
        identity.revoke_api_key(uow, organisation_id=organisation, key_id=key)
    typer.echo(f"revoked {key}")
