"""Buckets as a whole, and copies, in a page: through CORS."""

from typing import Any
from uuid import uuid4

from pytest_pyodide import run_in_pyodide

from aws4web.s3 import cors_rule
from demo.localhost.aws.local_aws import LocalAws


@run_in_pyodide
async def life(selenium, endpoint, keys, name, rule):
    from datetime import timedelta

    from aws4web import AwsClient
    from aws4web.s3 import Bucket, list_buckets

    aws = AwsClient(**keys)
    bucket = Bucket(aws, name, endpoint_url=endpoint)
    results = {}
    await bucket.create()
    results["listed"] = name in [each.name async for each in list_buckets(aws, endpoint_url=endpoint)]
    results["no rules"] = await bucket.cors()
    await bucket.put_cors(rule)
    results["same rules"] = await bucket.cors() == [rule]
    versioned = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    await aws.fetch(f"{endpoint}/{name}?versioning", method="PUT", body=versioned, aws={"service": "s3"})
    for content in ("1", "2", "x" * (6 * 2**20)):
        await bucket.put("a b", content, metadata={"by": "ada"})
    copied = await bucket.copy("c", "a b", part_size=5 * 2**20)
    results["copied"] = (copied.size, (await bucket.head("c")).metadata["by"])
    await bucket.delete("a b")
    results["versions"] = sorted([entry.is_delete_marker async for entry in bucket.versions("a ", page_size=2)])
    url = f"{bucket.url('left')}?uploads"
    await aws.fetch(url, method="POST", aws={"service": "s3"})
    results["uploads"] = [upload.key async for upload in bucket.uploads()]
    results["aborted"] = await bucket.abort_uploads(older_than=timedelta(0))
    await bucket.delete(entry async for entry in bucket.versions())
    await bucket.remove()
    results["gone"] = name not in [each.name async for each in list_buckets(aws, endpoint_url=endpoint)]
    return results


def test_a_bucket_s_life(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    rule = cors_rule("https://page.example")
    results: Any = life(selenium, local.endpoint, keys, f"b-{uuid4().hex}", rule)
    assert results == {
        "listed": True,
        "no rules": [],
        "same rules": True,
        "copied": (6 * 2**20, "ada"),
        "versions": [False, False, False, True],
        "uploads": ["left"],
        "aborted": 1,
        "gone": True,
    }


@run_in_pyodide
async def without_cors(selenium, keys):
    import js
    from inpage import failure
    from pyodide.code import run_js

    from aws4web import AwsClient
    from aws4web.s3 import Bucket, list_buckets

    async def listed():
        return [each async for each in list_buckets(AwsClient(retries=0, **keys))]

    original = js.fetch
    js.fetch = run_js("async () => { throw new TypeError('Failed to fetch') }")  # as of a host without CORS
    try:
        bucket = Bucket(AwsClient(retries=0, **keys), "my-new-bucket", region="eu-west-1")
        calls = (bucket.create(), bucket.cors(), listed())
        return [(await failure(call))[1] for call in calls]
    finally:
        js.fetch = original


def test_what_aws_answers_no_page(selenium: Any, keys: dict[str, str]) -> None:
    created, asked, listed = without_cors(selenium, keys)
    place = "--region eu-west-1 --create-bucket-configuration LocationConstraint=eu-west-1"
    assert f"aws s3api create-bucket --bucket my-new-bucket {place} && aws s3api put-bucket-cors" in created
    assert 'aws s3api put-bucket-cors --bucket my-new-bucket --cors-configuration \'{"CORSRules":' in asked
    assert "aws s3api list-buckets" in listed
    for said in (created, asked, listed):
        assert "Signature" not in said
