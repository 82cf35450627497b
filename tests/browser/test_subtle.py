"""All hashing and all HMAC go through `crypto.subtle`, in a window and in a worker; no key can be read back."""

import json
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .conftest import INSTALL, support_modules
from .echo import EchoServer
from .pyodide_site import Site

IMPORT_KEY = ["importKey", "raw", "HMAC SHA-256", False, ["sign"]]
SIGN = ["sign", "HMAC", "HMAC SHA-256", False]


@run_in_pyodide
async def in_window(selenium, url):
    from spy import sends_under_spy

    return await sends_under_spy(url)


def in_worker(selenium: Any, url: str, site: Site) -> dict[str, Any]:
    install = INSTALL.format(wheel=site.wheel_url, modules=support_modules())
    return json.loads(selenium.run_webworker(f"{install}\nimport json\njson.dumps(await spy.sends_under_spy({url!r}))"))


@pytest.mark.parametrize("place", ["window", "worker"])
def test_crypto_subtle_is_what_signs(selenium: Any, site: Site, echo: EchoServer, place: str) -> None:
    sent = in_window(selenium, echo.url) if place == "window" else in_worker(selenium, echo.url, site)
    first, second = sent["calls"]
    digests = [call for call in first if call[0] == "digest"]
    assert [algorithm for _, algorithm, _ in digests] == ["SHA-256", "SHA-256"]
    assert digests[0][2] == 10, "the body is hashed first, then the canonical request"
    # The secret, the date, the region, the service and the end of the scope: a key each, and the last one signs.
    assert [call for call in first if call[0] == "importKey"] == [IMPORT_KEY] * 5
    assert [call for call in first if call[0] == "sign"] == [SIGN] * 5
    assert sorted(second) == sorted([*digests, SIGN]), "the second request takes the key from the cache"
    assert sent["status"] == 200
    assert sent["modules"] == ["aws4web._platform.browser.crypto_subtle"], "hashlib's backend is not even loaded"
    assert echo.refusals() == [None, None]


@run_in_pyodide
async def blob_twice(selenium, url):
    from spy import sends_a_blob_twice

    return await sends_a_blob_twice(url)


def test_a_blob_is_read_and_hashed_once_for_all_attempts(selenium: Any, echo: EchoServer) -> None:
    sent = blob_twice(selenium, echo.answer("/busy", 503, 503, 200))
    assert sent["status"] == 200
    assert sent["reads"] == 1
    assert sent["sizes"] == [10], "texts go through a function that was looked up before"
    assert [request.body for request in echo.sent] == [b"0123456789"] * 3
    assert echo.refusals() == [None] * 3
