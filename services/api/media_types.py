"""A route takes the kind of content that it describes, and no other (RFC 9110, 15.5.16)."""

from email.message import Message

from fastapi import HTTPException, Request, params
from starlette.datastructures import Headers

JSON = "application/json"
FORMS = {"multipart/form-data", "application/x-www-form-urlencoded"}


def expected(request: Request) -> None:
    """
    A dependency of every route: a body is of the kind that the route describes.

    A form of another site's can send text and forms without being asked whether it may, but not
    JSON: that a JSON route takes nothing else is a wall against such requests, too.

    :raises HTTPException: 415.
    """
    field = getattr(request.scope.get("route"), "body_field", None)
    if field is None or not _has_body(request.headers):
        return
    if isinstance(field.field_info, params.Form):
        if media_type(request.headers) not in FORMS:
            raise HTTPException(415)
    else:
        must_be_json(request.headers)


def must_be_json(headers: Headers) -> None:
    """:raises HTTPException: 415, where the content is something else or says nothing."""
    told = media_type(headers)
    if told != JSON and not (told.startswith("application/") and told.endswith("+json")):
        raise HTTPException(415)


def media_type(headers: Headers) -> str:
    """The media type of the content without its parameters; empty where none is told."""
    told = headers.get("content-type")
    if not told:
        return ""
    message = Message()
    message["content-type"] = told
    return message.get_content_type()


def _has_body(headers: Headers) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
