"""How the gateway says no."""

from typing import Any


class Refused(Exception):
    """
    An answer that is an error, in the gateway's own words and shape.

    :param executed: the request had begun to be carried out, so its answer is kept for its key.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.executed = executed
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message}}
        if code is not None:
            self.body["error"]["code"] = code
        if param is not None:
            self.body["error"]["param"] = param


def missing(param: str) -> Refused:
    return Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(kind: str, id: str) -> Refused:
    return Refused(f"No such {kind}: '{id}'", status=404, code="resource_missing", param=kind)


def unplayed(what: str, param: str) -> Refused:
    """What the real gateway could do, and this one does not play."""
    return Refused(f"Not played here: {what}.", code="parameter_unknown", param=param)
