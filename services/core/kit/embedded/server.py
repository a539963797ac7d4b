"""The life of an embedded server: found or started, kept, stopped; the same for each kind."""

import fcntl
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from services.core.kit.embedded import keeper
from services.core.kit.embedded.account import Account, home_for, server_account

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = keeper.PATIENCE_S + 10
PORT_TRIES = 3
LOG_LINES_TOLD = 15


class ServerFailed(RuntimeError):
    """An embedded server did not come up; the message says what its log says."""


class EmbeddedServer(ABC):
    """
    One server on one folder.

    A live server of that folder is used as it is: if another process owns it, it ends with that
    process; if its owner was lost, we become its owner. Otherwise a new one is started, and ends
    when `stop()` is called or when this process ends, however it ends.
    """

    kind: ClassVar[str]

    def __init__(self, data_dir: Path, *, fast: bool = False) -> None:
        """
        :param data_dir: the server's folder; made if missing. Where the account that the server
            must run as cannot reach it, a folder below /var/tmp stands for it (see `home`).
        :param fast: give up durability for speed. For tests only: a crash loses the data, and
            with the server's end they go anyway.
        """
        self.fast = fast
        self._wanted = data_dir
        self._account: Account | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        self._owner_pid = os.getpid()
        self.home = data_dir

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """
        Have the server up and ready to answer.

        :raises ServerFailed: it did not come up in time, or ended.
        :raises Unreachable: there is no place where its account can work.
        """
        self._account = server_account()
        self.home = home_for(self._wanted, self._account)
        with self._alone():
            deadline = time.monotonic() + START_TIMEOUT_S
            while True:
                if self.answers():
                    self._adopt_if_lost()
                    return
                if not self._is_kept():
                    break
                # Its owner has just ended and it is on its way down, or it hangs.
                if time.monotonic() > deadline:
                    raise ServerFailed(
                        f"the {self.kind} in {self.home} is kept but does not answer"
                    )
                time.sleep(0.1)
            self._install()
            self._start_onfree_port(deadline)
            self._prepare()

    def stop(self) -> None:
        """End the server if it is ours; wait until it has ended."""
        if self._end() and self.fast:
            shutil.rmtree(self.home, ignore_errors=True)

    def _end(self) -> bool:
        keeping, self._keeper = self._keeper, None
        if keeping is None or os.getpid() != self._owner_pid:
            return False
        assert keeping.stdin is not None
        keeping.stdin.close()
        keeping.wait(STOP_TIMEOUT_S)
        return True

    @property
    def _data(self) -> Path:
        return self.home / "data"

    @property
    def port(self) -> int:
        return int((self.home / "port").read_text())

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server of this very folder takes our password."""

    @abstractmethod
    def _install(self) -> None:
        """Lay out the data folder, if it is new."""

    @abstractmethod
    def _command(self, port: int) -> list[str]:
        """The server's command line; no secret stands in it."""

    @abstractmethod
    def _prepare(self) -> None:
        """Bring a server that has just started to the state that its users expect."""

    def _secrets(self, *names: str) -> dict[str, str]:
        """The passwords under these names, drawn at the first call; the file is ours alone."""
        path = self.home / "secrets.json"
        known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in names if name not in known]
        if missing:
            # Safe in a URL and in a configuration file without quoting.
            known |= {name: secrets.token_urlsafe(24) for name in missing}
            path.touch(mode=0o600)
            path.write_text(json.dumps(known))
        return known

    def _start_onfree_port(self, deadline: float) -> None:
        for attempt in range(PORT_TRIES):
            port = free_port()
            (self.home / "port").write_text(str(port))
            log = self.home / "server.log"
            told_before = log.stat().st_size if log.exists() else 0
            self._keeper = self._hire(self._command(port), adopt=None)
            while self._keeper.poll() is None:
                if self.answers():
                    return
                if time.monotonic() > deadline:
                    self._end()
                    break
                time.sleep(0.02)
            said = log.read_bytes()[told_before:].decode(errors="replace") if log.exists() else ""
            self._end()
            if "address already in use" not in said.lower() or attempt == PORT_TRIES - 1:
                last = "\n".join(said.splitlines()[-LOG_LINES_TOLD:])
                raise ServerFailed(f"the {self.kind} in {self.home} did not start:\n{last}")

    def _hire(self, command: list[str], *, adopt: int | None) -> "subprocess.Popen[bytes]":
        account = self._account
        orders = keeper.Orders(
            home=str(self.home),
            command=command,
            environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            uid=account.uid if account else None,
            gid=account.gid if account else None,
            adopt=adopt,
            discard=str(self._data) if self.fast else None,
        )
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", keeper.__file__, json.dumps(orders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that a signal to the owner's group passes it by
        )

    def _adopt_if_lost(self) -> None:
        if not self._is_kept():
            pid = int((self.home / "server.pid").read_text())
            self._keeper = self._hire([], adopt=pid)

    def _is_kept(self) -> bool:
        """Whether a keeper holds its lock on this folder."""
        descriptor = os.open(self.home / "keeper.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One starter at a time: the second then finds the first one's server."""
        descriptor = os.open(self.home / "start.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        except BaseException:
            with suppress(subprocess.TimeoutExpired):
                self._end()
            raise
        finally:
            os.close(descriptor)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
