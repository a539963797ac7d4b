"""`minori member`: the first people of an organisation, and a way in for who has lost theirs."""

from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, unit_of_work, who_types
from services.core.config import Environment
from services.core.identity import service as identity
from services.core.identity.service import SentLink
from services.core.identity.types import LinkPurpose, PrincipalKind, Role
from services.core.kit.unit_of_work import UnitOfWork

app = typer.Typer(
    help="Make members, give them roles, and let them in at first.", no_args_is_help=True
)

OrganisationId = Annotated[UUID, typer.Option("--organisation", help="The organisation's id.")]
MemberId = Annotated[UUID, typer.Argument(help="The member's id, as `list` shows it.")]


@app.command("add")
def add(
    organisation: OrganisationId,
    name: Annotated[str, typer.Option(help="What they are called.")],
    email: Annotated[str, typer.Option(help="Where mail reaches them.")],
    role: Annotated[list[Role], typer.Option(help="What they are; several times for several.")],
    language: Annotated[str, typer.Option(help="ja or en.")] = "ja",
    provider: Annotated[UUID | None, typer.Option(help="Whose staff they are.")] = None,
    municipality: Annotated[
        str | None, typer.Option(help="The code of the municipality they speak for.")
    ] = None,
) -> None:
    """
    Make somebody a member; prints their id and a link, good once, by which they make a passkey.

    Roles of the first two people are given at once; afterwards a second person approves them.
    """
    with (
        told(),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types(), organisation_id=organisation) as uow,
    ):
        identity.get_organisation(uow, organisation)
        member = identity.enlist(
            uow,
            name=name,
            email=email,
            language=language,
            provider_id=provider,
            municipality_code=municipality,
        )
        grants = [identity.request_grant(uow, member_id=member.id, role=one) for one in role]
        link = _link(uow, member.id, LinkPurpose.INVITATION)
    typer.echo(f"{member.id}")
    for grant in grants:
        state = "waits for a second person" if grant.is_waiting else "given"
        typer.echo(f"{grant.role}: {state} ({grant.id})", err=True)
    typer.echo(link.address(runtime.settings.base_url))


@app.command("list")
def list_members(organisation: OrganisationId) -> None:
    """List members with their roles; names stay in the database."""
    with told(), unit_of_work(organisation) as uow:
        for member in identity.members(uow, after=None, limit=10_000):
            roles = " ".join(sorted(identity.roles_of(uow, member_id=member.id)))
            state = "disabled" if member.disabled_at else ""
            typer.echo(f"{member.id}  {roles}  {state}".rstrip())


@app.command("link")
def link(
    organisation: OrganisationId,
    member: MemberId,
    visit: Annotated[
        bool, typer.Option("--visit", help="In development: signs in without a passkey.")
    ] = False,
) -> None:
    """Print a link by which a member signs in once: to make a passkey, having lost the others."""
    with (
        told(),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types(), organisation_id=organisation) as uow,
    ):
        identity.get_member(uow, member)
        if visit:
            sent = identity.visit(
                uow,
                kind=PrincipalKind.MEMBER,
                principal_id=member,
                in_development=runtime.settings.environment is Environment.DEVELOPMENT,
            )
        else:
            sent = _link(uow, member, LinkPurpose.INVITATION)
    typer.echo(sent.address(runtime.settings.base_url))


@app.command("disable")
def disable(organisation: OrganisationId, member: MemberId) -> None:
    """Let somebody not sign in any more, and sign them out everywhere."""
    with told(), unit_of_work(organisation) as uow:
        identity.disable(uow, member_id=member)
    typer.echo(f"disabled {member}")


@app.command("approve")
def approve(
    organisation: OrganisationId,
    grant: Annotated[UUID, typer.Argument(help="The id of the role that was asked for.")],
) -> None:
    """Give a role that somebody else asked for."""
    with told(), unit_of_work(organisation) as uow:
        given = identity.approve_grant(uow, grant_id=grant)
    typer.echo(f"{given.role}: given")


def _link(uow: UnitOfWork, member_id: UUID, purpose: LinkPurpose) -> SentLink:
    id = identity.prepare_link(
        uow, kind=PrincipalKind.MEMBER, principal_id=member_id, purpose=purpose
    )
    return identity.send_link(uow, link_id=id)
