"""
The master key in HashiCorp Vault or OpenBao: their transit engine wraps, and keeps it.

The key is made with `derived=true`: each context has a key of its own, so that what was wrapped
for one tenant does not open for another (docs/how-to/rotate-keys.md has the commands).
"""

import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import requests

from services.core.kit.crypto import MasterKeyUnavailable, SealBroken

try:
    import hvac
    from hvac.exceptions import Forbidden, InvalidRequest, VaultError
except ModuleNotFoundError:  # pragma: no cover (the extra `vault` is not installed)
    hvac = None

TIMEOUT_S = 5

# How long the number of the newest version is believed: it is asked for while keys are re-wrapped.
VERSION_BELIEVED_S = 10

_FRONT = b"vault:v"  # then the version, a colon, and base64


class TransitKeys:
    """
    `kit.crypto.KeyEncryption` at a transit engine.

    :param token: reads the token anew, for those that an agent renews in a file.
    :raises RuntimeError: the extra `vault` is not installed.
    """

    def __init__(
        self, url: str, *, key_name: str, token: Callable[[], str], mount: str = "transit"
    ) -> None:
        if hvac is None:  # pragma: no cover
            raise RuntimeError("KMS_URL needs the extra: pip install 'minori[vault]'")
        self.where = f"{url}, transit key {key_name}"
        self._token = token
        self._client = hvac.Client(url=url, token=token(), timeout=TIMEOUT_S)
        self._place = {"name": key_name, "mount_point": mount}
        self._newest: tuple[float, int] | None = None

    def __repr__(self) -> str:
        return f"TransitKeys({self.where})"

    def wrap(self, plain: Sequence[tuple[str, bytes]]) -> list[bytes]:
        batch = [
            {"plaintext": _told(key), "context": _told(context.encode())} for context, key in plain
        ]
        return [one["ciphertext"].encode() for one in self._each("encrypt_data", batch)]

    def unwrap(self, wrapped: Sequence[tuple[str, bytes]]) -> list[bytes]:
        try:
            batch = [
                {"ciphertext": blob.decode("ascii"), "context": _told(context.encode())}
                for context, blob in wrapped
            ]
        except UnicodeDecodeError:
            raise SealBroken from None
        return [b64decode(one["plaintext"]) for one in self._each("decrypt_data", batch)]

    def made(self, wrapped: bytes) -> bool:
        return wrapped.startswith(_FRONT)

    def is_current(self, wrapped: bytes) -> bool:
        version = wrapped.removeprefix(_FRONT).partition(b":")[0]
        return version == str(self._newest_version()).encode()

    def _newest_version(self) -> int:
        now = time.monotonic()
        if self._newest is None or now - self._newest[0] > VERSION_BELIEVED_S:
            told = self._ask(lambda: self._client.secrets.transit.read_key(**self._place))
            self._newest = now, int(told["data"]["latest_version"])
        return self._newest[1]

    def _each(self, verb: str, batch: list[dict[str, str]]) -> list[Mapping[str, str]]:
        """One call for all; an item that fails says so in its own result."""
        if not batch:
            return []
        asked = getattr(self._client.secrets.transit, verb)
        # The value that the batch stands in for is not optional to the client.
        stands_in = {"ciphertext": None} if verb == "decrypt_data" else {}
        told = self._ask(lambda: asked(**self._place, **stands_in, batch_input=batch))
        results: list[Mapping[str, str]] = told["data"]["batch_results"]
        if len(results) != len(batch) or any(one.get("error") for one in results):
            raise SealBroken
        return results

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            try:
                return question()
            except Forbidden:
                self._client.token = self._token()
                return question()
        except InvalidRequest:
            raise SealBroken from None
        except (VaultError, requests.RequestException, OSError) as error:
            raise MasterKeyUnavailable(because=type(error).__name__) from None


def _told(data: bytes) -> str:
    return b64encode(data).decode("ascii")
