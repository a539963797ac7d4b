"""Processes that tests start, wait for, and end as roughly as they like."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ROOM = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8"}


@contextlib.contextmanager
def open_folder():
    """A folder that other accounts can reach, unlike pytest's; gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="minori-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


class Started:
    """A command in a process group of its own."""

    def __init__(self, command, *, cwd, log, **environment):
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env=ROOM | environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def kill_group(self):
        """End the process and all its children at once, as a lost host does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self, timeout_s=60):
        """Ask the process to stop, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def told(self):
        return self.log.read_text(errors="replace")


def wait_until(true, *, timeout_s, process=None):
    """Look until `true()`; fail with the process's log where it ends or time runs out."""
    deadline = time.monotonic() + timeout_s
    while not true():
        if process and process.process.poll() is not None:
            raise AssertionError(f"ended with {process.process.returncode}:\n{process.told()}")
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s} s\n{process.told() if process else ''}")
        time.sleep(0.05)
