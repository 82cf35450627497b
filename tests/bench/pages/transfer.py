"""A large file uploaded to S3 and a large object downloaded into a file of the page's, beside JavaScript."""

from collections.abc import Awaitable, Callable
from functools import partial
from time import time
from typing import Any

import js
import pyodide_js
from timing import in_turns, repeat_awaiting

from aws4web import AwsClient
from aws4web.s3 import Bucket

_SMALL = 65536


async def main(given: dict[str, Any]) -> dict[str, Any]:
    aws = AwsClient(**{name: given[name] for name in ("access_key_id", "secret_access_key", "region")})
    bucket = Bucket(aws, "bucket", endpoint_url=given["s3"])
    size = given["mebibytes"] * 1024 * 1024
    js_files = {each: await js.rival.makeFile(each) for each in (_SMALL, size)}
    js_target = await js.rival.newFile("target.bin")
    if "AWS's SDK" in given["names"]:
        await js.rival.useSdk()

    async def upload(size: int) -> None:
        assert (await bucket.upload(str(size), js_files[size])).size == size

    async def download(size: int) -> None:
        assert (await bucket.download(str(size), js_target)).size == size

    moves: dict[str, dict[str, Callable[[int], Awaitable[Any]]]] = {
        "upload": {
            "aws4web": upload,
            "JavaScript": lambda size: js.rival.putParts(js_files[size]),
            "AWS's SDK": lambda size: js.rival.putWithSdk(js_files[size]),
        },
        "download": {
            "aws4web": download,
            "JavaScript": lambda size: js.rival.getParts(size, js_target),
            "AWS's SDK": lambda size: js.rival.getWithSdk(size, js_target),
        },
    }
    moves = {job: {name: by_name[name] for name in given["names"]} for job, by_name in moves.items()}
    for job in moves.values():
        for move in job.values():
            await move(_SMALL)  # what the first ones load does not count
    if job := given.get("once"):
        return await _once(partial(moves[job][given["names"][0]], size))
    return {
        job: await in_turns(
            {name: repeat_awaiting(partial(move, size)) for name, move in by_name.items()},
            rounds=given["rounds"],
            calls=1,
        )
        for job, by_name in moves.items()
    }


async def _once(move: Callable[[], Awaitable[Any]]) -> dict[str, list[float]]:
    """When it began and ended, in seconds since 1970, and the bytes of the wasm heap then."""
    began, before = time(), _heap()
    await move()
    return {"times": [began, time()], "heap": [before, _heap()]}


def _heap() -> int:
    return pyodide_js._module.HEAPU8.byteLength
