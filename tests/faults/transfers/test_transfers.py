"""Two hundred transfers of 0 bytes to 64 MiB, while 30 % of all requests fail and half of all transfers are killed.

Every byte is right at the end, and nothing is left: no upload at the store, no task, no file, no connection.
"""

import asyncio
import contextlib
import gc
import os
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from aws4web import NetworkError
from aws4web.s3 import Bucket

from .store_server import Store, serving
from .test_methods import client, tasks

TRANSFERS = 200
LARGEST = 64 * 2**20
PART = 5 * 2**20


def sizes(random: Random) -> list[int]:
    """Few of them large."""
    found = [0, 1, PART - 1, PART, PART + 1, 2 * PART, LARGEST]
    while len(found) < TRANSFERS:
        found.append(int(2 ** random.uniform(0, 26)))
    random.shuffle(found)
    return found


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Transfer:
    """Something goes up, and comes down again, however often that is killed."""

    def __init__(self, bucket: Bucket, random: Random, folder: Path, number: int, size: int) -> None:
        self.key, self.size = f"folder/{number} é+%", size
        self._bucket, self._random, self._folder = bucket, random, folder
        self._content = random.randbytes(size)
        self._kills = random.choice((0, 0, 1, 2))
        self._path = folder / f"up-{number}"
        self._state: list[str] = []
        self._failures = 0

    async def run(self) -> bool:
        """Whether what comes down is what went up."""
        self._path.write_bytes(self._content)
        kind = self._random.choice(("path", "bytes", "iterator"))
        while not await self._survives(self._up(kind)):
            pass
        self._path.unlink()
        target = self._folder / f"down-{self.key[7:-4]}" if self._random.random() < 0.5 else None
        while not await self._survives(self._down(target)):
            assert target is None or not target.exists() or target.read_bytes() == self._content
        if target:
            self._got = target.read_bytes()
            target.unlink()
        return sha256(self._got).digest() == sha256(self._content).digest()

    async def _survives(self, work: Any) -> bool:
        """Whether it came to its end. It is killed after some time, as often as it is this transfer's fate."""
        task = asyncio.ensure_future(work)
        is_killed = self._kills > 0
        if is_killed:
            self._kills -= 1
            await asyncio.wait([task], timeout=self._random.random() * 0.2)
            task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            if not is_killed:
                raise
            return False
        except NetworkError:  # more faults in a row than there are retries
            self._failures += 1
            assert self._failures < 20
            return False
        return True

    async def _up(self, kind: str) -> None:
        options: dict[str, Any] = {"part_size": PART, "at_once": 3}
        if kind == "iterator":
            pieces = [self._content[at : at + 100_000] for at in range(0, self.size, 100_000)]
            await self._bucket.upload(self.key, iter(pieces), **options)
            return
        resume = self._state[-1] if self._state else None
        options |= {"save": self._state.append, "resume": resume, "keep_parts": bool(self._kills)}
        await self._bucket.upload(self.key, self._path if kind == "path" else self._content, **options)

    async def _down(self, target: Path | None) -> None:
        got = await self._bucket.download(self.key, target, part_size=PART, at_once=3)
        if isinstance(got, bytes):
            self._got = got


async def test_every_byte_is_right(tmp_path: Path) -> None:
    random = Random(16)
    store = Store(random, share=0.3)
    files, before = open_files(), tasks()
    async with serving(store) as endpoint, client(retries=12) as aws:
        bucket = Bucket(aws, "bucket", endpoint_url=endpoint)
        work = [Transfer(bucket, random, tmp_path, number, size) for number, size in enumerate(sizes(random))]
        turn = asyncio.Semaphore(4)

        async def one(transfer: Transfer) -> bool:
            async with turn:
                is_right = await transfer.run()
                with contextlib.suppress(KeyError):
                    del store.objects[transfer.key]  # memory is for those to come
                return is_right

        results = await asyncio.gather(*[one(transfer) for transfer in work])
    assert results == [True] * TRANSFERS
    assert set(store.uploads) <= store.orphans  # whose ID nobody was ever told
    assert not any(os.scandir(tmp_path))
    await asyncio.sleep(0.1)
    gc.collect()
    assert tasks() == before
    assert open_files() <= files
