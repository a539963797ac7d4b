"""An HTTP client of the application as somebody in some role."""

from uuid import UUID

from fastapi.testclient import TestClient

from services.api.main import create_app
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import operator


def client(runtime: Runtime, key: str | None = None, language: str = "en") -> TestClient:
    """A client that brings `key`; errors of the server are answers, as in production."""
    headers = {"Accept-Language": language}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    app = create_app(runtime)
    # TLS, as in production: a session's cookie is sent over nothing else.
    return TestClient(
        app, base_url="https://localhost", headers=headers, raise_server_exceptions=False
    )


def key_for(
    runtime: Runtime,
    organisation_id: UUID,
    *roles: Role,
    provider_id: UUID | None = None,
    municipality_code: str = "13113",
) -> str:
    """A key in these roles; each call is another person. A municipality's is Shibuya's."""
    with runtime.unit_of_work(operator("keys"), organisation_id=organisation_id) as uow:
        made = identity.create_api_key(
            uow,
            organisation_id=organisation_id,
            name="test",
            roles=set(roles),
            provider_id=provider_id,
            municipality_code=municipality_code if Role.MUNICIPALITY in roles else None,
        )
    return made.text
