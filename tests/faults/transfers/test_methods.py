"""Every method of a bucket against every fault, and against every lie that a hostile server tells."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from aws4web import Aws4WebError, AwsClient
from aws4web._platform import PLATFORM
from aws4web.s3 import Bucket
from tests.platforms import on

from .store_server import Store, etag_of, serving

PART = 5 * 2**20
CONTENT = Random(3).randbytes(PART + 7)


async def listed(bucket: Bucket) -> list[str]:
    return [entry.key async for entry in bucket.list()]


METHODS: dict[str, Callable[[Bucket], Awaitable[Any]]] = {
    "get": lambda bucket: read(bucket, "there"),
    "get a range": lambda bucket: read(bucket, "there", range=(1, 3)),
    "head": lambda bucket: bucket.head("there"),
    "exists": lambda bucket: bucket.exists("there"),
    "put": lambda bucket: bucket.put("new", b"content"),
    "put if none": lambda bucket: bucket.put("new", b"content", if_none_match="*"),
    "delete": lambda bucket: bucket.delete("there"),
    "delete many": lambda bucket: bucket.delete(["there", "new"]),
    "list": listed,
    "upload": lambda bucket: bucket.upload("new", b"content"),
    "upload in parts": lambda bucket: bucket.upload("new", CONTENT, part_size=PART),
    "download": lambda bucket: bucket.download("there"),
    "download in parts": lambda bucket: bucket.download("there", part_size=3),
}
WHAT_COMES: dict[str, Any] = {
    "get": b"content",
    "get a range": b"on",
    "exists": True,
    "list": ["there"],
    "download": b"content",
    "download in parts": b"content",
}
LEFT: dict[str, dict[str, bytes]] = {
    "put": {"there": b"content", "new": b"content"},
    "put if none": {"there": b"content", "new": b"content"},
    "delete": {},
    "delete many": {},
    "upload": {"there": b"content", "new": b"content"},
    "upload in parts": {"there": b"content", "new": CONTENT},
}


async def read(bucket: Bucket, key: str, **options: Any) -> bytes:
    return await (await bucket.get(key, **options)).bytes()


async def without_waiting(seconds: float) -> None:
    """Waits before retries take no time; limits are never reached."""
    await (asyncio.sleep(0) if seconds < 5 else asyncio.get_running_loop().create_future())


def client(**options: Any) -> AwsClient:
    platform = PLATFORM._replace(sleep=without_waiting, random=lambda: 0.0)
    return on(platform)(access_key_id="a", secret_access_key="b", region="eu-west-1", **options)


def tasks() -> set[Any]:
    """Those that are not the server's."""
    return {task for task in asyncio.all_tasks() if "RequestHandler" not in repr(task.get_coro())}


class Place:
    """A store, and a bucket there."""

    def __init__(self, store: Store, endpoint: str) -> None:
        store.objects["there"] = (b"content", etag_of(b"content"))
        self.store = store
        self.aws = client(retries=4)
        self.bucket = Bucket(self.aws, "bucket", endpoint_url=endpoint)


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Place]:
    store = Store(Random(1))
    async with serving(store) as endpoint:
        place = Place(store, endpoint)
        async with place.aws:
            yield place


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", Store(Random()).faults)
async def test_a_fault_that_passes(place: Place, method: str, fault: str) -> None:
    store, serve = place.store, place.store.serve
    left = {"GET": 2, "HEAD": 2, "PUT": 2, "POST": 2, "DELETE": 2}

    async def twice(request: Any, do: Any) -> Any:
        left[request.method] -= 1
        return await failing(request, do) if left[request.method] >= 0 else await do(request)

    failing = store._faults[fault]
    store._faults[fault] = twice
    store.fault = fault
    assert serve
    try:
        result = await METHODS[method](place.bucket)
    except Aws4WebError:
        # The body of an answer that `get` has returned is its caller's to ask for again.
        assert (fault, method) in {("broken body", "get"), ("broken body", "get a range")}
        return
    assert result == WHAT_COMES.get(method, result)
    content = {key: content for key, (content, _) in store.objects.items()}
    assert content == LEFT.get(method, {"there": b"content"})
    assert set(store.uploads) <= store.orphans


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fault", [*Store(Random()).faults, *Store(Random()).evil])
async def test_a_fault_that_stays(place: Place, method: str, fault: str, tmp_path: Path) -> None:
    place.store.fault = fault
    before = tasks()
    try:
        async with asyncio.timeout(30):
            await METHODS[method](place.bucket)
    except Aws4WebError as error:
        assert "?" not in str(error).partition(", status")[0].rpartition("(")[2], "a query is a secret"
    await asyncio.sleep(0)
    assert tasks() == before
