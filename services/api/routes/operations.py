"""For whoever runs the service: is it alive, is it ready, which is it, what does it count."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from services.api.deps import CurrentRuntime, public
from services.api.problems import public_problems
from services.core.kit.health import DatabaseNotReady, check_database
from services.core.kit.version import VERSION

router = APIRouter(tags=["operations"], dependencies=[Depends(public)])


class Health(BaseModel):
    status: str = "ok"


class Version(BaseModel):
    version: str


@router.get("/healthz", responses=public_problems())
def healthz() -> Health:
    """Tell that the process answers."""
    return Health()


@router.get("/readyz", responses=public_problems(DatabaseNotReady))
def readyz(runtime: CurrentRuntime) -> Health:
    """Tell that the database answers and has been migrated."""
    check_database(runtime.engine)
    return Health()


@router.get("/version", responses=public_problems())
def version() -> Version:
    """Tell which version this is."""
    return Version(version=VERSION)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        **public_problems(),
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
    },
)
def metrics() -> Response:
    """Count requests and their time, for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
