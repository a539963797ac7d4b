"""What routes ask for: a unit of work that knows who acts, and leave to do what they do."""

from collections.abc import Callable, Iterator
from typing import Annotated, Protocol, cast
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from services.api import cookies, csrf
from services.core.bootstrap import Runtime
from services.core.identity import policies
from services.core.identity import service as identity
from services.core.identity.errors import NotPermitted
from services.core.identity.policies import Permission, Scope
from services.core.identity.types import RelyingParty
from services.core.kit.actor import ANYBODY, Actor
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown
from services.core.programmes.models import Programme

bearer = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="A key of a machine, or the secret of a paired scanner.",
)
session_cookie = APIKeyCookie(
    name=cookies.SESSION,
    auto_error=False,
    scheme_name="Session",
    description=f"A person's session; what changes something also needs `{csrf.HEADER}`.",
)


def get_runtime(request: Request) -> Runtime:
    """The runtime that the application was made with."""
    return cast("Runtime", request.app.state.runtime)


CurrentRuntime = Annotated[Runtime, Depends(get_runtime)]


def unit_of_work(
    request: Request,
    runtime: CurrentRuntime,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    session: Annotated[str | None, Depends(session_cookie)],
) -> Iterator[UnitOfWork]:
    """
    One transaction for one request, of whoever brings the key or the session.

    Its scope is the function: it commits *before* the answer goes out, so that no failed commit
    is ever answered "created".

    :raises NotAuthenticated: neither key nor session, or none in force.
    :raises CrossSiteRequest: a session came from a page that is not ours.
    """
    with runtime.unit_of_work(ANYBODY) as uow:
        if credentials is not None:
            uow.actor = identity.authenticate(uow, text=credentials.credentials)
        else:
            uow.actor = identity.resume(uow, text=session)
            assert uow.actor.session_id is not None, "who resumes a session has one"
            told = request.headers.get(csrf.HEADER)
            csrf.require_own_page(request, runtime.ring, uow.actor.session_id, told)
        yield uow


def public_unit_of_work(runtime: CurrentRuntime) -> Iterator[UnitOfWork]:
    """One transaction for a request that anybody may make."""
    with runtime.unit_of_work(ANYBODY) as uow:
        yield uow


Uow = Annotated[UnitOfWork, Depends(unit_of_work, scope="function")]
PublicUow = Annotated[UnitOfWork, Depends(public_unit_of_work, scope="function")]


class Guard(Protocol):
    permission: Permission
    scopes: frozenset[Scope]

    def __call__(self, uow: Uow) -> Actor: ...


def permit(permission: Permission, *narrows_to: Scope) -> Callable[..., Actor]:
    """
    A dependency that lets only roles with `permission` pass (`identity.policies`).

    A route that does not say to which owners it narrows its answer answers nobody whose leave
    ends at an owner: what was forgotten is refused, not told. Where all roles have the same
    scope there is nothing to forget.

    :param narrows_to: the owners that the route tells apart, beside the organisation.
    :raises NotAuthenticated: no key, or none in force.
    :raises NotPermitted: the roles do not include it, or not for all that the route answers.
    :raises StepUpRequired: the person has to prove anew to be there.
    """

    known = (Scope.ORGANISATION, policies.uniform_scope(permission), *narrows_to)
    scopes = frozenset(scope for scope in known if scope is not None)

    def guard(uow: Uow) -> Actor:
        policies.require(uow.actor, permission, at=uow.now)
        if policies.scope_of(uow.actor, permission) not in scopes:
            raise NotPermitted(permission=permission.value)
        uow.purpose = policies.PURPOSES[permission].value
        return uow.actor

    # What it asks for, for the tests that read it.
    marked = cast("Guard", guard)
    marked.permission, marked.scopes = permission, scopes
    return marked


def public() -> None:
    """Marks a route as open to anybody, on purpose: a test finds routes that are so by accident."""


def organisation_of(uow: UnitOfWork) -> UUID:
    """The organisation that an authenticated actor acts for."""
    assert uow.organisation_id is not None, "every key belongs to an organisation"
    return uow.organisation_id


def own_donor(uow: UnitOfWork, permission: Permission) -> UUID | None:
    """The donor to whom the actor's leave is narrowed; None: it is not."""
    return uow.actor.id if policies.scope_of(uow.actor, permission) is Scope.OWN else None


def own_household(uow: UnitOfWork, permission: Permission) -> UUID | None:
    """The family to which the actor's leave is narrowed; None: it is not."""
    narrowed = policies.scope_of(uow.actor, permission) is Scope.OWN_HOUSEHOLD
    return uow.actor.household_id if narrowed else None


def own_municipality(uow: UnitOfWork, permission: Permission) -> str | None:
    """The municipality to which the actor's leave is narrowed; None: it is not."""
    narrowed = policies.scope_of(uow.actor, permission) is Scope.OWN_MUNICIPALITY
    return uow.actor.municipality_code if narrowed else None


def programme_of(uow: UnitOfWork, programme_id: UUID) -> Programme:
    """
    The programme, if it is the actor's organisation's.

    :raises ProgrammeUnknown: there is none, or it is another organisation's: which, is not told.
    """
    programme = programmes.get(uow, programme_id)
    if programme.organisation_id != uow.organisation_id:
        raise ProgrammeUnknown(programme_id=programme_id)
    return programme


def relying_party(runtime: CurrentRuntime) -> RelyingParty:
    """This installation as browsers and their passkeys know it, by its BASE_URL."""
    place = urlsplit(runtime.settings.base_url)
    return RelyingParty(
        id=place.hostname or "", name="Minori", origin=f"{place.scheme}://{place.netloc}"
    )


Party = Annotated[RelyingParty, Depends(relying_party)]
