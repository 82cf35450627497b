"""Buckets as a whole, at two servers that verify signatures, and beside boto3."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from aws4web import AwsClient, AwsError
from aws4web.s3 import Bucket, BucketInfo, MultipartUpload, ObjectInfo, cors_rule, list_buckets

from .conftest import Server
from .test_s3_room import boto

pytestmark = pytest.mark.asyncio(loop_scope="session")
KEYS = ["a b", "a%2Bb", "a+b", "c/d?e#f", "é/日本"]


@pytest_asyncio.fixture(loop_scope="session")
async def bucket(s3: Server) -> AsyncIterator[Bucket]:
    """A new one."""
    async with s3.client() as aws:
        made = Bucket(aws, f"b-{uuid4().hex}", endpoint_url=s3.endpoint)
        await made.create()
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def versioned(bucket: Bucket, s3: Server) -> Bucket:
    """A new one that keeps versions."""
    boto(s3).put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    return bucket


async def versions_of(bucket: Bucket, *args: Any, **options: Any) -> list[ObjectInfo]:
    return [entry async for entry in bucket.versions(*args, **options)]


async def test_a_bucket_s_life(s3: Server) -> None:
    async with s3.client() as aws:
        bucket = Bucket(aws, f"b-{uuid4().hex}", endpoint_url=s3.endpoint)
        await bucket.create()
        await bucket.create()
        named = [each async for each in list_buckets(aws, endpoint_url=s3.endpoint)]
        [ours] = [each for each in named if each.name == bucket.name]
        theirs = {each["Name"]: each["CreationDate"] for each in boto(s3).list_buckets()["Buckets"]}
        assert {each.name: each.creation_date for each in named} == theirs
        assert isinstance(ours, BucketInfo)
        await bucket.put("a", b"")
        with pytest.raises(AwsError, match="BucketNotEmpty") as caught:
            await bucket.remove()
        assert bucket.name in str(caught.value)
        await bucket.delete("a")
        await bucket.remove()
        with pytest.raises(AwsError, match="NoSuchBucket"):
            await bucket.remove()


async def test_a_bucket_in_another_region(moto: Server) -> None:
    async with moto.client(region="eu-west-1") as aws:
        bucket = Bucket(aws, f"b-{uuid4().hex}", endpoint_url=moto.endpoint)
        await bucket.create()
        await bucket.create()  # here S3 says BucketAlreadyOwnedByYou
        assert boto(moto).get_bucket_location(Bucket=bucket.name)["LocationConstraint"] == "eu-west-1"
        await bucket.remove()


async def test_the_client_s_own_endpoint(moto: Server) -> None:
    client = AwsClient(
        access_key_id=moto.access_key_id, secret_access_key=moto.secret_access_key, endpoint_url=moto.endpoint
    )
    async with client as aws:
        bucket = Bucket(aws, f"b-{uuid4().hex}")
        await bucket.create()
        assert bucket.name in [each.name async for each in list_buckets(aws, prefix="b-")]
        assert [each async for each in list_buckets(aws, prefix="c-")] == []


async def test_versions(versioned: Bucket, s3: Server) -> None:
    for key in KEYS:
        await versioned.put(key, "first")
        await versioned.put(key, "the second")
    await versioned.delete(KEYS[0])
    theirs = boto(s3).list_object_versions(Bucket=versioned.name)
    expected = {
        (each["Key"], each["VersionId"], each["IsLatest"], each["LastModified"], each.get("ETag"), each.get("Size"))
        for each in theirs["Versions"] + theirs["DeleteMarkers"]
    }
    ours = await versions_of(versioned)
    for page_size in (None, 1, 2, 3, 11):
        paged = [(entry.key, entry.version_id) for entry in await versions_of(versioned, page_size=page_size)]
        assert sorted(paged, key=str) == sorted([(entry.key, entry.version_id) for entry in ours], key=str)
    assert len(ours) == len(expected) == 11
    assert {
        (entry.key, entry.version_id, entry.is_latest, entry.last_modified, entry.etag, entry.size) for entry in ours
    } == expected
    assert [(entry.key, entry.is_latest) for entry in ours if entry.is_delete_marker] == [(KEYS[0], True)]
    assert {entry.key for entry in await versions_of(versioned, "a")} == set(KEYS[:3])
    folders = [entry for entry in await versions_of(versioned, delimiter="/") if entry.is_prefix]
    assert folders == [ObjectInfo(name, is_prefix=True) for name in ("c/", "é/")]
    older = next(entry for entry in ours if entry.key == "a+b" and not entry.is_latest)
    assert await (await versioned.get("a+b", version_id=older.version_id)).text() == "first"


async def test_a_versioned_bucket_is_emptied(versioned: Bucket, s3: Server) -> None:
    for key in KEYS:
        await versioned.put(key, "1")
        await versioned.put(key, "2")
    await versioned.delete(entry async for entry in versioned.list())
    assert [entry async for entry in versioned.list()] == []
    every = await versions_of(versioned)
    assert sum(entry.is_delete_marker for entry in every) == len(KEYS), "versions are kept"
    await versioned.delete(every[0])
    assert len(await versions_of(versioned)) == len(every) - 1
    await versioned.delete(entry async for entry in versioned.versions())
    assert await versions_of(versioned) == []
    assert "Versions" not in boto(s3).list_object_versions(Bucket=versioned.name)
    await versioned.remove()


async def test_without_versions(bucket: Bucket) -> None:
    await bucket.put("a", "1")
    [entry] = await versions_of(bucket)
    assert (entry.key, entry.version_id, entry.is_latest, entry.size) == ("a", "null", True, 1)
    await bucket.delete([entry])
    assert await versions_of(bucket) == []


async def begin(bucket: Bucket, server: Server, key: str) -> str:
    return boto(server).create_multipart_upload(Bucket=bucket.name, Key=key)["UploadId"]


async def test_uploads(bucket: Bucket, s3: Server) -> None:
    assert [upload async for upload in bucket.uploads()] == []
    begun = {(key, await begin(bucket, s3, key)) for key in [*KEYS, KEYS[0]]}
    found = [upload async for upload in bucket.uploads()]
    assert {(upload.key, upload.upload_id) for upload in found} == begun
    theirs = boto(s3).list_multipart_uploads(Bucket=bucket.name)["Uploads"]
    assert sorted(found) == sorted(
        MultipartUpload(each["Key"], each["UploadId"], each["Initiated"], each["StorageClass"]) for each in theirs
    )
    for page_size in (2, 3, 6):
        assert {upload async for upload in bucket.uploads(page_size=page_size)} == set(found)
    assert {upload.key async for upload in bucket.uploads("a")} == set(KEYS[:3])


async def test_stale_uploads_are_ended(bucket: Bucket, s3: Server) -> None:
    began = datetime.now(UTC)
    for key in KEYS:
        await begin(bucket, s3, key)
    [initiated] = {upload.initiated async for upload in bucket.uploads("a b")}
    assert initiated
    if initiated > began - timedelta(minutes=1):  # moto says 2010 of all
        assert await bucket.abort_uploads(older_than=timedelta(hours=1)) == 0
    assert await bucket.abort_uploads("c/", older_than=timedelta(0)) == 1
    assert await bucket.abort_uploads(older_than=timedelta(0)) == 4
    assert [upload async for upload in bucket.uploads()] == []


async def test_cors(moto: Server) -> None:
    async with moto.client() as aws:
        bucket = Bucket(aws, f"b-{uuid4().hex}", endpoint_url=moto.endpoint)
        await bucket.create()
        assert await bucket.cors() == []
        rule = cors_rule("https://page.example", metadata=["Author"])
        await bucket.put_cors(rule)
        assert await bucket.cors() == [rule]
        assert boto(moto).get_bucket_cors(Bucket=bucket.name)["CORSRules"] == [rule]
        other = {"AllowedOrigins": ["https://<a>&b"], "AllowedMethods": ["GET"], "ID": "mine"}
        await bucket.put_cors([other, {**rule, "AllowedMethods": rule["AllowedMethods"][::-1]}])
        theirs = boto(moto).get_bucket_cors(Bucket=bucket.name)["CORSRules"]
        assert theirs == await bucket.cors()
        assert theirs == [rule, other]
        await bucket.put_cors({**other, "AllowedMethods": ["PUT"], "MaxAgeSeconds": 5})
        assert await bucket.cors() == [rule, {**other, "AllowedMethods": ["PUT"], "MaxAgeSeconds": 5}]
