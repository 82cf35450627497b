"""Object keys that are hard to write in a URL, from Chromium, on two servers that check each signature strictly."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws
from tests.servers.swift import swift
from tests.servers.test_s3_keys import KEYS

from .cors_proxy import CorsProxy


@pytest.fixture(scope="module")
def behind_cors() -> Iterator[tuple[str, dict[str, Any]]]:
    """Swift's s3api, with all its answers readable to a page."""
    with swift() as running, CorsProxy(urlsplit(running.endpoint).port or 80) as proxy:
        keys = {"access_key_id": running.access_key_id, "secret_access_key": running.secret_access_key}
        yield proxy.endpoint, keys | {"region": running.region}


@run_in_pyodide
async def store_list_read_delete(selenium, endpoint, keys, names):
    """What came out differently than intended, by key."""
    from urllib.parse import quote
    from xml.etree import ElementTree

    import js

    from aws4web import AwsClient

    aws = AwsClient(**keys, service="s3", retries=0)
    bucket = f"{endpoint}/nasty-keys"
    wrong = {}
    status = (await aws.fetch(bucket, method="PUT")).status
    if status != 200:
        wrong["the bucket"] = status
    for name in names:
        url, content = f"{bucket}/{quote(name)}", f"content of {name}"
        put = (await aws.fetch(url, method="PUT", body=content)).status
        listing = ElementTree.fromstring(await (await aws.fetch(f"{bucket}?list-type=2")).bytes())
        listed = [element.text for element in listing.findall(".//{*}Key")]
        got = await (await aws.fetch(url)).text()
        link = (await aws.sign(url, aws={"sign_query": True, "expires": 60})).url
        opened = await (await js.fetch(link)).text()
        tampered = (await js.fetch(link.replace("Expires=60", "Expires=61"))).status
        deleted = (await aws.fetch(url, method="DELETE")).status
        outcome = (put, listed, got, opened, tampered, deleted)
        if outcome != (200, [name], content, content, 403, 204):
            wrong[name] = outcome
    return wrong


def test_on_gated_moto(selenium: Any, local: LocalAws, keys: dict[str, str]) -> None:
    assert len(KEYS) >= 40
    assert store_list_read_delete(selenium, local.endpoint, keys, KEYS) == {}


def test_on_swift(selenium: Any, behind_cors: tuple[str, dict[str, Any]]) -> None:
    endpoint, keys = behind_cors
    assert store_list_read_delete(selenium, endpoint, keys, KEYS) == {}


@run_in_pyodide
async def refusals(selenium, endpoint, keys):
    from aws4web import AwsClient

    async def code(tampering, **options):
        aws = AwsClient(**(keys | options), service="s3", retries=0)
        request = await aws.sign(f"{endpoint}/refused/key", method="PUT", body="body", headers={"x-amz-meta-a": "b"})
        return (await tampering(request)).status

    import js
    from inpage import js_object

    async def send(request):
        return await js.fetch(request)

    async def another_header(request):
        request.headers.set("x-amz-meta-a", "c")
        return await js.fetch(request)

    async def another_body(request):
        return await js.fetch(js.Request.new(request, js_object(body="ydob")))

    aws = AwsClient(**keys, service="s3", retries=0)
    await aws.fetch(f"{endpoint}/refused", method="PUT")
    return {
        "as signed": await code(send),
        "another secret": await code(send, secret_access_key=keys["secret_access_key"][:-1] + "?"),
        "another header": await code(another_header),
        "another body": await code(another_body),
    }


@pytest.mark.parametrize("server", ["moto", "swift"])
def test_what_was_tampered_with_is_refused(
    selenium: Any, local: LocalAws, keys: dict[str, Any], request: pytest.FixtureRequest, server: str
) -> None:
    endpoint, pair = (local.endpoint, keys) if server == "moto" else request.getfixturevalue("behind_cors")
    outcomes = refusals(selenium, endpoint, pair)
    assert outcomes.pop("as signed") == 200
    assert outcomes.pop("another body") in (400, 403)
    assert outcomes == {"another secret": 403, "another header": 403}
