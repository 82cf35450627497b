"""A page without `crypto.subtle` signs with hashlib, and its signatures are the same."""

from dataclasses import asdict
from typing import Any

from pytest_pyodide import run_in_pyodide
from selenium.webdriver import Chrome

from .chromium import INSECURE_HOST, run_page
from .echo import CREDENTIAL, EchoServer
from .site import Site
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
