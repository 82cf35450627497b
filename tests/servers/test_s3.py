"""S3 against servers that verify: moto behind the gate (botocore's verdict) and Swift (its own)."""

from collections.abc import Callable

import httpx
import pytest

from aws4web import SignedRequest

from .conftest import Server
from .s3_support import expect, keys_in, make_bucket, object_url, text
from .tampering import by_httpx

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_put_get_head_list_delete(s3: Server) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    url = f"{bucket}/dir/hello.txt"
    put = await aws.fetch(url, method="PUT", body="héllo", headers={"X-Amz-Meta-A": "  two  spaces "})
    assert put.ok
    await put.cancel()
    got = await aws.fetch(url)
    assert (got.status, await got.text()) == (200, "héllo")
    assert got.headers["content-length"] == "6"
    assert got.headers["x-amz-meta-a"].split() == ["two", "spaces"]
    head = await aws.fetch(url, method="HEAD")
    assert (head.status, await head.bytes()) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert await keys_in(aws, bucket) == ["dir/hello.txt"]
    await expect(await aws.fetch(url, method="DELETE"), 204)
    assert await keys_in(aws, bucket) == []
    missing = await aws.fetch(url)
    assert (missing.status, missing.ok, text(await missing.bytes(), "Code")) == (404, False, "NoSuchKey")


BODIES = {
    "str": "tëxt 😀",
    "empty str": "",
    "bytes": bytes(range(256)),
    "empty bytes": b"",
    "bytearray": bytearray(b"abc"),
    "memoryview": memoryview(b"xabcx")[1:-1],
    "large": bytes(range(256)) * 8192,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_bodies_arrive_byte_exact(s3: Server, body: str | bytes) -> None:
    expected = body.encode() if isinstance(body, str) else bytes(body)
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    await expect(await aws.fetch(f"{bucket}/k", method="PUT", body=body), 200)
    response = await aws.fetch(f"{bucket}/k")
    assert response.status == 200
    assert b"".join([chunk async for chunk in response]) == expected


async def test_a_range_and_a_condition(s3: Server) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    await expect(await aws.fetch(url, method="PUT", body="0123456789"), 200)
    part = await aws.fetch(url, headers={"Range": "bytes=2-4"})
    assert (part.status, await part.text()) == (206, "234")
    whole = await aws.fetch(url)
    unchanged = await aws.fetch(url, headers={"If-None-Match": whole.headers["etag"]})
    assert (unchanged.status, await unchanged.bytes()) == (304, b"")
    await whole.cancel()


async def test_queries_are_signed_as_they_are_sent(s3: Server) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    keys = ["a b/1", "a+b/2", "it's (a) *star*!/3", "é/4", "x=y&z/5"]
    for key in keys:
        await expect(await aws.fetch(object_url(bucket, key), method="PUT", body=key), 200)
    for prefix, found in [
        ("a%20b/", keys[:1]),
        ("a%2Bb/", keys[1:2]),
        ("a%2bb/", keys[1:2]),
        ("it's (a) *star*!/", keys[2:3]),
        ("é/", keys[3:4]),
        ("%C3%A9", keys[3:4]),
        ("x=y%26z", keys[4:]),
        ("", sorted(keys)),
        ("&delimiter=", sorted(keys)),
    ]:
        assert sorted(await keys_in(aws, bucket, f"list-type=2&prefix={prefix}")) == sorted(found), prefix
    folders = await expect(await aws.fetch(f"{bucket}?list-type=2&delimiter=/&max-keys=1"), 200)
    assert text(folders, "IsTruncated") == "true"


ODD_URLS = {
    "lone question mark": lambda bucket: f"{bucket}/k?",
    "upper-case scheme": lambda bucket: f"{bucket.replace('http', 'HTTP')}/k",
    "host by name": lambda bucket: f"{bucket.replace('127.0.0.1', 'localhost')}/k",
    "escaped though it need not be": lambda bucket: f"{bucket}/%6b",
    "empty parameters": lambda bucket: f"{bucket}/k?&&x-a&x-b=&",
}


@pytest.mark.parametrize("write", ODD_URLS.values(), ids=ODD_URLS.keys())
async def test_a_url_may_be_written_in_many_ways(s3: Server, write: Callable[[str], str]) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    await expect(await aws.fetch(f"{bucket}/k", method="PUT", body="b"), 200)
    assert await expect(await aws.fetch(write(bucket)), 200) == b"b"


@pytest.mark.parametrize("end", ["#1.pdf", " ", "\n", "\t", "#"])
async def test_another_object_than_the_one_that_is_named_is_never_reached(s3: Server, end: str) -> None:
    """A URL parser drops the end, so `k` would be deleted."""
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    await expect(await aws.fetch(f"{bucket}/k", method="PUT", body="b"), 200)
    with pytest.raises(ValueError, match=r"write it as %(23|20|0A|09)"):
        await aws.fetch(f"{bucket}/k{end}", method="DELETE")
    assert await keys_in(aws, bucket) == ["k"]
    if end == "\n":  # moto has no such keys
        return
    named = object_url(bucket, f"k{end}")
    await expect(await aws.fetch(named, method="PUT", body="c"), 200)
    await expect(await aws.fetch(named, method="DELETE"), 204)
    assert await keys_in(aws, bucket) == ["k"]


async def test_a_percent_sign_that_begins_no_escape_is_itself(s3: Server) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    await expect(await aws.fetch(f"{bucket}/100%/é", method="PUT", body="b"), 200)
    assert await keys_in(aws, bucket) == ["100%/é"]
    assert await keys_in(aws, bucket, "list-type=2&prefix=100%/") == ["100%/é"]


HEADERS = {
    "mapping": {"X-Amz-Meta-A": "1", "x-amz-meta-b": ""},
    "repeated": [("x-amz-meta-a", "1"), ("X-Amz-Meta-A", "2"), ("x-amz-meta-a", " 3 ")],
    "white space": {"x-amz-meta-a": "\t a \t b   c "},
    "white space in quotes": {"x-amz-meta-a": '"a  b\t"'},
    "no-break space": {"x-amz-meta-a": "a\xa0b", "x-amz-meta-b": "\xa0\x85c\x85"},
    "punctuation": {"x-amz-meta-a": "a,b;c=\"d\" 'e' <f> %41 +"},
    "own date and hash": {"X-Amz-Date": "20150830T123600Z", "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"},
    "not ASCII": {"x-amz-meta-a": "é ÿ"},
    "httpx": httpx.Headers({"X-Amz-Meta-A": "1"}),
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
async def test_headers_may_be_given_in_many_ways(s3: Server, headers: object) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    await expect(await aws.fetch(url, method="put", body="b", headers=headers), 200)


async def test_another_host_is_signed_and_sent(s3: Server) -> None:
    """Signed for a public name, sent to an internal one: the server checks the Host that it got."""
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    public = s3.endpoint.rpartition("/")[2].replace("127.0.0.1", "localhost")
    assert public.startswith("localhost:")
    headers = {"Host": public}
    await expect(await aws.fetch(url, method="PUT", body="b", headers=headers), 200)
    assert await expect(await aws.fetch(url, headers=headers), 200) == b"b"
    presigned = await aws.sign(url, headers=headers, aws={"sign_query": True})
    assert presigned.headers["host"] == public


async def test_json(s3: Server) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    await expect(await aws.fetch(url, method="PUT", json={"é": [1, None]}), 200)
    got = await aws.fetch(url)
    assert (await got.bytes(), got.headers["content-type"]) == ('{"é":[1,null]}'.encode(), "application/json")


async def test_copy(s3: Server) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    source = object_url(bucket, "é+ source")
    await expect(await aws.fetch(source, method="PUT", body="b"), 200)
    headers = {"x-amz-copy-source": source.removeprefix(s3.endpoint)}
    await expect(await aws.fetch(f"{bucket}/copy", method="PUT", headers=headers), 200)
    assert await expect(await aws.fetch(f"{bucket}/copy"), 200) == b"b"


async def test_delete_many(s3: Server) -> None:
    aws = s3.client()
    bucket = await make_bucket(aws, s3)
    for key in ("a", "b c", "d"):
        await expect(await aws.fetch(object_url(bucket, key), method="PUT", body=key), 200)
    body = "<Delete><Object><Key>a</Key></Object><Object><Key>b c</Key></Object></Delete>"
    # The MD5 that S3 wants with this request; signing does not need it
    headers = {"Content-MD5": "6uVncZgpN/LSvFcIifO2/w==", "Content-Type": "application/xml"}
    await expect(await aws.fetch(f"{bucket}?delete", method="POST", body=body, headers=headers), 200)
    assert await keys_in(aws, bucket) == ["d"]


async def test_multipart_upload(s3: Server) -> None:
    aws = s3.client()
    url = object_url(await make_bucket(aws, s3), "large/ü+.bin")
    begun = await expect(await aws.fetch(f"{url}?uploads", method="POST"), 200)
    upload = text(begun, "UploadId")
    parts = [b"\x00\xff" * (5 << 19), b"the end"]
    listed = ""
    for number, part in enumerate(parts, 1):
        response = await aws.fetch(f"{url}?partNumber={number}&uploadId={upload}", method="PUT", body=part)
        await expect(response, 200)
        listed += f"<Part><PartNumber>{number}</PartNumber><ETag>{response.headers['etag']}</ETag></Part>"
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>"
    done = await expect(await aws.fetch(f"{url}?uploadId={upload}", method="POST", body=body), 200)
    assert text(done, "Key") == "large/ü+.bin"
    whole = await expect(await aws.fetch(url), 200)
    assert whole == b"".join(parts)


async def test_a_presigned_url_needs_nothing_else(s3: Server, http: httpx.AsyncClient) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    put = await aws.sign(url, method="PUT", aws={"sign_query": True})
    assert (await http.put(str(put.url), content=b"by URL")).status_code == 200
    get = await aws.sign(f"{url}?response-content-type=text/x-a", aws={"sign_query": True, "expires": 60})
    response = await http.get(str(get.url))
    assert (response.status_code, response.content) == (200, b"by URL")
    assert response.headers["content-type"].startswith("text/x-a")
    assert "X-Amz-Expires=60" in str(get.url)
    assert "X-Amz-Expires=86400" in str(put.url)
    # With fetch itself, and with a header that is also signed
    got = await aws.fetch(url, headers={"x-amz-meta-b": "1"}, aws={"sign_query": True})
    assert await expect(got, 200) == b"by URL"


async def test_a_signed_request_can_be_sent_by_httpx(s3: Server, http: httpx.AsyncClient) -> None:
    aws = s3.client()
    url = object_url(await make_bucket(aws, s3), "a b'(c)")
    request = await aws.sign(url, method="PUT", body="content", headers={"X-Amz-Meta-A": "1"})
    assert isinstance(request, SignedRequest)
    assert (await http.send(by_httpx(request))).status_code == 200
    # A signed request may be the input too; it is signed again.
    await expect(await aws.fetch(request), 200)
    stored = await aws.fetch(request, method="GET", body=None)
    assert await expect(stored, 200) == b"content"
    assert stored.headers["x-amz-meta-a"] == "1"


async def test_every_header_may_be_signed(s3: Server) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    headers = {"Content-Type": "text/x-b", "Cache-Control": "no-cache", "X-Other": "o"}
    put = await aws.fetch(url, method="PUT", body="b", headers=headers, aws={"all_headers": True})
    await expect(put, 200)
    got = await aws.fetch(url)
    assert got.headers["content-type"] == "text/x-b"
    await got.cancel()


async def test_a_second_signature_replaces_the_first(s3: Server, http: httpx.AsyncClient) -> None:
    aws = s3.client()
    url = f"{await make_bucket(aws, s3)}/k"
    await expect(await aws.fetch(url, method="PUT", body="b"), 200)
    first = await aws.sign(url, aws={"sign_query": True, "expires": 60})
    with pytest.warns(UserWarning, match="is presigned already"):
        second = await aws.sign(str(first.url), aws={"sign_query": True, "expires": 120})
    assert str(second.url).count("X-Amz-Signature=") == 1
    assert (await http.get(str(second.url))).content == b"b"


@pytest.mark.parametrize("key", ["a/./b", "a/../b", "..", "a/%2E%2e/b", "."])
async def test_a_key_that_no_url_can_carry_is_refused_before_sending(moto: Server, key: str) -> None:
    aws = moto.client()
    with pytest.raises(ValueError, match="segment"):
        await aws.fetch(f"{moto.endpoint}/bucket/{key}", method="PUT", body="b")


async def test_clients_in_turn_use_their_own_keys(moto: Server, moto_temporary: Server) -> None:
    owner, guest = moto.client(), moto_temporary.client()
    url = f"{await make_bucket(owner, moto)}/k"
    await expect(await guest.fetch(url, method="PUT", body="guest"), 200)
    assert await expect(await owner.fetch(url), 200) == b"guest"
