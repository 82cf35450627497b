"""aws4web.s3 at two servers that verify signatures, and beside boto3."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from aws4web import AwsClient, AwsError
from aws4web.s3 import Bucket, DeleteError, ObjectInfo

from .conftest import Server, boto

pytestmark = pytest.mark.asyncio(loop_scope="session")
NASTY = [
    *(
        "plain.txt",
        "a b",
        "a+b",
        "a%20b",
        "100%",
        "a?b#c",
        "a&b=c",
        "caf\u00e9/日本/😀",
        "//double",
        "/leading",
        "trailing/",
    ),
    *("tab\tin", "line\nbreak", "blank at the end ", " ", "'quotes'\"", "<&>", "back\\slash", "~_.-!*()", "x" * 1024),
    *("...", "a/...", ".hidden", "semi;colon", "at@", "$,:", "é" * 512),
]


async def keys_of(bucket: Bucket, *args: Any, **options: Any) -> list[str]:
    return [entry.key async for entry in bucket.list(*args, **options)]


async def test_an_object(bucket: Bucket, s3: Server) -> None:
    stored = await bucket.put("folder/hello.txt", "héllo", metadata={"Who": "ada"}, cache_control="max-age=60")
    response = await bucket.get("folder/hello.txt")
    assert await response.text() == "héllo"
    assert response.headers["content-type"].startswith("text/plain")
    info = await bucket.head("folder/hello.txt")
    assert (info.size, info.content_type, info.metadata) == (6, response.headers["content-type"], {"who": "ada"})
    assert info.etag == stored.etag == response.headers["etag"]
    assert info.last_modified
    assert abs(datetime.now(UTC) - info.last_modified) < timedelta(minutes=1)
    theirs = boto(s3).head_object(Bucket=bucket.name, Key="folder/hello.txt")
    assert theirs["Metadata"] == {"who": "ada"}
    assert (theirs["ContentLength"], theirs["ETag"], theirs["LastModified"]) == (6, info.etag, info.last_modified)
    assert await bucket.exists("folder/hello.txt")
    await bucket.delete("folder/hello.txt")
    assert not await bucket.exists("folder/hello.txt")
    await bucket.delete("folder/hello.txt")


@pytest.mark.parametrize("key", NASTY)
async def test_any_key(bucket: Bucket, s3: Server, key: str) -> None:
    if s3.region == "RegionOne" and not key.strip("/"):
        pytest.skip("Swift has no such names")
    if "\n" in key and s3.region != "RegionOne":
        pytest.skip("moto finds no way to a key with a line break")
    await bucket.put(key, b"content", content_type="text/plain")
    assert await (await bucket.get(key)).bytes() == b"content"
    assert (await bucket.head(key)).size == 7
    assert await keys_of(bucket) == [key]
    assert boto(s3).get_object(Bucket=bucket.name, Key=key)["Body"].read() == b"content"
    await bucket.delete([key])
    assert await keys_of(bucket) == []


async def test_what_is_not_there(bucket: Bucket) -> None:
    for call in (bucket.get, bucket.head):
        with pytest.raises(AwsError, match="NoSuchKey") as caught:
            await call("nothing")
        assert (caught.value.code, caught.value.status) == ("NoSuchKey", 404)
        assert bucket.name in str(caught.value)
        assert "nothing" in str(caught.value)
    assert [entry async for entry in bucket.list()] == []


async def test_ranges_and_conditions(bucket: Bucket) -> None:
    stored = await bucket.put("a", "0123456789")
    for given, content in (((0, 2), "01"), ((2, None), "23456789"), ("bytes=-3", "789"), ((9, 10), "9")):
        response = await bucket.get("a", range=given)  # type: ignore[arg-type]
        assert (response.status, await response.text()) == (206, content)
    with pytest.raises(AwsError, match="InvalidRange"):
        await bucket.get("a", range=(10, None))
    assert (await bucket.get("a", if_none_match=stored.etag)).status == 304
    with pytest.raises(AwsError) as caught:
        await bucket.get("a", if_match='"another"')
    assert caught.value.status == 412
    assert (await bucket.get("a", if_match=stored.etag)).status == 200
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert (await bucket.get("a", if_unmodified_since=tomorrow)).status == 200
    with pytest.raises(AwsError):
        await bucket.get("a", if_unmodified_since=tomorrow - timedelta(days=2))


async def test_listing(bucket: Bucket, s3: Server) -> None:
    names = sorted(f"{folder}/{number:02}.txt" for folder in ("a", "b b", "ü") for number in range(5))
    for name in names:
        await bucket.put(name, name)
    assert await keys_of(bucket, page_size=4) == names
    assert await keys_of(bucket, "a/") == names[:5]
    assert await keys_of(bucket, start_after=names[7]) == names[8:]
    folders = [entry async for entry in bucket.list(delimiter="/")]
    assert folders == [ObjectInfo(name, is_prefix=True) for name in ("a/", "b b/", "ü/")]
    pages = [page async for page in bucket.pages(page_size=6)]
    assert [len(page.objects) for page in pages] == [6, 6, 3]
    theirs = boto(s3).list_objects_v2(Bucket=bucket.name)["Contents"]
    ours = [entry async for entry in bucket.list()]
    assert [(each["Key"], each["Size"], each["ETag"], each["LastModified"]) for each in theirs] == [
        (entry.key, entry.size, entry.etag, entry.last_modified) for entry in ours
    ]
    async for entry in bucket.list(page_size=2):
        assert entry.key == names[0]
        break  # and nothing is left behind
    await bucket.delete(entry.key async for entry in bucket.list())
    assert await keys_of(bucket) == []


async def test_many_are_deleted(bucket: Bucket) -> None:
    names = [f"{number:04}" for number in range(30)]
    for name in names:
        await bucket.put(name, b"")
    await bucket.delete([*names[:20], *(f"not there {number}" for number in range(2500))])
    assert await keys_of(bucket) == names[20:]


async def test_what_cannot_be_deleted(bucket: Bucket, s3: Server) -> None:
    other = Bucket(bucket._requests.aws, "b-that-is-not-there", endpoint_url=s3.endpoint)
    with pytest.raises(AwsError, match="NoSuchBucket"):
        await other.delete(["a", "b"])
    assert issubclass(DeleteError, Exception)


async def test_presigned(bucket: Bucket, http: httpx.AsyncClient) -> None:
    url = await bucket.presign("a b+c.txt", method="PUT", expires=60)
    assert (await http.put(url, content=b"from outside")).status_code == 200
    url = await bucket.presign("a b+c.txt", download_as="größe.txt")
    got = await http.get(url)
    assert got.content == b"from outside"
    assert "gr%C3%B6%C3%9Fe.txt" in got.headers["content-disposition"]
    assert (await http.get(url.replace("a%20b", "other"))).status_code == 403


async def test_conditional_writes(moto: Server) -> None:
    async with moto.client() as aws:
        name = f"b-{uuid4().hex}"
        (await aws.fetch(f"{moto.endpoint}/{name}", method="PUT")).raise_for_status()
        bucket = Bucket(aws, name, endpoint_url=moto.endpoint)
        await bucket.put("a", "1", if_none_match="*")
        with pytest.raises(AwsError, match="PreconditionFailed"):
            await bucket.put("a", "2", if_none_match="*")
        tagged = await bucket.put("a", "3", tags={"k e": "v=w+x"}, storage_class="STANDARD_IA")
        assert tagged.storage_class == "STANDARD_IA"
        tags = boto(moto).get_object_tagging(Bucket=name, Key="a")["TagSet"]
        assert tags == [{"Key": "k e", "Value": "v=w+x"}]


async def test_the_client_s_own_endpoint(moto: Server) -> None:
    """A bucket of AWS, at LocalStack or the like."""
    client = AwsClient(
        access_key_id=moto.access_key_id, secret_access_key=moto.secret_access_key, endpoint_url=moto.endpoint
    )
    async with client as aws:
        name = f"b-{uuid4().hex}"
        boto(moto).create_bucket(Bucket=name)
        bucket = Bucket(aws, name)
        assert bucket.url("a b") == f"{moto.endpoint}/{name}/a%20b", "it is not at AWS"
        await bucket.put("a b", "x")
        assert await keys_of(bucket) == ["a b"]


async def test_stored_bytes(s3: Server, bucket: Bucket) -> None:
    """Of an object that is packed, a range is one of the packed bytes, and only the whole of it is unpacked."""
    content = b"0123456789" * 1000
    packed = gzip.compress(content)
    boto(s3).put_object(Bucket=bucket.name, Key="a", Body=packed, ContentEncoding="gzip")
    for ours in (bucket, Bucket(bucket._requests.aws, bucket.name, endpoint_url=s3.endpoint, presign_reads=True)):
        assert await (await ours.get("a")).bytes() == content
        assert await (await ours.get("a", range=(0, 10))).bytes() == packed[:10]
        middle = await ours.get("a", range=(5, 20))
        assert b"".join([chunk async for chunk in middle]) == packed[5:20]
        assert await (await ours.get("a", range="bytes=-7")).bytes() == packed[-7:]
        assert await (await ours._requests.read("GET", "a", stored=True)).bytes() == packed
        info = await ours.head("a")
        assert (info.size, info.content_encoding) == (len(packed), "gzip")


async def test_presigned_reads(s3: Server, bucket: Bucket) -> None:
    ours = Bucket(bucket._requests.aws, bucket.name, endpoint_url=s3.endpoint, presign_reads=True)
    await ours.put("a b+c/é", "0123456789")
    response = await ours.get("a b+c/é")
    assert await response.text() == "0123456789"
    assert "X-Amz-Signature" in response.url
    assert await (await ours.get("a b+c/é", range=(2, 4))).text() == "23"
    assert (await ours.head("a b+c/é")).size == 10
    assert await keys_of(ours, page_size=1) == ["a b+c/é"]
    stored = await ours.head("a b+c/é")
    assert (await ours.get("a b+c/é", if_none_match=stored.etag)).status == 304
    with pytest.raises(AwsError, match="NoSuchKey"):
        await ours.head("b")
