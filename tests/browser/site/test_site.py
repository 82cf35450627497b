"""The static site in Chromium: the demo calls an AWS that is typed in, the guide opens, JupyterLite runs Python."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from demo.localhost.aws.local_aws import LocalAws
from tests.browser import axe
from tests.browser.chromium import Driver, chromium
from tests.browser.demo.page import DemoPage
from tests.browser.demo.storage import stored
from tests.browser.lab.notebook import open_notebook, run_code

FIELDS = ("endpoint", "region", "access_key_id", "secret_access_key")


@pytest.fixture
def browser(driver: Driver) -> Iterator[Chrome]:
    """A Chromium that has never been here."""
    with chromium(driver, "--window-size=1300,1000") as browser:
        yield browser


def complaints(browser: Chrome) -> list[str]:
    """What the console says, but for the icon that browsers ask a host for on their own."""
    entries = [one["message"] for one in browser.get_log("browser") if one["level"] == "SEVERE"]
    return [one for one in entries if "/favicon.ico" not in one]


def test_demo_calls_the_aws_that_is_typed_in(browser: Chrome, address: str, local: LocalAws) -> None:
    config = {name: getattr(local, name) for name in FIELDS}
    page = DemoPage(browser, address, config)
    page.open()
    assert page.find("#connection").get_property("open")
    assert "Then your buckets are listed here." in page.find("#unconnected").text
    assert not page.all("#objects .problem")
    assert "Fill in where your AWS is" in page.find("#connection-first").text
    assert not page.find("#use-local").is_displayed()
    page.aws("s3").create_bucket(Bucket="on-a-static-host")
    page.connect(**config)
    page.until(lambda: "on-a-static-host" in page.text("#objects"))
    assert not page.find("#unconnected").is_displayed()
    left = f"{stored(page)}"
    assert local.secret_access_key not in left
    assert local.access_key_id not in left
    assert complaints(browser) == []
    page.click(".site a")
    page.until(lambda: page.find("main h1").text == "Guide")


def test_guide(browser: Chrome, address: str, folder: Path) -> None:
    for path in sorted((folder / "guide").glob("*.html")):
        browser.get(f"{address}guide/{path.name}")
        assert browser.find_element("css selector", "main h1").text
        assert len(browser.find_elements("css selector", ".pages [aria-current=page]")) == 1
    assert complaints(browser) == []


def test_guide_keeps_nobody_out(browser: Chrome, address: str, folder: Path) -> None:
    """Each page on a screen of another kind, and the first, which links to all, on each."""
    page = DemoPage(browser, address, {})
    screens = [*axe.SCREENS.items()]
    names = [path.name for path in sorted((folder / "guide").glob("*.html"))]
    for at, name in enumerate(["index.html"] * len(screens) + names):
        kind, screen = screens[at % len(screens)]
        page.emulate(**screen)
        browser.get(f"{address}guide/{name}")
        assert axe.faults(browser) == [], f"{name}, {kind}"
        assert page.js("return document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide, {kind}"


def test_jupyterlite(browser: Chrome, address: str) -> None:
    open_notebook(browser, f"{address}lab/lab/index.html?path=1-first-call.ipynb")
    shown = run_code(browser, "%pip install -q aws4web\nimport aws4web\nprint(aws4web.__name__)", alone=True)
    assert shown.text.strip() == "aws4web"
    assert complaints(browser) == []
    policy = browser.find_element("css selector", "meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'; script-src 'self' 'unsafe-eval' 'sha256-" in (policy or "")
