"""The demo, running, and its page."""

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Driver, chromium

from .demo_process import serving
from .page import DemoPage

BIG = 20 * 2**20
FIELDS = (
    *("endpoint", "region", "access_key_id", "secret_access_key", "session_token"),
    *("issuer", "client_id", "role_arn", "identity_pool_id"),
)


@pytest.fixture(scope="session")
def demo() -> Iterator[tuple[str, dict[str, Any]]]:
    """The demo, running: its page's address, and what it tells the page."""
    with serving() as (_, url, config):
        yield url, config


@pytest.fixture(scope="session")
def opened(driver: Driver, demo: tuple[str, dict[str, Any]]) -> Iterator[DemoPage]:
    """The page in a Chromium of its own, opened once."""
    with chromium(driver) as browser:
        page = DemoPage(browser, *demo)
        page.emulate()
        page.open()
        yield page


@pytest.fixture
def page(opened: DemoPage) -> Iterator[DemoPage]:
    """The page, with the local AWS as its connection. Afterwards the console must show no complaint."""
    opened.refusals_expected = False
    yield opened
    complaints = opened.complaints()
    opened.network()
    opened.release()
    opened.js("sessionStorage.removeItem('aws4web.buckets')")
    for dialog in opened.all("dialog[open]"):
        opened.js("arguments[0].close()", dialog)
    if any(opened.find(f"#{name}").get_property("value") != (opened.config[name] or "") for name in FIELDS):
        opened.js("document.getElementById('use-local').click()")
        opened.tab("objects")
        opened.until(lambda: not opened.all("#objects-problem .problem"))
    assert complaints == []


@pytest.fixture
def fresh(page: DemoPage) -> DemoPage:
    """The page, freshly loaded."""
    page.open()
    return page


@pytest.fixture
def bucket(page: DemoPage, request: pytest.FixtureRequest) -> str:
    """An empty bucket of the test's own, shown in the Objects tab."""
    name = request.node.name.replace("_", "-").partition("[")[0][:50].lower().rstrip("-")
    page.aws("s3").create_bucket(Bucket=name)
    page.tab("objects")
    page.dismiss_uploads()
    page.show_bucket(name)
    return name


@pytest.fixture(scope="session")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 20 MiB whose parts all differ."""
    path = tmp_path_factory.mktemp("files") / "big file+é.bin"
    path.write_bytes(array("I", range(BIG // 4)).tobytes())
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow_page")
