"""aws4web.s3 in a page, with bodies that only a page has."""

import gzip
from typing import Any
from uuid import uuid4

from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws

NAMES = ["plain.txt", "a b+c%d#e?f", "café/日本/😀", "//double", "tab\tin", "<&>'\""]


@run_in_pyodide
async def objects(selenium, endpoint, keys, name, names):
    import js
    from pyodide.ffi import to_js

    from aws4web import AwsClient, AwsError
    from aws4web.s3 import Bucket

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    results = {}
    for key in names:
        stored = await bucket.put(key, key.encode(), metadata={"a": "b"})
        info = await bucket.head(key)
        got = await (await bucket.get(key)).bytes()
        results[key] = (got == key.encode(), info.size == len(got), info.etag == stored.etag, info.metadata["a"])
    blob = js.Blob.new(to_js([to_js(b"0123456789")]), type="image/png")
    await bucket.put("blob", blob)
    results["blob"] = (await bucket.head("blob")).content_type
    results["range"] = await (await bucket.get("blob", range=(2, 5))).text()
    results["listed"] = [entry.key async for entry in bucket.list(page_size=2)]
    results["folders"] = [entry.key async for entry in bucket.list(delimiter="/") if entry.is_prefix]
    results["left early"] = [entry.key async for entry in bucket.list(page_size=1)][:1]
    async for _ in bucket.list(page_size=1):
        break
    url = await bucket.presign("blob", expires=60)
    results["presigned"] = (await js.fetch(url)).status
    await bucket.delete(entry.key async for entry in bucket.list())
    results["after"] = [entry.key async for entry in bucket.list()]
    try:
        await bucket.head("blob")
    except AwsError as error:
        results["gone"] = error.code
    return results


def test_objects(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    results: Any = objects(selenium, local.endpoint, keys, f"b-{uuid4().hex}", NAMES)
    for name in NAMES:
        assert results[name] == (True, True, True, "b"), name
    assert (results["blob"], results["range"]) == ("image/png", "234")
    assert results["listed"] == sorted([*NAMES, "blob"], key=str.encode)
    assert results["folders"] == ["/", "café/"]
    assert results["presigned"] == 200
    assert (results["after"], results["gone"]) == ([], "NoSuchKey")


@run_in_pyodide
async def anonymous(selenium, endpoint, name):
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    bucket = Bucket(AwsClient(unsigned=True), name, endpoint_url=endpoint)

    async def listed():
        return [entry async for entry in bucket.list()]

    return [await failure(bucket.get("a")), await failure(listed())]


def test_a_bucket_that_is_not_public(selenium: Any, local: LocalAws) -> None:
    for kinds, said in anonymous(selenium, local.endpoint, "my-bucket"):
        assert kinds[0] == "AwsError"
        assert "AccessDenied" in said


@run_in_pyodide
async def of_packed(selenium, endpoint, keys, name, packed):
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    await bucket.put("a", bytes(packed), content_encoding="gzip")
    results = []
    for presigns in (True, False):
        bucket = Bucket(aws, name, endpoint_url=endpoint, presign_reads=presigns)
        reads = [
            await (await bucket.get("a")).bytes(),
            await (await bucket.get("a", range=(0, 10))).bytes(),
            b"".join([chunk async for chunk in await bucket.get("a", range=(5, 20))]),
            await (await bucket._requests.read("GET", "a", stored=True, is_part=True)).bytes(),
        ]
        results.append((reads, (await bucket.head("a")).content_encoding))

    async def part(key, first, after):
        # Where nothing is public, a presigned URL is as good: who has no keys cannot change it.
        anonymous = Bucket(AwsClient(unsigned=True, retries=0), name, endpoint_url=endpoint)
        presigned = await bucket.presign(key)
        anonymous._requests.url = lambda *_: presigned
        return await (await anonymous.get(key, range=(first, after))).bytes()

    await bucket.put("plain", b"0123456789")
    refused = [await failure(part("a", first, after)) for first, after in ((0, 30), (5, 20), (0, len(packed)))]
    return results, refused, await part("plain", 2, 5)


def test_stored_bytes(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    content = b"0123456789" * 1000
    packed = gzip.compress(content)
    results, refused, plain = of_packed(selenium, local.endpoint, keys, f"b-{uuid4().hex}", list(packed))
    for reads, encoding in results:
        assert reads == [content, packed[:10], packed[5:20], packed]
        assert encoding == "gzip"
    for kinds, said in refused:
        assert (kinds[0], "X-Amz" in said) == ("NetworkError", False)
        assert "stored with a Content-Encoding" in said, said
    assert plain == b"234"


@run_in_pyodide
async def seen_at_once(selenium, endpoint, keys, name):
    from aws4web import AwsClient
    from aws4web.s3 import Bucket

    aws = AwsClient(**keys)
    (await aws.fetch(f"{endpoint}/{name}", method="PUT", aws={"service": "s3"})).raise_for_status()
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    texts = []
    for text in ("first", "first", "second"):
        await bucket.put("a", text * 1000)
        for _ in range(2):
            texts.append((await (await bucket.get("a")).text())[:6])
    return texts


def test_a_get_after_a_put_sees_it(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    texts: Any = seen_at_once(selenium, local.endpoint, keys, f"b-{uuid4().hex}")
    assert texts == ["firstf"] * 4 + ["second"] * 2
