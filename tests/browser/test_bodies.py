"""Every kind of body arrives byte for byte, and is what was signed."""

import hashlib
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws

from .bodies import CONTENT, KINDS, TEXT, form_bytes
from .echo import EchoServer

LARGE = 8 * 1024 * 1024


@run_in_pyodide
async def post(selenium, url, service, kind, content, text):
    from inpage import client, make_body

    response = await client(service=service).fetch(url, method="POST", body=make_body(kind, content, text))
    return response.status, (await response.bytes()).hex()


@pytest.mark.parametrize("service", ["execute-api", "s3"])
@pytest.mark.parametrize("kind", KINDS)
def test_body_arrives(selenium: Any, echo: EchoServer, kind: str, service: str) -> None:
    status, echoed = post(selenium, f"{echo.url}/{service}", service, kind, CONTENT, TEXT)
    [request] = echo.sent
    content_type = request.header("content-type")
    assert status == 200
    assert bytes.fromhex(echoed) == request.body
    assert echo.refusals() == [None], "botocore hashes what arrived, and gets the same signature"
    if kind == "FormData":
        assert content_type.startswith("multipart/form-data; boundary=")
        assert request.body == form_bytes(content_type)
    else:
        assert request.body == KINDS[kind].arrives
        assert content_type == KINDS[kind].content_type


@run_in_pyodide
async def put_and_get(selenium, url, keys, kind, content, text):
    from inpage import make_body

    from aws4web import AwsClient

    aws = AwsClient(**keys, service="s3", retries=0)
    bucket = await aws.fetch(url.rpartition("/")[0], method="PUT")
    put = await aws.fetch(url, method="PUT", body=make_body(kind, content, text))
    got = await aws.fetch(url)
    return [bucket.status, put.status, got.status], await got.bytes()


# moto loses the body of an object that is declared as a form.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("FormData", "URLSearchParams")])
def test_s3_keeps_body(selenium: Any, local: LocalAws, keys: dict[str, str], kind: str) -> None:
    url = f"{local.endpoint}/bodies/{kind.replace(' ', '%20')}"
    statuses, content = put_and_get(selenium, url, keys, kind, CONTENT, TEXT)
    assert statuses == [200, 200, 200]
    assert content == KINDS[kind].arrives


@run_in_pyodide
async def post_large(selenium, url, kind, size):
    import hashlib

    import js
    from inpage import client
    from pyodide.ffi import to_js

    content = hashlib.shake_256(b"large").digest(size)
    body = content if kind == "bytes" else js.Blob.new(to_js([to_js(content)]))
    response = await client().fetch(url, body=body)
    return response.status, await response.bytes() == content


@pytest.mark.parametrize("kind", ["bytes", "Blob"])
def test_large_body(selenium: Any, echo: EchoServer, kind: str) -> None:
    assert post_large(selenium, echo.url, kind, LARGE) == (200, True)
    [request] = echo.sent
    assert request.body == hashlib.shake_256(b"large").digest(LARGE)
    assert echo.refusals() == [None]


@run_in_pyodide
async def change_afterwards(selenium, url, size):
    from inpage import client

    body = bytearray(size)
    response = await client().fetch(url, body=body)
    body.extend(b"a bytearray grows only while nothing borrows its memory")
    return response.status, await response.bytes() == bytes(size), len(body) > size


@pytest.mark.parametrize("size", [100, LARGE], ids=["small", "large"])
def test_bytearray_is_given_back(selenium: Any, echo: EchoServer, size: int) -> None:
    assert change_afterwards(selenium, echo.url, size) == (200, True, True)


@run_in_pyodide
async def sign_stream(selenium, kind, content, text):
    from inpage import client, make_body

    url = "https://bucket.s3.us-east-1.amazonaws.com/key"
    body = make_body(kind, content, text)
    request = await client(service="s3").sign(url, method="PUT", body=body, duplex="half")
    sent = await request.arrayBuffer()
    return request.duplex, request.headers.get("x-amz-content-sha256"), sent.to_bytes()


def test_stream_over_tls_is_not_read_to_be_signed(selenium: Any) -> None:
    # Sending it takes HTTP/2, which no server here speaks: the Request shows what would be sent.
    assert sign_stream(selenium, "ReadableStream", CONTENT, TEXT) == ("half", "UNSIGNED-PAYLOAD", CONTENT)
