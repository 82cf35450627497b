"""Programs that type checkers must accept, in --strict and strict mode. They are read, and never run."""

from __future__ import annotations

import io
from array import array
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_type

import aiohttp
import httpx
import yarl

from aws4web import (
    AwsClient,
    AwsError,
    AwsOptions,
    AwsV4Signer,
    ClientOptions,
    Diagnosis,
    Headers,
    NetworkError,
    Request,
    RequestInit,
    Response,
    RetryBudget,
    SignedRequest,
    SignerOptions,
)

URL = "https://dynamodb.eu-west-1.amazonaws.com/"


def clients(session: aiohttp.ClientSession) -> list[AwsClient]:
    options: ClientOptions = {"region": "eu-west-1", "retries": 3, "timeout": 1.5, "retry_budget": RetryBudget(100)}
    return [
        AwsClient(access_key_id="a", secret_access_key="b"),
        AwsClient(access_key_id="a", secret_access_key="b", session_token=None, **options),
        AwsClient(access_key_id="a", secret_access_key="b", session=session, cache={}, raise_for_status=True),
        AwsClient(unsigned=True, endpoint_url="http://localhost:4566"),
    ]


async def parts() -> AsyncIterator[bytes]:
    yield b"abc"


async def make() -> bytes:
    return b"abc"


async def calls(aws: AwsClient) -> None:
    response = await aws.fetch(URL)
    assert_type(response, Response)
    assert_type(await response.bytes(), bytes)
    assert_type(await response.text(), str)
    assert_type(response.headers, Headers)
    assert_type(response.error, AwsError | None)
    await aws.fetch(httpx.URL(URL), method="POST", headers={"a": 1}, body="text")
    await aws.fetch(yarl.URL(URL), headers=[("a", b"b")], body=b"bytes", timeout=5, raise_for_status=True)
    await aws.fetch(URL, headers=httpx.Headers({"a": "b"}), json={"TableName": "t", "Key": [1, None]})
    await aws.fetch(URL, headers=Headers([("a", "b")]), redirect="manual", mode="cors", init={"cf": {}})
    for body in (bytearray(b""), memoryview(b""), array("b"), Path("a"), io.BytesIO(), parts(), make, lambda: "text"):
        await aws.fetch(URL, body=body)
    overrides: AwsOptions = {"service": "s3", "unsigned": True, "retries": 0, "deadline": None}
    init: RequestInit = {"credentials": "include", "keepalive": True}
    await aws.fetch(URL, aws=overrides, **init)
    async for chunk in response:
        assert_type(chunk, bytes)
    request = await aws.sign(URL, aws={"sign_query": True, "expires": 600, "datetime": datetime.now(UTC)})
    assert_type(request, Request)
    assert_type(request.url, str)
    await aws.fetch(request)
    assert_type(await aws.explain(response), Diagnosis | None)
    await aws.explain("<Error/>", URL, method="PUT", body="a")
    async with aws as entered:
        assert_type(entered, AwsClient)


async def signers() -> None:
    options: SignerOptions = {"datetime": "20150830T123600Z", "all_headers": True}
    signer = AwsV4Signer(url=URL, access_key_id="a", secret_access_key="b", body="c", **options)
    signed = await signer.sign()
    assert_type(signed, SignedRequest)
    method, url, headers, _ = signed
    assert_type((method, url), tuple[str, str])
    assert_type(headers, Headers)
    assert_type(await signer.signature(), str)


async def failures(aws: AwsClient) -> str:
    try:
        (await aws.fetch(URL)).raise_for_status()
    except AwsError as error:
        return f"{error.code} {error.retryable} {error.fields['BucketName']} {error.diagnosis}"
    except NetworkError as error:
        return f"{error} {error.retryable}"
    return ""


class JsProxy:
    """What pyodide.ffi.JsProxy is to a type checker."""

    @property
    def js_id(self) -> int:
        return 1

    @property
    def typeof(self) -> str:
        return "object"


async def in_a_page(aws: AwsClient, js_request: JsProxy, js_blob: JsProxy, js_signal: JsProxy) -> None:
    await aws.fetch(js_request, signal=js_signal)
    await aws.fetch(URL, headers=js_request, body=js_blob)
