"""One of the contenders that use S3 in turns: `python -m tests.bench.mover NAME ENDPOINT`, each a process.

Each line that it is given tells what to do, on which file, and with how many bytes or objects; it answers, once that is
done, with the bytes by which the memory of the process was larger at most than it was before. It runs until its
standard input ends.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from .request import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY

Job = Callable[[Path, int], Awaitable[object]]


@asynccontextmanager
async def _aws4web(url: str) -> AsyncGenerator[dict[str, Job]]:
    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    async with AwsClient(access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY, region=REGION) as aws:
        bucket = Bucket(aws, "bucket", endpoint_url=url)

        async def listing(_: Path, count: int) -> None:
            assert len([entry.key async for entry in bucket.list(prefix=f"{count}/")]) == count

        yield {
            "upload": lambda path, size: bucket.upload(str(size), path),
            "download": lambda path, size: bucket.download(str(size), path),
            "list": listing,
            "delete": lambda _, count: bucket.delete(_keys(count)),
        }


@asynccontextmanager
async def _boto3(url: str) -> AsyncGenerator[dict[str, Job]]:
    import boto3

    keys = {"aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET_ACCESS_KEY}
    with contextlib.closing(boto3.client("s3", region_name=REGION, endpoint_url=url, **keys)) as client:

        async def upload(path: Path, size: int) -> None:
            client.upload_file(str(path), "bucket", str(size))

        async def download(path: Path, size: int) -> None:
            client.download_file("bucket", str(size), str(path))

        async def listing(_: Path, count: int) -> None:
            pages = client.get_paginator("list_objects_v2").paginate(Bucket="bucket", Prefix=f"{count}/")
            assert len([entry["Key"] for page in pages for entry in page["Contents"]]) == count

        async def delete(_: Path, count: int) -> None:
            keys = _keys(count)
            for first in range(0, count, 1000):
                objects = [{"Key": key} for key in keys[first : first + 1000]]
                answer = client.delete_objects(Bucket="bucket", Delete={"Objects": objects, "Quiet": True})
                assert not answer.get("Errors")

        yield {"upload": upload, "download": download, "list": listing, "delete": delete}


CONTENDERS: dict[str, Callable[[str], AbstractAsyncContextManager[dict[str, Job]]]] = {
    "aws4web": _aws4web,
    "boto3": _boto3,
}


def _keys(count: int) -> list[str]:
    return [f"a-folder/object-{number:07d}.txt" for number in range(count)]


def _memory(what: str) -> int:
    """Bytes of this process: VmRSS is now, VmHWM the most since `_forget_the_most`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def _forget_the_most() -> None:
    Path("/proc/self/clear_refs").write_text("5")


async def main(name: str, url: str) -> None:
    """Do what the standard input says."""
    async with CONTENDERS[name](url) as jobs:
        print("ready", flush=True)
        for line in sys.stdin:
            job, amount, path = line.rstrip("\n").split(" ", 2)
            _forget_the_most()
            before = _memory("VmRSS")
            await jobs[job](Path(path), int(amount))
            print(_memory("VmHWM") - before, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
