"""The cases on CPython."""

import asyncio
import os
import socket
from typing import Any

import pytest

from aws4web import NetworkError

from .cases.all import CASES, run
from .cases.world import Places, World
from .fault_process import FaultServer


def world_of(server: FaultServer, name: str) -> World:
    """What a case has on CPython."""

    async def call(command: str, **arguments: Any) -> Any:
        return await asyncio.to_thread(server.call, command, **arguments)

    return World(name, Places(**server.places), call, "cpython", None)


@pytest.fixture(autouse=True)
def amazon_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS's host names lead to the fault server."""
    real = socket.getaddrinfo

    def resolve(host: str | bytes, *rest: Any, **options: Any) -> Any:
        return real("127.0.0.1" if os.fsdecode(host).endswith(".amazonaws.com") else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.page])
async def test_case(server: FaultServer, name: str) -> None:
    await run(name, world_of(server, name))


async def test_a_name_that_cannot_be_resolved(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    world = world_of(server, "dns")
    with pytest.raises(NetworkError, match=r"^GET http://nowhere\.test/: .*\(DNS\)") as caught:
        await world.client().fetch("http://nowhere.test/")
    assert caught.value.__cause__ is not None
    await world.close()
