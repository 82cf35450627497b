"""An S3 object read into a page's stream, without coming to Python: its bytes are right, though a part breaks off."""

import asyncio
from hashlib import sha256
from itertools import count
from typing import Any

from aws4web import NetworkError

from .reads import bucket_with
from .registry import case
from .world import World, bounded, failure

_CONTENT = "".join(f"{number:07} " for number in range(25_000))
_PART = 80_000


def part(first: int, etag: str = '"object-3"', **fault: Any) -> dict[str, Any]:
    """The answer to a GET of a part."""
    after = min(first + _PART, len(_CONTENT))
    told = {"content-range": f"bytes {first}-{after - 1}/{len(_CONTENT)}", "etag": etag}
    return {"status": 206, "body": _CONTENT[first:after], "headers": told, **fault}


async def download(world: World, js_to: Any, *of_second: dict[str, Any]) -> Any:
    """Read it, with these answers to who asks for the second part."""
    times = count(1.8e9, 400.0)
    world.clock.now = lambda: next(times)  # no two signatures are the same, so that each request meets its own step
    world.clock.monotonic = lambda: 0.0  # all comes quickly
    head = {"body": _CONTENT, "headers": {"etag": '"object-3"'}}
    bucket, _ = await bucket_with(world, part(0), head, *of_second, part(2 * _PART), key="a key")
    return await bounded(bucket.download("a key", js_to, part_size=_PART, at_once=1))


@case("S3 is downloaded: a part breaks off", network=True, page=True)
async def broken(world: World) -> None:
    import js

    left = {"ranges": True, "body": _CONTENT, "headers": {"etag": '"object-3"'}}
    """What did not come: how much did, depends on the browser."""

    faults = [{"fault": "close", "at": "body"}, {"fault": "reset", "at": "body"}, {"fault": "reset", "at": "start"}]
    for fault in ({}, *faults):
        js_pipe = js.TransformStream.new()
        js_response = js.Response.new(js_pipe.readable)
        lost = [part(_PART, **fault)] if fault else []
        reading = asyncio.ensure_future(js_response.arrayBuffer())
        assert (await download(world, js_pipe.writable, *lost, left)).size == len(_CONTENT), fault
        assert sha256((await bounded(reading)).to_bytes()).hexdigest() == sha256(_CONTENT.encode()).hexdigest()


@case("S3 is downloaded: another object is there meanwhile", network=True, page=True)
async def changed(world: World) -> None:
    import js

    error = await failure(download(world, js.WritableStream.new(), part(_PART, etag='"another-3"')))
    assert isinstance(error, NetworkError)
    assert "changed" in str(error)
