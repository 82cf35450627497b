"""Event loops end, threads end, clients are forgotten: nothing is left, and no warning is shown."""

import asyncio
import gc
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest

from aws4web import AwsClient

from .server import Server, client, open_sockets, serving

_ROOT = Path(__file__).parents[2]


def event_loops() -> int:
    """How many event loops are still in memory."""
    return sum(isinstance(each, asyncio.BaseEventLoop) for each in gc.get_objects())


class Elsewhere:
    """A server in a thread of its own."""

    def __init__(self) -> None:
        self.url = ""
        self._server: Server | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._ends = asyncio.Event()

    def until_closed(self) -> None:
        """Wait until all connections to it are closed."""
        assert self._server
        asyncio.run_coroutine_threadsafe(self._server.until_open(0), self._loop).result(20)

    async def _serve(self) -> None:
        async with serving() as self._server:
            self.url = self._server.url
            self._ready.set()
            await self._ends.wait()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Serve until the block ends."""
        thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        thread.start()
        self._ready.wait()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._ends.set)
            thread.join()
            self._loop.close()


async def read(aws: AwsClient, url: str) -> str:
    return await (await aws.fetch(url)).text()


def test_one_client_in_many_event_loops_leaves_nothing() -> None:
    with Elsewhere().running() as server:
        aws = client()
        asyncio.run(read(aws, server.url))
        server.until_closed()
        gc.collect()
        before = open_sockets(), event_loops()
        for _ in range(60):
            assert asyncio.run(read(aws, server.url)) == "ok"
        server.until_closed()
        gc.collect()
        assert (open_sockets(), event_loops()) == before
        del aws


def test_a_client_for_each_event_loop_leaves_nothing() -> None:
    with Elsewhere().running() as server:
        gc.collect()
        before = open_sockets(), event_loops()
        for _ in range(60):
            assert asyncio.run(read(client(), server.url)) == "ok"
        server.until_closed()
        gc.collect()
        assert (open_sockets(), event_loops()) == before


def test_a_dropped_client_closes_its_connections_while_the_loop_goes_on() -> None:
    async def use_many(url: str) -> None:
        for _ in range(20):
            assert await read(client(), url) == "ok"
        await asyncio.to_thread(server.until_closed)

    with Elsewhere().running() as server:
        asyncio.run(use_many(server.url))


def test_one_client_in_many_threads() -> None:
    aws = client()
    failures: list[BaseException] = []

    def use(url: str) -> None:
        async def run() -> None:
            for _ in range(5):
                assert set(await asyncio.gather(*[read(aws, url) for _ in range(5)])) == {"ok"}

        try:
            asyncio.run(run())
        except BaseException as error:
            failures.append(error)

    with Elsewhere().running() as server:
        gc.collect()
        before = open_sockets()
        threads = [threading.Thread(target=use, args=(server.url,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        server.until_closed()
        assert open_sockets() == before


_PROGRAMS = {
    "forgets to close": """
        async def main():
            await (await aws.fetch(url)).text()
        asyncio.run(main())
    """,
    "reads nothing": """
        async def main():
            global kept
            kept = await aws.fetch(url)
        asyncio.run(main())
    """,
    "drops everything": """
        async def main():
            await AwsClient(**options).fetch(url)
        asyncio.run(main())
    """,
    "reads half": """
        async def main():
            async for _ in await aws.fetch(url):
                break
        asyncio.run(main())
    """,
    "is cancelled": """
        async def main():
            task = asyncio.ensure_future(aws.fetch(url))
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        asyncio.run(main())
    """,
    "leaves a task behind": """
        async def main():
            global task
            task = asyncio.ensure_future(aws.fetch(url))
            await (await aws.fetch(url)).text()
        asyncio.run(main())
    """,
    "runs several loops": """
        async def main():
            await (await aws.fetch(url)).text()
        for _ in range(3):
            asyncio.run(main())
    """,
    "closes": """
        async def main():
            async with AwsClient(**options) as aws:
                await (await aws.fetch(url)).text()
        asyncio.run(main())
    """,
}
_BEGINNING = """
import asyncio, sys
from aws4web import AwsClient
url = sys.argv[1]
options = dict(access_key_id="a", secret_access_key="b", service="execute-api", region="us-east-1")
aws = AwsClient(**options)
"""


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("name", _PROGRAMS)
async def test_development_mode_has_nothing_to_say(
    name: str, secure: bool, tls: object, authority_file: Path, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    lines = _PROGRAMS[name].strip("\n").splitlines()
    program.write_text(_BEGINNING + "\n".join(line[8:] if line[:8].isspace() else line.strip() for line in lines))
    async with serving(tls=tls if secure else None) as server:  # pyright: ignore[reportArgumentType]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "dev", program, server.url),
            cwd=_ROOT,
            env={**os.environ, "SSL_CERT_FILE": str(authority_file), "PYTHONPATH": str(_ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        # asyncio's debug mode reports what takes a tenth of a second, but the machine is shared.
        told = [line for line in said.decode().splitlines() if not line.startswith("Executing <")]
        assert told == []
        assert process.returncode == 0


def test_a_loop_that_is_closed_by_hand_leaves_nothing() -> None:
    with Elsewhere().running() as server, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # asyncio and the sockets warn about such a loop themselves
        aws = client()
        gc.collect()
        before = open_sockets(), event_loops()
        for _ in range(5):
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(read(aws, server.url)) == "ok"
            loop.close()
        del loop
        asyncio.run(read(aws, server.url))
        gc.collect()
        server.until_closed()
        assert (open_sockets(), event_loops()) == before
