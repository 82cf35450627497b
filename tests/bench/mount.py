"""One of the contenders that are file systems of fsspec: `python -m tests.bench.mount NAME ENDPOINT`, each a process.

Each line that it is given tells what to do, and how many bytes, objects, ranges or calls; it answers with the seconds
that it took. What an object holds is what its key says: see s3_sink.py. It runs until its standard input ends.
"""

import asyncio
import sys
from collections.abc import Callable
from random import Random
from time import perf_counter
from typing import Any

from .request import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

Job = Callable[[int], object]
FILE = 65536
"""Bytes of each of many files, and of each of many ranges, as a column of Parquet may have."""
LARGE = 4 * 2**30
_PIECE = 2**20


def _file_system(name: str, url: str) -> Any:
    options = {"key": ACCESS_KEY_ID, "secret": SECRET_ACCESS_KEY, "endpoint_url": url}
    if name == "aws4web":
        from aws4web.fs import S3FileSystem
    else:
        from s3fs import S3FileSystem
    return S3FileSystem(**options, client_kwargs={"region_name": REGION})


def _of_files(fs: Any) -> dict[str, Job]:
    chance = Random(1)

    def find(count: int) -> None:
        fs.invalidate_cache()
        assert len(fs.find(f"bucket/{count}")) == count

    def cat(count: int) -> None:
        found = fs.cat([f"bucket/{FILE}-{number}" for number in range(count)])
        assert sum(map(len, found.values())) == count * FILE

    def read(size: int) -> None:
        with fs.open(f"bucket/{size}-{chance.random()}", "rb") as file:
            while piece := file.read(_PIECE):
                size -= len(piece)
        assert size == 0

    def ranges(count: int) -> None:
        starts = [chance.randrange(LARGE - FILE) for _ in range(count)]
        paths = [f"bucket/{LARGE}"] * count
        found = fs.cat_ranges(paths, starts, [start + FILE for start in starts], on_error="raise")
        assert sum(map(len, found)) == count * FILE

    def seeks(count: int) -> None:
        with fs.open(f"bucket/{LARGE}", "rb", cache_type="none") as file:
            for _ in range(count):
                file.seek(chance.randrange(LARGE - FILE))
                assert len(file.read(FILE)) == FILE

    return {"find": find, "cat": cat, "read": read, "ranges": ranges, "seeks": seeks}


def _of_fetch(name: str, url: str) -> dict[str, Job]:
    """The blocking client, and the one whose calls are awaited."""
    from aws4web import AwsClient, blocking

    aws = AwsClient(access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY, region=REGION, service="s3")
    loop = asyncio.new_event_loop()
    waiting = blocking.AwsClient(aws)

    def fetch_blocking(count: int) -> None:
        for _ in range(count):
            assert len(waiting.fetch(f"{url}/bucket/100").bytes()) == 100

    async def awaited(count: int) -> None:
        for _ in range(count):
            assert len(await (await aws.fetch(f"{url}/bucket/100")).bytes()) == 100

    def fetch_awaited(count: int) -> None:
        loop.run_until_complete(awaited(count))

    if name == "blocking":
        return {"fetch": fetch_blocking, "close": lambda _: waiting.close()}
    return {"fetch": fetch_awaited, "close": lambda _: loop.run_until_complete(aws.close())}


def main(name: str, url: str) -> None:
    """Do what the standard input says."""
    jobs = _of_fetch(name, url) if name in ("blocking", "async") else _of_files(_file_system(name, url))
    print("ready", flush=True)
    for line in sys.stdin:
        job, amount = line.split()
        began = perf_counter()
        jobs[job](int(amount))
        print(perf_counter() - began, flush=True)
    if close := jobs.get("close"):
        close(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
