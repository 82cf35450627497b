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


async def main(given: dict[str, Any]) -> dict[str, list[float]]:
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

    moves: dict[str, Callable[[int], Awaitable[Any]]] = {
        "upload aws4web": upload,
        "upload JavaScript": lambda size: js.rival.putParts(js_files[size]),
        "upload AWS's SDK": lambda size: js.rival.putWithSdk(js_files[size]),
        "download aws4web": download,
        "download JavaScript": lambda size: js.rival.getParts(size, js_target),
        "download AWS's SDK": lambda size: js.rival.getWithSdk(size, js_target),
    }
    chosen = {name: moves[f"{given['job']} {name}"] for name in given["names"]}
    for move in chosen.values():
        await move(_SMALL)  # what the first ones load does not count
    if "rounds" not in given:
        return await _once(partial(chosen[given["names"][0]], size))
    contenders = {name: repeat_awaiting(partial(move, size)) for name, move in chosen.items()}
    return await in_turns(contenders, rounds=given["rounds"], calls=1)


async def _once(move: Callable[[], Awaitable[Any]]) -> dict[str, list[float]]:
    """When it began and ended, in seconds since 1970, and the bytes of the wasm heap then."""
    began, before = time(), _heap()
    await move()
    return {"times": [began, time()], "heap": [before, _heap()]}


def _heap() -> int:
    return pyodide_js._module.HEAPU8.byteLength
