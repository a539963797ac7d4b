"""A gateway in memory, and a way to send it requests without a socket."""

import asyncio

import httpx2 as httpx
import pytest

from services.sandbox.fakestripe import FakeStripe, build_app
from tests.factories.fakestripe import MONDAY

KEY = {"Authorization": "Bearer sk_test_1"}


@pytest.fixture
def world():
    return FakeStripe(seed=1, now=MONDAY, traced=True)


@pytest.fixture
def caller():
    """Makes a function that sends a request to a gateway and returns its answer."""

    def caller(world, *faults):
        transport = httpx.ASGITransport(build_app(world, *faults))

        async def send(method, path, headers, data):
            async with httpx.AsyncClient(transport=transport, base_url="http://fake") as client:
                return await client.request(method, path, headers=KEY | headers, data=data)

        def call(method, path, *, headers=None, data=None):
            return asyncio.run(send(method, path, headers or {}, data))

        return call

    return caller


@pytest.fixture
def call(world, caller):
    return caller(world)
