"""Problems as RFC 9457 has them: the one place that turns an error's kind into a status."""

from collections import defaultdict
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from services.api import faults
from services.core.bootstrap import is_transient
from services.core.identity.errors import NotAuthenticated, NotPermitted
from services.core.kit.errors import DomainError, ErrorKind
from services.core.kit.texts import preferred_language, text

MEDIA_TYPE = "application/problem+json"

STATUS = {
    ErrorKind.INVALID: 422,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.THROTTLED: 429,
    ErrorKind.UNAVAILABLE: 503,
}

# What may go wrong before a route is reached has codes of the edge's own.
EDGE_CODES = {
    404: "route_unknown",
    405: "method_not_allowed",
    408: "request_too_slow",
    413: "request_too_large",
    415: "media_type_unsupported",
    421: "host_unknown",
    431: "headers_too_large",
}
FIELDS_INVALID = "fields_invalid"
INTERNAL_ERROR = "internal_error"


class FieldError(BaseModel):
    """One field at fault: a JSON pointer (RFC 6901) and one plain sentence."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details; ids and amounts follow as extension members."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None


def problems(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a guarded route that may raise `errors`."""
    return public_problems(NotAuthenticated, NotPermitted, *errors)


def public_problems(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that is open to anybody."""
    codes: dict[int, list[str]] = defaultdict(list)
    for error in errors:
        codes[STATUS[error.kind]].append(error.code)
    codes[422].append(FIELDS_INVALID)
    return {status: documented(names) for status, names in sorted(codes.items())}


def render(
    code: str,
    status: int,
    language: str,
    *,
    facts: dict[str, object] | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem in the reader's language."""
    message = f"problem-{code.replace('_', '-')}"
    facts = facts or {}
    body: dict[str, object] = {
        **{name: _json(fact) for name, fact in facts.items() if name not in Problem.model_fields},
        "type": f"/problems/{code}",
        "title": text(f"{message}.title", language),
        "status": status,
        "detail": text(message, language, **facts),
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return JSONResponse(
        body,
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Content-Language": language, "Vary": "Accept-Language", **(headers or {})},
    )


def of_error(error: DomainError, language: str) -> JSONResponse:
    """The problem that a domain error is told as."""
    headers = {}
    if error.kind is ErrorKind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    waiting_helps = error.kind in {ErrorKind.UNAVAILABLE, ErrorKind.THROTTLED}
    if waiting_helps or "retry_after_s" in error.context:
        headers["Retry-After"] = str(error.context.get("retry_after_s", 5))
    response = render(error.code, STATUS[error.kind], language, facts=error.context)
    if error.pointer:
        detail = text(f"problem-{error.code.replace('_', '-')}", language, **error.context)
        fields = [{"pointer": error.pointer, "detail": detail}]
        response = render(
            error.code, STATUS[error.kind], language, facts=error.context, errors=fields
        )
    response.headers.update(headers)
    return response


def install(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _fields_invalid)
    app.add_exception_handler(HTTPException, _http_exception)


def of_fault(error: Exception, language: str) -> JSONResponse:
    """The problem that an error which nobody foresaw is told as: what it was is not told."""
    if isinstance(error, DBAPIError) and is_transient(error):
        return render("try_again", 503, language, headers={"Retry-After": "1"})
    return render(INTERNAL_ERROR, 500, language)


def language_of(request: Request) -> str:
    return preferred_language(request.headers.get("accept-language"))


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    return of_error(cast("DomainError", error), language_of(request))


async def _fields_invalid(request: Request, error: Exception) -> JSONResponse:
    language = language_of(request)
    fields = faults.told(cast("RequestValidationError", error).errors(), language)
    return render(FIELDS_INVALID, 422, language, errors=fields)


async def _http_exception(request: Request, error: Exception) -> JSONResponse:
    http = cast("HTTPException", error)
    code = EDGE_CODES.get(http.status_code)
    headers = dict(http.headers or {})
    if code is None:  # a form that cannot be read is as invalid as any other body
        return render(FIELDS_INVALID, 422, language_of(request), headers=headers)
    return render(code, http.status_code, language_of(request), headers=headers)


def documented(codes: list[str]) -> dict[str, Any]:
    """One response of the published description: a problem with one of `codes`."""
    description = "Problem: " + ", ".join(f"`{code}`" for code in codes)
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _json(fact: object) -> object:
    return fact if fact is None or isinstance(fact, bool | int | str | list) else str(fact)
