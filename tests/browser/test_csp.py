"""A page with a strict Content-Security-Policy, without 'unsafe-eval', does it all."""

from typing import Any

import pytest
from selenium.webdriver import Chrome

from demo.localhost.aws.local_aws import LocalAws

from .chromium import run_page
from .pyodide_site import Site
from .vanilla import VANILLA, VANILLA_SIGNATURE


@pytest.fixture(scope="module")
def strict(browser: Chrome, site: Site, local: LocalAws, keys: dict[str, str]) -> dict[str, Any]:
    """What the page reports."""
    return run_page(
        browser,
        f"{site.url}/strict/page.html",
        "strict.py",
        wheel=site.wheel_url,
        vanilla=VANILLA,
        aws=keys,
        endpoint=local.endpoint,
    )


def test_the_policy_is_in_force(strict: dict[str, Any]) -> None:
    assert "unsafe-eval" in strict["eval"]


def test_signs_with_subtle_crypto(strict: dict[str, Any]) -> None:
    assert strict["crypto"] == "aws4web._platform.browser.crypto_subtle"
    assert strict["signature"] == VANILLA_SIGNATURE


def test_sends(strict: dict[str, Any]) -> None:
    assert strict["statuses"] == [200, 200, 200]
    assert bytes.fromhex(strict["body"]) == b"\x00\xff bytes"
    assert "X-Amz-Signature=" in strict["presigned"]


def test_violates_nothing(strict: dict[str, Any]) -> None:
    assert strict["violations"] == []
