"""A page without `crypto.subtle` signs with hashlib, and its signatures are the same."""

from dataclasses import asdict
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide
from selenium.webdriver import Chrome

from .bodies import CONTENT, KINDS, TEXT, form_bytes
from .chromium import INSECURE_HOST, run_page
from .echo import CREDENTIAL, EchoServer
from .pyodide_site import Site
from .vanilla import VANILLA, VANILLA_SIGNATURE


@run_in_pyodide
async def without_subtle(selenium, url, vanilla):
    import js
    from inpage import KEYS, SCOPE, fresh_import, js_object

    js.Object.defineProperty(js.crypto, "subtle", js_object(value=None, configurable=True))
    try:
        with fresh_import() as aws4web:
            response = await aws4web.AwsClient(**KEYS, **SCOPE).fetch(url, body=b"bytes")
            signature = await aws4web.AwsV4Signer(**vanilla).signature()
            return signature, response.status, aws4web._client.PLATFORM.crypto.__name__
    finally:
        js.Reflect.deleteProperty(js.crypto, "subtle")


def test_subtle_taken_away(selenium: Any, echo: EchoServer) -> None:
    signature, status, crypto = without_subtle(selenium, echo.url, VANILLA)
    assert crypto == "aws4web._platform.crypto_hashlib"
    assert signature == VANILLA_SIGNATURE
    assert status == 200
    assert echo.refusals() == [None]


@run_in_pyodide
async def bodies_without_subtle(selenium, url, kinds, content, text):
    import js
    from inpage import KEYS, SCOPE, fresh_import, js_object, make_body

    js.Object.defineProperty(js.crypto, "subtle", js_object(value=None, configurable=True))
    try:
        with fresh_import() as aws4web:
            aws = aws4web.AwsClient(**KEYS, **SCOPE, retries=0)
            assert aws4web._client.PLATFORM.crypto.__name__ == "aws4web._platform.crypto_hashlib"
            return [(await aws.fetch(url, method="POST", body=make_body(kind, content, text))).status for kind in kinds]
    finally:
        js.Reflect.deleteProperty(js.crypto, "subtle")


def test_every_body_is_hashed(selenium: Any, echo: EchoServer) -> None:
    assert bodies_without_subtle(selenium, echo.url, list(KINDS), CONTENT, TEXT) == [200] * len(KINDS)
    assert echo.refusals() == [None] * len(KINDS), "botocore hashes what arrived, and gets the same signature"
    for kind, request in zip(KINDS, echo.sent, strict=True):
        expected = form_bytes(request.header("content-type")) if kind == "FormData" else KINDS[kind].arrives
        assert request.body == expected, kind


@run_in_pyodide
async def large_without_subtle(selenium, url, size):
    import js
    from inpage import KEYS, SCOPE, fresh_import, js_object
    from pyodide.ffi import to_js

    js.Object.defineProperty(js.crypto, "subtle", js_object(value=None, configurable=True))
    try:
        with fresh_import() as aws4web:
            body = js.Blob.new(to_js([to_js(bytes(range(256)) * (size // 256)), to_js(b"end")]))
            return (await aws4web.AwsClient(**KEYS, **SCOPE, retries=0).fetch(url, body=body)).status
    finally:
        js.Reflect.deleteProperty(js.crypto, "subtle")


@pytest.mark.parametrize("size", [1024 * 1024 - 256, 1024 * 1024, 5 * 1024 * 1024])
def test_a_large_blob_is_hashed_piece_by_piece(selenium: Any, echo: EchoServer, size: int) -> None:
    assert large_without_subtle(selenium, echo.url, size) == 200
    assert len(echo.sent[0].body) == size + 3
    assert echo.refusals() == [None]


def test_insecure_origin(browser: Chrome, site: Site, echo: EchoServer) -> None:
    keys = {name: value for name, value in asdict(CREDENTIAL).items() if value}
    origin = f"http://{INSECURE_HOST}:{site.port}"
    page = run_page(
        browser,
        f"{origin}/pages/page.html",
        "insecure.py",
        wheel=f"{origin}/wheel/{site.wheel.name}",
        vanilla=VANILLA,
        aws=keys | {"service": "execute-api", "region": "us-east-1"},
        url=echo.url,
    )
    assert not page["secure"]
    assert not page["subtle"]
    assert page["imported"] == [page["crypto"]] == ["aws4web._platform.crypto_hashlib"]
    assert page["signature"] == VANILLA_SIGNATURE
    assert page["status"] == 200
    assert echo.refusals() == [None]
