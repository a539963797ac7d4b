"""A real browser over a real server: Debian's Chromium, driven by Playwright."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from services.api.main import create_app
from services.core.bootstrap import Runtime

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# A browser that asks nobody but the page's own server, and leaves nothing behind.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEADLINE_S = 20

# What a page does at once takes seconds where many tests share two cores.
expect.set_options(timeout=DEADLINE_S * 1_000)


# Not of the session: as long as it stands, its event loop runs in this thread, and no test of
# another module could run one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser that the machine has; `make test` fetches one where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program is not None, "no Chromium: run `make browser`"
    # Its sandbox does not start for root, as in a container; the pages are our own.
    sandboxed = os.geteuid() != 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, chromium_sandbox=sandboxed
        )
        yield browser
        browser.close()


@pytest.fixture
def site(runtime: Runtime) -> Iterator[Runtime]:
    """The application on a port of this machine; its runtime knows the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    base_url = f"http://localhost:{listening.getsockname()[1]}"
    settings = runtime.settings.model_copy(update={"base_url": base_url})
    served = replace(runtime, settings=settings)
    server = uvicorn.Server(uvicorn.Config(create_app(served), log_config=None, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + DEADLINE_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the server did not come up"
    yield served
    server.should_exit = True
    thread.join(DEADLINE_S)
    listening.close()


@pytest.fixture
def context(chromium: Browser, site: Runtime) -> Iterator[BrowserContext]:
    """A fresh profile, English, the width of an old phone."""
    context = chromium.new_context(
        base_url=site.settings.base_url,
        locale="en-GB",
        viewport={"width": 320, "height": 640},
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen: no script error, no broken policy."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    yield page
    assert troubles == []
