"""Uploads of aws4web.s3 at two servers, of everything that can be uploaded; broken off, and resumed."""

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest
from boto3.s3.transfer import TransferConfig

from aws4web import AwsError
from aws4web.s3 import Bucket

from .conftest import Server, boto

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIB = 2**20
CONTENT = Random(1).randbytes(13 * MIB + 1)
PART = 5 * MIB


async def content_of(bucket: Bucket, key: str) -> bytes:
    return await (await bucket.get(key)).bytes()


def open_uploads(server: Server, name: str) -> list[str]:
    """The keys of uploads that are under way, as boto3 sees them."""
    return [each["Key"] for each in boto(server).list_multipart_uploads(Bucket=name).get("Uploads", [])]


def is_swift(server: Server) -> bool:
    """Which knows no checksums, and ignores what asks for some."""
    return ":" in server.access_key_id


def crc32_of(content: bytes) -> str:
    return b64encode(crc32(content).to_bytes(4, "big")).decode()


def checksum_of(server: Server, bucket: Bucket, key: str) -> tuple[str, str]:
    """What boto3 is told, and of which type it is."""
    told = boto(server).get_object(Bucket=bucket.name, Key=key, ChecksumMode="ENABLED")
    return told["ChecksumCRC32"], told["ChecksumType"]


async def arriving(size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(CONTENT), size):
        yield CONTENT[start : start + size]


def yielding(size: int) -> Iterator[bytes]:
    for start in range(0, len(CONTENT), size):
        yield CONTENT[start : start + size]


class Pipe:
    """A file that can be read once."""

    def __init__(self) -> None:
        self._file = BytesIO(CONTENT)

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        return self._file.read(min(size, 70_000))


def source_of(kind: str, folder: Path) -> Any:
    if kind in ("path", "file", "from its position"):
        path = folder / "source"
        path.write_bytes(CONTENT if kind != "from its position" else b"head" + CONTENT)
        if kind == "path":
            return path
        file = path.open("rb")
        file.seek(0 if kind == "file" else 4)
        return file
    kinds = {
        "bytes": lambda: CONTENT,
        "memoryview": lambda: memoryview(CONTENT),
        "BytesIO": lambda: BytesIO(CONTENT),
        "pipe": Pipe,
        "async iterator": lambda: arriving(100_000),
        "iterator": lambda: yielding(6 * MIB),
    }
    return kinds[kind]()


@pytest.mark.parametrize(
    "kind",
    ["bytes", "memoryview", "path", "file", "from its position", "BytesIO", "pipe", "async iterator", "iterator"],
)
async def test_sources(bucket: Bucket, s3: Server, tmp_path: Path, kind: str) -> None:
    reports: list[tuple[int, int | None]] = []
    source = source_of(kind, tmp_path)
    info = await bucket.upload(
        "folder/a.png",
        source,
        part_size=PART,
        progress=lambda done, total: reports.append((done, total)),
        metadata={"who": "ada"},
        cache_control="no-cache",
    )
    if hasattr(source, "close"):
        source.close()
    theirs = boto(s3).get_object(Bucket=bucket.name, Key="folder/a.png")
    assert theirs["Body"].read() == CONTENT
    assert (theirs["Metadata"], theirs["ContentType"], theirs["CacheControl"]) == (
        {"who": "ada"},
        "image/png",
        "no-cache",
    )
    assert (info.size, info.etag) == (len(CONTENT), theirs["ETag"])
    total = len(CONTENT) if kind not in ("pipe", "async iterator", "iterator") else None
    assert {each for _, each in reports} == {total}
    done = [each for each, _ in reports]
    assert (done[0], done[-1], len(done)) == (0, len(CONTENT), 4)
    assert done == sorted(done)
    assert open_uploads(s3, bucket.name) == []


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART])
@pytest.mark.parametrize("is_stream", [False, True])
async def test_sizes(bucket: Bucket, s3: Server, size: int, is_stream: bool) -> None:
    content = CONTENT[:size]
    info = await bucket.upload("a", iter([content]) if is_stream else content, part_size=PART)
    assert await content_of(bucket, "a") == content
    assert (info.size, info.etag) == (size, (await bucket.head("a")).etag)
    is_joined = "-" in (info.etag or "")
    assert is_joined == (size > PART or (is_stream and size == PART))


@pytest.mark.parametrize("size", [3, PART + 3])
async def test_checksums(bucket: Bucket, s3: Server, size: int) -> None:
    requests: Any = bucket._requests
    sent, send = list[Any](), requests.send

    async def seen(method: str, url: str, headers: Any, options: Any, **init: Any) -> Any:
        sent.append(headers)
        return await send(method, url, headers, options, **init)

    requests.send = seen
    await bucket.upload("a", CONTENT[:size], part_size=PART, checksum="CRC32")
    is_told = not is_swift(s3) or size < PART  # in the end, if the store has said that it knows it
    assert sent[-1].get("x-amz-checksum-crc32") == (crc32_of(CONTENT[:size]) if is_told else None)
    await bucket.put("b", CONTENT[:size], checksum="CRC32")
    assert await content_of(bucket, "a") == await content_of(bucket, "b") == CONTENT[:size]
    if size > PART and not is_swift(s3):  # moto computes that of an object in parts
        assert checksum_of(s3, bucket, "a") == (crc32_of(CONTENT[:size]), "FULL_OBJECT")
    assert await bucket.download("a", part_size=2 * size) == CONTENT[:size]


async def test_a_resumed_upload_s_checksum(bucket: Bucket, s3: Server, tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    states = States()
    options: dict[str, Any] = {"part_size": PART, "checksum": "CRC32"}
    with pytest.raises(Closed):
        await bucket.upload("a", path, at_once=1, save=states.save, keep_parts=True, **options)
    await bucket.upload("a", path, resume=states[-1], **options)
    if not is_swift(s3):
        assert checksum_of(s3, bucket, "a") == (crc32_of(CONTENT), "FULL_OBJECT")
    assert await bucket.download("a") == await bucket.download("a", part_size=64 * MIB) == CONTENT


async def test_what_boto3_uploads_in_parts(bucket: Bucket, s3: Server) -> None:
    """It asks for a checksum of the parts' checksums, which moto tells a HEAD without saying so."""
    if is_swift(s3):
        pytest.skip("Swift knows none")
    config = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART)
    extra = {"ChecksumAlgorithm": "CRC32"}
    boto(s3).upload_fileobj(BytesIO(CONTENT), bucket.name, "a", ExtraArgs=extra, Config=config)
    assert checksum_of(s3, bucket, "a")[1] == "COMPOSITE"
    assert await bucket.download("a") == await bucket.download("a", part_size=64 * MIB) == CONTENT


async def test_conditions(bucket: Bucket, s3: Server) -> None:
    if s3.region == "RegionOne":
        pytest.skip("Swift knows none on uploads")
    await bucket.upload("a", b"first", if_none_match="*")
    with pytest.raises(AwsError) as caught:
        await bucket.upload("a", b"second", if_none_match="*")
    assert (caught.value.status, caught.value.unsettled) == (412, False)
    assert await content_of(bucket, "a") == b"first"


async def test_a_failure_leaves_nothing(bucket: Bucket, s3: Server) -> None:
    def fail(done: int, _total: int | None) -> None:
        if done:
            raise RuntimeError("the user's own")

    def breaking() -> Iterator[bytes]:
        yield CONTENT
        raise OSError("the disk")

    async with s3.client(retries=5) as aws:  # moto may fail to end an upload whose parts still come
        failing = Bucket(aws, bucket.name, endpoint_url=s3.endpoint)
        with pytest.raises(RuntimeError, match="the user's own"):
            await failing.upload("a", CONTENT, part_size=PART, progress=fail)
        assert open_uploads(s3, bucket.name) == []
        with pytest.raises(OSError, match="the disk"):
            await failing.upload("a", breaking(), part_size=PART)
    assert open_uploads(s3, bucket.name) == []
    assert not await bucket.exists("a")


@pytest.mark.parametrize("keep_parts", [False, True])
async def test_cancelling(bucket: Bucket, s3: Server, keep_parts: bool) -> None:
    begun = asyncio.Event()

    def note(done: int, _total: int | None) -> None:
        if done:
            begun.set()

    work = bucket.upload("a", CONTENT, part_size=PART, at_once=1, progress=note, keep_parts=keep_parts)
    task = asyncio.ensure_future(work)
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert open_uploads(s3, bucket.name) == (["a"] if keep_parts else [])


class Closed(Exception):
    pass


class States(list[str]):
    """Where an upload's state is kept, until the page is closed: when two parts have arrived."""

    def save(self, state: str) -> None:
        self.append(state)
        if len(self) == 3:
            raise Closed


async def test_resuming(bucket: Bucket, s3: Server, tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    states = States()
    with pytest.raises(Closed):
        await bucket.upload("a", path, part_size=PART, at_once=1, save=states.save, keep_parts=True)
    kept = json.loads(states[-1])
    assert [part[0] for part in kept["parts"]] == [1, 2]
    assert not {s3.access_key_id, s3.secret_access_key} & set(states[-1].split('"'))
    with pytest.raises(ValueError, match="another key"):
        await bucket.upload("b", path, part_size=PART, resume=states[-1])
    os.utime(path, (1, 1))
    with pytest.raises(ValueError, match="another time of modification"):
        await bucket.upload("a", path, part_size=PART, resume=states[-1])
    os.utime(path, (kept["last_modified"], kept["last_modified"]))
    done: list[int] = []
    info = await bucket.upload(
        "a", path, part_size=PART, resume=states[-1], progress=lambda arrived, _: done.append(arrived)
    )
    assert done == [2 * PART, len(CONTENT)]
    assert info.size == len(CONTENT)
    assert await content_of(bucket, "a") == CONTENT
    assert open_uploads(s3, bucket.name) == []
    # The upload is no more: then all of it goes again.
    await bucket.upload("a", path, part_size=PART, resume=states[-1])
    assert await content_of(bucket, "a") == CONTENT


async def test_a_state_that_is_not_true(bucket: Bucket, s3: Server) -> None:
    states = States()
    with pytest.raises(Closed):
        await bucket.upload("a", CONTENT, part_size=PART, at_once=1, save=states.save, keep_parts=True)
    with pytest.raises(ValueError, match="something else"):
        await bucket.upload("a", b"x" + CONTENT[1:], part_size=PART, resume=states[-1])
    state = json.loads(states[-1])
    state["parts"][0][2] = '"0123"'  # the store knows another: it goes again
    done: list[int] = []
    await bucket.upload(
        "a", CONTENT, part_size=PART, resume=json.dumps(state), progress=lambda arrived, _: done.append(arrived)
    )
    assert done[0] == PART
    assert await content_of(bucket, "a") == CONTENT


async def test_two_at_the_same_key(bucket: Bucket, s3: Server) -> None:
    contents = [CONTENT, CONTENT[::-1]]
    await asyncio.gather(*[bucket.upload("a", content, part_size=PART) for content in contents])
    assert await content_of(bucket, "a") in contents
    assert open_uploads(s3, bucket.name) == []


async def test_bad_input(bucket: Bucket) -> None:
    for wrong in ("text", 5, {"a": b"b"}, None):
        with pytest.raises(TypeError, match="source"):
            await bucket.upload("a", wrong)  # type: ignore[arg-type]
    for options in ({"part_size": 1}, {"part_size": 6 * 2**30}, {"at_once": 0}, {"checksum": "MD5"}):
        with pytest.raises(ValueError, match=next(iter(options))):
            await bucket.upload("a", b"", **options)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="content_typ"):
        await bucket.upload("a", b"", content_typ="text/plain")  # type: ignore[call-arg]
    with pytest.raises(FileNotFoundError):
        await bucket.upload("a", Path("nothing"))
    with pytest.raises(IsADirectoryError):
        await bucket.upload("a", Path())
    with pytest.raises(ValueError, match="not a regular file"):
        await bucket.upload("a", Path("/dev/null"))
    with pytest.raises(ValueError, match="cannot be resumed"):
        await bucket.upload("a", iter([b""]), save=print)


async def test_an_upload_that_somebody_aborts(bucket: Bucket, s3: Server) -> None:
    theirs: Any = boto(s3)

    def abort(done: int, _total: int | None) -> None:
        if done:
            for upload in theirs.list_multipart_uploads(Bucket=bucket.name).get("Uploads", []):
                theirs.abort_multipart_upload(Bucket=bucket.name, Key="a", UploadId=upload["UploadId"])

    if s3.region != "RegionOne":
        pytest.skip("moto answers an abort under way with 500")
    with pytest.raises(AwsError, match="NoSuchUpload"):
        await bucket.upload("a", CONTENT, part_size=PART, at_once=1, progress=abort)


async def test_nothing_is_left_when_the_event_loop_ends(s3: Server) -> None:
    name = "b-loop-ends"

    async def program() -> None:
        async with s3.client() as aws:
            (await aws.fetch(f"{s3.endpoint}/{name}", method="PUT")).raise_for_status()
            bucket, begun = Bucket(aws, name, endpoint_url=s3.endpoint), asyncio.Event()
            task = asyncio.ensure_future(
                bucket.upload("a", CONTENT, part_size=PART, at_once=1, progress=lambda done, _: done and begun.set())
            )
            await begun.wait()
            assert not task.done()

    await asyncio.to_thread(lambda: asyncio.run(program()))
    assert open_uploads(s3, name) == []
