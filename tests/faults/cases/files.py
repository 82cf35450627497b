"""Files in S3 whose store fails, by each driver that there is."""

from hashlib import sha256
from typing import Any

from aws4web import AwsError, NetworkError
from aws4web.blocking import AwsClient

from .blocking import client_of, each_driver, failure
from .provider import Provider
from .recovery import GATE
from .world import World

ETAG = {"etag": '"1"'}
LISTED = (
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>'
    '<Contents><Key>a</Key><Size>3</Size><ETag>"1"</ETag></Contents></ListBucketResult>'
)
BY_HEADERS = {"presign_reads": False}
"""The server tells attempts apart by their signatures: those of presigned URLs stay the same for minutes."""
BUSY = {"status": 503, "error": ["s3", "SlowDown"]}


def part(first: int, body: str, total: int, etag: str = '"1"', **more: Any) -> dict[str, Any]:
    """The answer to a range."""
    told = f"bytes {first}-{first + len(body) - 1}/{total}"
    return {"status": 206, "body": body, "headers": {"etag": etag, "content-range": told}, **more}


def head(size: int) -> dict[str, Any]:
    """The answer to HEAD."""
    return {"body": "x" * size, "headers": ETAG}


class Files:
    """A file system on the fault server, and a bucket that nobody else uses."""

    def __init__(self, world: World, client: AwsClient, **options: Any) -> None:
        from aws4web.fs import S3FileSystem

        name = f"b-{sha256(world.path().encode()).hexdigest()[:32]}"
        where = {"endpoint_url": world.places.faults, "skip_instance_cache": True}
        self.fs = S3FileSystem(client=client, **where, **options)
        self.name = name
        self._world = world

    async def plan(self, path: str, *steps: dict[str, Any] | int) -> None:
        """What the attempts at a path of the bucket meet."""
        await self._world.plan(*steps, path=f"/{self.name}{path}")

    async def attempts(self, path: str) -> list[dict[str, Any]]:
        """The attempts so far."""
        return await self._world.attempts(f"{self._world.places.faults}/{self.name}{path}")


@each_driver("files of a store that is busy")
async def busy(world: World, client: AwsClient, _driver: str) -> None:
    files = Files(world, client, **BY_HEADERS)
    fs, name = files.fs, files.name
    await files.plan("/", BUSY, {"body": LISTED})
    assert fs.ls(name, detail=False) == [f"{name}/a"]
    await files.plan("/a", BUSY, head(6), BUSY, part(0, "abc", 6), BUSY, BUSY, part(3, "def", 6))
    with fs.open(f"{name}/a", block_size=3, cache_type="none") as file:
        assert (file.read(3), file.read(3)) == (b"abc", b"def")
    assert len(await files.attempts("/a")) == 7
    await files.plan("/b", BUSY, {"headers": ETAG})
    fs.pipe_file(f"{name}/b", b"content")
    assert [attempt["body"] for attempt in await files.attempts("/b")] == ["content"] * 2
    await files.plan("/c", BUSY, {"headers": ETAG})
    with fs.open(f"{name}/c", "wb") as file:
        file.write(b"content")
    assert [attempt["body"] for attempt in await files.attempts("/c")] == ["content"] * 2
    await files.plan("/d", *[BUSY] * 20)
    error = failure(lambda: fs.cat_file(f"{name}/d", 0, 3))
    assert isinstance(error, OSError), repr(error)
    assert isinstance(error.__cause__, AwsError), repr(error.__cause__)


@each_driver("files whose bytes break off")
async def breaks_off(world: World, client: AwsClient, _driver: str) -> None:
    """Never are some bytes taken for all."""
    files = Files(world, client, **BY_HEADERS)
    fs, name = files.fs, files.name
    cut = part(0, "abcdef", 6, fault="close", at="body")
    await files.plan("/a", cut, cut, part(0, "abcdef", 6))
    assert fs.cat_file(f"{name}/a", 0, 6) == b"abcdef"
    await files.plan("/b", head(6), cut, part(0, "abcdef", 6))
    with fs.open(f"{name}/b") as file:
        assert file.read() == b"abcdef"
    await files.plan("/c", *[cut] * 60)
    error = failure(lambda: fs.cat_file(f"{name}/c", 0, 6))
    assert isinstance(error, NetworkError), repr(error)
    whole = {"fault": "close", "at": "body", **head(6)}
    await files.plan("/d", *[whole] * 60)
    error = failure(lambda: fs.cat_file(f"{name}/d"))
    assert isinstance(error, NetworkError), repr(error)
    # An answer that is whole, but not what was asked for.
    await files.plan("/e", head(6), *[part(0, "abc", 6)] * 20)
    with fs.open(f"{name}/e") as file:
        error = failure(file.read)
    assert isinstance(error, NetworkError), repr(error)


@each_driver("files, by a wrong clock")
async def wrong_clock(world: World, client: AwsClient, _driver: str) -> None:
    files = Files(world, client, **BY_HEADERS)
    fs, name = files.fs, files.name
    world.clock._ahead = -7200.0
    await files.plan("/a", GATE, GATE)
    fs.pipe_file(f"{name}/a", b"content")
    assert [bool(attempt["refusal"]) for attempt in await files.attempts("/a")] == [True, False]
    world.clock.passed += 2
    await files.plan("/b", GATE, GATE)
    assert fs.cat_file(f"{name}/b", 0, 2) == b"ok"
    assert [attempt["refusal"] for attempt in await files.attempts("/b")] == [""], "it is known from now on"


@each_driver("files, with a wrong clock that a read corrects")
async def wrong_clock_of_reads(world: World, client: AwsClient, _driver: str) -> None:
    files = Files(world, client, **BY_HEADERS)
    world.clock._ahead = -7200.0
    await files.plan("/a", GATE, GATE)
    assert files.fs.cat_file(f"{files.name}/a", 0, 2) == b"ok"
    attempts = await files.attempts("/a")
    assert [bool(attempt["refusal"]) for attempt in attempts] == [True, False], attempts


@each_driver("files, with credentials that are over")
async def expired(world: World, _client: AwsClient, _driver: str) -> None:
    provider = Provider(world)
    files = Files(world, client_of(world, credentials=provider))
    fs, name = files.fs, files.name
    over = {"status": 400, "error": ["s3", "ExpiredToken"]}
    await files.plan("/a", head(6), part(0, "abc", 6), over, part(3, "def", 6))
    with fs.open(f"{name}/a", block_size=3, cache_type="none") as file:
        assert (file.read(3), file.read(3)) == (b"abc", b"def"), "in the middle of a file"
    assert [attempt["key"] for attempt in await files.attempts("/a")] == ["AKID1"] * 3 + ["AKID2"]
    await files.plan("/b", over, {"headers": ETAG})
    with fs.open(f"{name}/b", "wb") as file:
        file.write(b"content")
    assert [attempt["key"] for attempt in await files.attempts("/b")] == ["AKID2", "AKID3"]
    refused = {"status": 403, "error": ["s3", "AccessDenied"]}
    await files.plan("/c", refused)
    assert isinstance(failure(lambda: fs.cat_file(f"{name}/c", 0, 3)), PermissionError)


@each_driver("a file that changes between two ranges")
async def changes(world: World, client: AwsClient, _driver: str) -> None:
    files = Files(world, client)
    fs, name = files.fs, files.name
    await files.plan("/a", head(6), part(0, "abc", 6), part(3, "xyz", 6, '"2"'))
    with fs.open(f"{name}/a", block_size=3, cache_type="none") as file:
        assert file.read(3) == b"abc"
        error = failure(lambda: file.read(3))
    assert isinstance(error, OSError), repr(error)
    assert "changed while it was read" in str(error), error
    first = part(0, "abc", 1_000_000, of_range="bytes=0-2")
    await files.plan("/b", first, part(500_000, "xyz", 1_000_000, '"2"', of_range="bytes=500000-500002"))
    path = f"{name}/b"
    error = failure(lambda: fs.cat_ranges([path] * 2, [0, 500_000], [3, 500_003], on_error="raise"))
    assert "changed while it was read" in str(error), error
    await files.plan("/c", head(6), {"status": 416, "error": ["s3", "InvalidRange"]})
    with fs.open(f"{name}/c") as file:
        error = failure(file.read)
    assert "changed while it was read" in str(error), "it is shorter by now"
