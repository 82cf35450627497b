"""The demo, running, and its page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Driver, chromium

from .demo_process import serving
from .page import DemoPage

BIG = 20 * 2**20
FIELDS = ("endpoint", "region", "access_key_id", "secret_access_key", "session_token")


@pytest.fixture(scope="session")
def opened(driver: Driver) -> Iterator[DemoPage]:
    """The page in a Chromium of its own, opened once."""
    with serving() as (_, url, config), chromium(driver) as browser:
        page = DemoPage(browser, url, config)
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
    page.js("document.getElementById('uploads').replaceChildren()")
    page.show_bucket(name)
    return name


@pytest.fixture(scope="session")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 20 MiB whose parts all differ."""
    path = tmp_path_factory.mktemp("files") / "big file+é.bin"
    path.write_bytes(b"".join(number.to_bytes(4, "big") for number in range(BIG // 4)))
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow_page")
