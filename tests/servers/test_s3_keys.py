"""Object keys that are hard to write in a URL: the key stored, listed and read is the one that was meant."""

import httpx
import pytest
import pytest_asyncio

from aws4web import AwsClient

from .conftest import Server
from .s3_support import expect, keys_in, make_bucket, object_url

pytestmark = pytest.mark.asyncio(loop_scope="session")

KEYS = [
    "plain.txt",
    "a b",
    " leading space",
    "trailing space ",
    "a+b",
    "a%b",
    "a%20b",
    "a%2Bb",
    "a%2fb",
    "%",
    "100%25",
    "é",
    "e\u0301 is not é",
    "日本語/キー",
    "😀",
    "nbsp\u00a0zwj\u200d",
    "x//y",
    "x///y/",
    "/x",
    "folder/",
    "a=b",
    "a@b",
    "a&b",
    "a?b=c&d",
    "a#b",
    "a;b",
    "a:b",
    "a,b",
    "a$b",
    "!'()*",
    "it's",
    "[a]{b}",
    "a|b^c`d",
    "a\\b",
    'a"b',
    "<a>&lt;",
    "-_.~",
    "...",
    "a..b/.hidden",
    "tab\there",
    "X-Amz-Signature=1&X-Amz-Expires=2",
    "+ % é 😀 //x a=b @ !'()*",
]
# In a URL these start or end a part, or are an escape: they cannot be written unescaped.
SPECIAL = set("%?#\\\t ")


@pytest_asyncio.fixture(params=["moto", "swift_s3"], scope="module", loop_scope="session")
async def bucket(request: pytest.FixtureRequest) -> tuple[AwsClient, str]:
    """A client, and the URL of a bucket that each test leaves empty."""
    server: Server = request.getfixturevalue(request.param)
    aws = server.client()
    return aws, await make_bucket(aws, server)


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_is_stored_listed_and_read(
    bucket: tuple[AwsClient, str], http: httpx.AsyncClient, key: str
) -> None:
    aws, bucket_url = bucket
    url = object_url(bucket_url, key)
    content = f"content of {key}".encode()
    await expect(await aws.fetch(url, method="PUT", body=content), 200)
    try:
        assert await keys_in(aws, bucket_url) == [key]
        assert await expect(await aws.fetch(url), 200) == content
        if not SPECIAL & set(key):
            assert await expect(await aws.fetch(f"{bucket_url}/{key}"), 200) == content
        presigned = await aws.sign(url, aws={"sign_query": True})
        response = await http.get(str(presigned.url))
        assert (response.status_code, response.content) == (200, content)
    finally:
        await expect(await aws.fetch(url, method="DELETE"), 204)


@pytest.mark.parametrize("key", KEYS)
async def test_a_presigned_put_stores_under_its_key(
    bucket: tuple[AwsClient, str], http: httpx.AsyncClient, key: str
) -> None:
    aws, bucket_url = bucket
    presigned = await aws.sign(object_url(bucket_url, key), method="PUT", aws={"sign_query": True})
    assert (await http.put(str(presigned.url), content=b"by URL")).status_code == 200
    try:
        assert await keys_in(aws, bucket_url) == [key]
    finally:
        await expect(await aws.fetch(object_url(bucket_url, key), method="DELETE"), 204)


async def test_keys_that_look_alike_are_different_objects(bucket: tuple[AwsClient, str]) -> None:
    alike = ["a b", "a+b", "a%20b", "a%2Bb", "a%2520b", "a//b", "a/b", "é", "e\u0301"]
    aws, bucket_url = bucket
    for key in alike:
        await expect(await aws.fetch(object_url(bucket_url, key), method="PUT", body=key), 200)
    assert sorted(await keys_in(aws, bucket_url)) == sorted(alike)
    for key in alike:
        assert await expect(await aws.fetch(object_url(bucket_url, key)), 200) == key.encode()
        await expect(await aws.fetch(object_url(bucket_url, key), method="DELETE"), 204)
