"""Speaks JSON to the API over one connection, as a client of a user's would."""

import json
from http.client import HTTPConnection
from typing import Any


class Caller:
    """A client with a key."""

    def __init__(self, port: int, key: str | None = None) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._key = key

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | bytes | None = None,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Ask, and return status and answer."""
        content = json.dumps(body).encode() if isinstance(body, dict) else body
        sent = {"Content-Type": "application/json", **(headers or {})}
        if bearer := key or self._key:
            sent["Authorization"] = f"Bearer {bearer}"
        self._connection.request(method, path, content, sent)
        response = self._connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")

    def must(
        self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str
    ) -> dict[str, Any]:
        """
        The answer of a request that has to succeed.

        :raises RuntimeError: it did not.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, answer = self.call(method, path, body, headers=named)
        if status // 100 != 2:
            raise RuntimeError(f"{method} {path} answered {status}: {answer}")
        return answer

    def close(self) -> None:
        self._connection.close()
