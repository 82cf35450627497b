"""The PyScript page, as `./build.sh demo` serves it, in a Chromium that can reach nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from demo.localhost.offline import pyscript_dist
from demo.localhost.pages.demo_page_server import DemoServer, running_demo
from demo.localhost.pages.pyscript_page import PAGE
from tests.docs.internet import Internet, internet

from .chromium import Driver, chromium

pytestmark = pytest.mark.slow_page
START = 60.0  # seconds
ANSWER = "200 {'my': 'event'}"


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    """The demo's server, with a local AWS."""
    with running_demo() as running:
        yield running


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    """Sees every request that leaves this machine."""
    with internet(tmp_path_factory.mktemp("internet"), aws_port=0) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def page(driver: Driver, demo: DemoServer, outside: Internet) -> Iterator[Chrome]:
    """The page."""
    with chromium(driver, f"--proxy-server={outside.url}") as browser:
        browser.get(f"{demo.url}pyscript/")
        yield browser


def shown(page: Chrome, section: str) -> str:
    """What the script in the section displays."""
    selector = f"#{section} script-py"

    def answer(_: Chrome) -> str:
        return "".join(element.text for element in page.find_elements("css selector", selector))

    return WebDriverWait(page, START, poll_frequency=0.05).until(answer)


@pytest.mark.parametrize("section", ["page", "worker"])
def test_invokes_the_function(page: Chrome, section: str) -> None:
    assert shown(page, section) == ANSWER


def test_one_is_in_a_worker(page: Chrome) -> None:
    # The page sees the requests of its own Python, but not of a worker's.
    shown(page, "page")
    shown(page, "worker")
    names = page.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert len([name for name in names if name.endswith("/functions/echo/invocations")]) == 1


def test_console_has_no_errors(page: Chrome) -> None:
    shown(page, "worker")
    assert [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


def test_nothing_is_loaded_from_elsewhere(page: Chrome, outside: Internet) -> None:
    shown(page, "worker")
    assert outside.hosts == []


def test_one_line_leads_to_the_cdn(page: Chrome, outside: Internet) -> None:
    text = (PAGE / "index.html").read_text()
    [cdn] = re.findall(r'change this one line: src="(.*)"', text)
    assert cdn == f"https://cdn.jsdelivr.net/npm/@pyscript/core@{pyscript_dist.VERSION}/dist/core.js"
    assert re.findall(r'<script type="module" src="(.*)">', text) == ["/pyscript/local.js"]
    # The page's policy lets it load from there, and the request shows it.
    load = """
        const [src, done] = arguments;
        document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: done }));
    """
    page.execute_async_script(load, cdn)
    assert outside.hosts == ["cdn.jsdelivr.net"]


def test_only_its_page_may_evaluate_strings(demo: DemoServer) -> None:
    policies = {}
    for path in ("", "pyscript/", "pyscript/core/core.js"):
        with urlopen(f"{demo.url}{path}", timeout=10) as response:
            policies[path] = "'unsafe-eval'" in response.headers["Content-Security-Policy"]
    assert policies == {"": False, "pyscript/": True, "pyscript/core/core.js": True}


def test_pyscript_is_downloaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyscript_dist, "CACHE", tmp_path)
    (tmp_path / f"pyscript-{pyscript_dist.VERSION}").mkdir()
    monkeypatch.setattr(pyscript_dist, "run", lambda *_: pytest.fail("downloaded again"))
    assert pyscript_dist.make_pyscript() == tmp_path / f"pyscript-{pyscript_dist.VERSION}"
