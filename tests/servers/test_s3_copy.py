"""Copies at two servers that verify signatures, and beside boto3."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from aws4web import AwsError
from aws4web.s3 import Bucket, ObjectInfo

from .conftest import Server
from .test_s3_room import boto

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIB = 2**20
STORED: dict[str, Any] = {
    "content_type": "text/x-mine",
    "cache_control": "max-age=60",
    "content_disposition": 'attachment; filename="a.txt"',
    "content_encoding": "x-mine",
    "metadata": {"by": "ada", "empty-or-not": "yes"},
}
NASTY = ["a b+c%d#e?f&g", "caf\u00e9/日本/😀", "'<&>\"", "~_.-!*();:@$,="]


@pytest_asyncio.fixture(loop_scope="session")
async def buckets(s3: Server) -> AsyncIterator[tuple[Bucket, Bucket]]:
    """Two new ones."""
    async with s3.client() as aws:
        made = [Bucket(aws, f"b-{uuid4().hex}", endpoint_url=s3.endpoint) for _ in range(2)]
        for bucket in made:
            await bucket.create()
        yield made[0], made[1]


def seen(server: Server, bucket: Bucket, key: str) -> dict[str, Any]:
    """What boto3 sees of an object."""
    names = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "Metadata", "ContentLength")
    told = boto(server).head_object(Bucket=bucket.name, Key=key)
    return {name: told.get(name) for name in names}


def tags_of(server: Server, bucket: Bucket, key: str) -> dict[str, str]:
    told = boto(server).get_object_tagging(Bucket=bucket.name, Key=key)["TagSet"]
    return {each["Key"]: each["Value"] for each in told}


async def digest(bucket: Bucket, key: str) -> str:
    return hashlib.sha256(await (await bucket.get(key)).bytes()).hexdigest()


CONTENTS = bytes(range(256)) * (11 * MIB // 256) + b"the end"
PARTS = [None, 5 * MIB]


@pytest.mark.parametrize("part_size", PARTS)
async def test_a_copy_is_what_its_source_is(buckets: tuple[Bucket, Bucket], s3: Server, part_size: int | None) -> None:
    source, target = buckets
    await source.put("a b", CONTENTS, **STORED)
    seen_so_far: list[tuple[int, int]] = []
    copied = await target.copy(
        "c/d", (source, "a b"), part_size=part_size, progress=lambda *seen: seen_so_far.append(seen)
    )
    assert [done for done, _ in seen_so_far] == sorted({done for done, _ in seen_so_far})
    assert (seen_so_far[-1], len(seen_so_far)) == ((len(CONTENTS), len(CONTENTS)), 1 if part_size is None else 4)
    assert seen(s3, target, "c/d") == seen(s3, source, "a b")
    assert await digest(target, "c/d") == hashlib.sha256(CONTENTS).hexdigest()
    info = await target.head("c/d")
    assert (copied.key, copied.size, copied.etag) == ("c/d", len(CONTENTS), info.etag)
    assert str(info.etag).endswith('-3"') == (part_size is not None)
    assert [upload async for upload in target.uploads()] == []


@pytest.mark.parametrize("part_size", PARTS)
async def test_what_is_given_takes_its_place(buckets: tuple[Bucket, Bucket], s3: Server, part_size: int | None) -> None:
    bucket = buckets[0]
    await bucket.put("a", CONTENTS, **STORED)
    await bucket.copy("b", "a", part_size=part_size, cache_control="no-store")
    assert seen(s3, bucket, "b") == {**seen(s3, bucket, "a"), "CacheControl": "no-store"}
    await bucket.copy("c.html", "a", part_size=part_size, metadata={"other": "x"})
    assert seen(s3, bucket, "c.html") == {**seen(s3, bucket, "a"), "Metadata": {"other": "x"}}
    await bucket.copy("a", "b", part_size=part_size, metadata={})
    assert seen(s3, bucket, "a")["Metadata"] == {}


@pytest.mark.parametrize("part_size", PARTS)
async def test_tags(moto: Server, part_size: int | None) -> None:
    async with moto.client() as aws:
        bucket = Bucket(aws, f"b-{uuid4().hex}", endpoint_url=moto.endpoint)
        await bucket.create()
        tags = {"k e": "v=w+x", "a:b": "c/d@e_f"}
        await bucket.put("a", CONTENTS, tags=tags)
        assert tags_of(moto, bucket, "a") == tags
        await bucket.copy("b", "a", part_size=part_size)
        assert tags_of(moto, bucket, "b") == tags
        await bucket.copy("c", "a", part_size=part_size, tags={"one": "1"}, storage_class="STANDARD_IA")
        assert tags_of(moto, bucket, "c") == {"one": "1"}
        assert boto(moto).head_object(Bucket=bucket.name, Key="c")["StorageClass"] == "STANDARD_IA"
        await bucket.copy("d", "a", part_size=part_size, tags={})
        assert tags_of(moto, bucket, "d") == {}


@pytest.mark.parametrize("key", NASTY)
async def test_any_key(buckets: tuple[Bucket, Bucket], key: str) -> None:
    source, target = buckets
    await source.put(key, "content")
    copied = await target.copy(f"copy of {key}", (source, key))
    assert isinstance(copied, ObjectInfo)
    assert await (await target.get(f"copy of {key}")).text() == "content"


@pytest.mark.parametrize("part_size", PARTS)
async def test_an_old_version(buckets: tuple[Bucket, Bucket], s3: Server, part_size: int | None) -> None:
    source, target = buckets
    boto(s3).put_bucket_versioning(Bucket=source.name, VersioningConfiguration={"Status": "Enabled"})
    first = await source.put("a", CONTENTS)
    await source.put("a", "the second")
    await target.copy("b", (source, "a"), source_version_id=first.version_id, part_size=part_size)
    assert await digest(target, "b") == hashlib.sha256(CONTENTS).hexdigest()


async def test_what_is_not_there(buckets: tuple[Bucket, Bucket]) -> None:
    bucket = buckets[0]
    with pytest.raises(AwsError, match="NoSuchKey") as caught:
        await bucket.copy("b", "nothing")
    assert "nothing" in str(caught.value)
    assert not await bucket.exists("b")
