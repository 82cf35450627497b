"""The demo in Firefox and in WebKitGTK, as a person would try it; the page itself is tested in Chromium.

The tests of an engine share one page, and take turns with it as they stand here: it takes long to start.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.browser.launch import BROWSERS

from ..asking_issuer import ALONE, REMEMBER, pending, question
from ..page import local_aws
from ..test_preview import PNG
from ..test_uploads import RECORD_BAR
from .engine import ENGINES, START, Engine, engine

STATUS = "return document.getElementById('python-status').dataset.state ?? ''"
NAMES = "return [...document.querySelectorAll('#rows .name')].map((name) => name.textContent)"
ANNA = "anna"
FILES = {"a.txt": b"a" * 30, "b.png": PNG, "c.txt": b"c"}


@pytest.fixture(scope="module", params=ENGINES)
def page(request: pytest.FixtureRequest, demo: tuple[str, dict[str, Any]]) -> Iterator[Engine]:
    """The page, as somebody comes to it from the issuer; it shows a bucket of the engine's own."""
    url, config = demo
    bucket = f"seen-in-{request.param}"
    s3 = local_aws(config, "s3")
    s3.create_bucket(Bucket=bucket)
    for key, content in FILES.items():
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    with engine(request.param) as page:
        if page is None:
            pytest.skip(f"{request.param} is not installed (Debian: {BROWSERS[request.param].package})")
        page.open(url + ALONE)
        page.js(REMEMBER, pending(f"#objects/{bucket}/"))
        page.open(question(url, config))
        page.send_keys("input[name=login]", ANNA)
        page.send_keys("input[name=password]", "any")
        page.click("button[type=submit]")
        page.click("input[name=prompt][value=consent] ~ button")
        page.until(lambda: page.js("return document.getElementById('status')?.dataset.state") == "done", START)
        yield page


def run(page: Engine, source: str) -> None:
    page.click("#tab-python")
    page.type("#python-code", source)
    page.click("#python-run")


def names(page: Engine) -> list[str]:
    return page.js(NAMES)


def test_somebody_has_signed_in(page: Engine) -> None:
    page.until_text("#connection-summary", f"the local AWS · us-east-1 · {ANNA}")
    assert page.js("return location.search") == ""
    page.until(lambda: names(page) == list(FILES))


def test_sort_and_filter(page: Engine) -> None:
    page.click("#by-size button")
    page.until(lambda: names(page) == ["b.png", "a.txt", "c.txt"])
    page.send_keys("#filter", "TXT")
    page.until(lambda: names(page) == ["a.txt", "c.txt"])
    page.type("#filter", "")
    page.click("#by-name button")
    page.until(lambda: names(page) == list(FILES))


def test_preview(page: Engine) -> None:
    page.click('#rows [data-action=preview][data-key="b.png"]')
    page.until(lambda: page.js("return document.querySelector('#preview-content img')?.naturalWidth") == 2)
    assert "2 × 2" in page.text("#preview-about")
    page.click("#preview-dialog [data-close]")
    page.until(lambda: page.js("return !document.querySelector('dialog[open]')"))


def test_upload(page: Engine, big_file: Path) -> None:
    size = big_file.stat().st_size
    page.js(RECORD_BAR)
    page.send_keys("#files", str(big_file))
    page.until(lambda: page.js("return document.querySelector('#uploads li')?.dataset.state") == "done")
    seen = page.js("return window.seen")
    assert len({value for value in seen if 0 < value < size}) >= 2, seen
    page.until(lambda: big_file.name in names(page))


def test_guest(page: Engine) -> None:
    page.click("#connection summary")
    page.until_text("#visitor-keys", "hold until")
    page.type("#region", "eu-west-1")
    page.until_text("#sign-in-problem", "You are signed out")
    page.choose("#who", "A guest")
    page.click("#be-guest")
    page.until_text("#connection-summary", "the local AWS · eu-west-1 · a guest")
    page.until_text("#visitor-keys", "hold until")


def test_call(page: Engine) -> None:
    page.click("#tab-call")
    page.click("#call-send")
    page.until_text("#call-status", "200")


def test_signature(page: Engine) -> None:
    page.click("#tab-signature")
    page.until_text("#signature-stages", "AWS4-HMAC-SHA256")


def test_python(page: Engine) -> None:
    run(page, "kept = 1\nprint(await aws.fetch(f'{endpoint}/', aws={'service': 's3'}))")
    page.until_text("#python-output", "<Response 200")
    run(page, "print('on')\nwhile True: pass")
    page.until_text("#python-output", "on\n")
    page.click("#python-stop")
    page.until(lambda: page.js(STATUS) == "error")
    isolated = page.js("return crossOriginIsolated")
    assert isolated == (page.name == "firefox"), "WebKit does not know credentialless"
    assert ("Stopped in line 2" if isolated else "variables are gone") in page.text("#python-status")
    run(page, "print(kept)")
    page.until(lambda: page.js(STATUS) in ("done", "error"), START)
    assert page.js(STATUS) == ("done" if isolated else "error")
    if page.name == "webkit":
        page.until(lambda: page.threads("WebCore: Worker") == 1)  # the other one does not compute on behind its back


def test_leaving_to_sign_in(page: Engine, demo: tuple[str, dict[str, Any]]) -> None:
    page.type("#region", "us-east-1")
    page.choose("#who", "Somebody who signs in")
    page.click("#sign-in")
    page.until(lambda: page.js("return location.href").startswith(demo[1]["issuer"]))
