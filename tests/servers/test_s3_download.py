"""Downloads from two servers that verify signatures, of objects that boto3 stored."""

import gzip
import hashlib
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from aws4web import AwsError
from aws4web.s3 import Bucket, ObjectInfo

from .conftest import Server
from .test_s3_room import boto

pytestmark = pytest.mark.asyncio(loop_scope="session")
PART = 64 * 1024
SIZES = [0, 1, PART - 1, PART, PART + 1, 3 * PART, 5 * PART + 7]


@pytest_asyncio.fixture(loop_scope="session")
async def bucket(s3: Server) -> AsyncIterator[Bucket]:
    """A new one."""
    async with s3.client() as aws:
        name = f"b-{uuid4().hex}"
        boto(s3).create_bucket(Bucket=name)
        yield Bucket(aws, name, endpoint_url=s3.endpoint)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", SIZES)
async def test_what_boto3_stored(bucket: Bucket, s3: Server, tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    boto(s3).put_object(Bucket=bucket.name, Key="a b", Body=content, Metadata={"who": "ada"})
    told: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        told.append((done, total))

    assert await bucket.download("a b", part_size=PART, progress=progress) == content
    assert told[-1] == (size, size)
    assert told == sorted(told)
    info = await bucket.download("a b", tmp_path / "file", part_size=PART, at_once=3)
    assert isinstance(info, ObjectInfo)
    assert (info.size, info.metadata) == (size, {"who": "ada"})
    assert info == await bucket.head("a b")
    assert (tmp_path / "file").read_bytes() == content
    with (tmp_path / "open").open("wb") as file:
        file.write(b"before ")
        await bucket.download("a b", file, part_size=PART)
        assert not file.closed
    assert (tmp_path / "open").read_bytes() == b"before " + content
    assert names_in(tmp_path) == ["file", "open"]


async def test_a_large_one_uploaded_in_parts(bucket: Bucket, s3: Server, tmp_path: Path) -> None:
    content = os.urandom(20 * 2**20)
    boto(s3).upload_fileobj(io.BytesIO(content), bucket.name, "large")
    info = await bucket.download("large", str(tmp_path / "large"))
    assert info.etag
    assert "-" in info.etag
    assert sha((tmp_path / "large").read_bytes()) == sha(content)
    assert sha(await bucket.download("large", at_once=2)) == sha(content)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        await bucket.download("large", file, part_size=2**20)
    assert sha(gzip.decompress(packed.getvalue())) == sha(content)


async def test_what_is_stored_and_not_what_it_unpacks_to(bucket: Bucket, s3: Server, tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(3 * PART))
    boto(s3).put_object(Bucket=bucket.name, Key="packed", Body=packed, ContentEncoding="gzip")
    for size in (PART, 2**20):
        info = await bucket.download("packed", tmp_path / "packed", part_size=size)
        assert (tmp_path / "packed").read_bytes() == packed
        assert (info.size, info.content_encoding) == (len(packed), "gzip")


async def test_what_is_not_there(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("what was there before")
    with pytest.raises(AwsError, match="NoSuchKey"):
        await bucket.download("nothing", tmp_path / "file")
    assert names_in(tmp_path) == ["file"]
    assert (tmp_path / "file").read_text() == "what was there before"


async def test_a_version(moto: Server) -> None:
    client = boto(moto)
    name = f"b-{uuid4().hex}"
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    first = client.put_object(Bucket=name, Key="a", Body=b"1" * 3 * PART)["VersionId"]
    client.put_object(Bucket=name, Key="a", Body=b"2" * 3 * PART)
    async with moto.client() as aws:
        bucket = Bucket(aws, name, endpoint_url=moto.endpoint)
        assert await bucket.download("a", version_id=first, part_size=PART) == b"1" * 3 * PART

        async def written_again(done: int, _total: int) -> None:
            if done == PART:
                client.put_object(Bucket=name, Key="a", Body=b"3" * 3 * PART)

        content = await bucket.download("a", part_size=PART, at_once=1, progress=written_again)
        assert content == b"2" * 3 * PART, "the version that was there at first"


async def test_the_crc32_is_compared(moto: Server, tmp_path: Path) -> None:
    """Of objects that are encrypted with a key of KMS: their ETag is no MD5."""
    client: Any = boto(moto)
    name = f"b-{uuid4().hex}"
    client.create_bucket(Bucket=name)
    content = os.urandom(3 * PART + 5)
    client.put_object(
        Bucket=name, Key="a", Body=content, ServerSideEncryption="aws:kms", ChecksumAlgorithm="CRC32", SSEKMSKeyId="k"
    )
    async with moto.client() as aws:
        bucket = Bucket(aws, name, endpoint_url=moto.endpoint)
        for size in (PART, 2**20):
            await bucket.download("a", tmp_path / "a", part_size=size)
            assert (tmp_path / "a").read_bytes() == content
