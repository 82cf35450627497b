"""aws4web.s3 in a page, with bodies that only a page has."""

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
