"""Starting: the progress bar, what is loaded, how long it takes; a start that fails; and the end."""

import re
import signal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.localhost.offline.locked_dist import make_locked_dist
from demo.localhost.offline.pyodide_build import NoPythonError
from demo.localhost.ports import accepts
from demo.localhost.project import PYODIDE
from tests.browser.chromium import Driver, chromium
from tests.browser.serve_process import END

from .demo_process import serving
from .page import START, DemoPage

# Runs before the page's own scripts.
RECORD = """
    window.steps = [];
    new MutationObserver(() => {
        const bar = document.getElementById("start-bar");
        if (bar) window.steps.push([bar.value, document.getElementById("start-step").textContent]);
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
"""
LOADED = """
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return entries
        .filter((entry) => entry.name.startsWith(location.origin))
        .map((entry) => [new URL(entry.name).pathname, entry.decodedBodySize]);
"""


def test_progress(page: DemoPage) -> None:
    script = page.cdp("Page.addScriptToEvaluateOnNewDocument", source=RECORD)["identifier"]
    page.cdp("Network.setCacheDisabled", cacheDisabled=True)
    page.network(download=20_000_000)
    page.open()
    page.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    page.cdp("Network.setCacheDisabled", cacheDisabled=False)
    steps = page.js("return window.steps")
    shares = [share for share, _ in steps]
    assert shares == sorted(shares)
    assert len({share for share in shares if 0 < share < 0.6}) >= 5, shares
    assert max(shares) == 0.9
    megabytes = [float(text[1]) for _, step in steps if (text := re.search(r"([\d.]+) of [\d.]+ MB", step))]
    assert megabytes[0] < 5 < megabytes[-1]
    assert not page.find("#start").is_displayed()


def test_cost(page: DemoPage, capsys: pytest.CaptureFixture[str]) -> None:
    """A first visit, without the browser's cache."""
    page.cdp("Network.enable")
    page.cdp("Network.setCacheDisabled", cacheDisabled=True)
    page.open()
    page.cdp("Network.setCacheDisabled", cacheDisabled=False)
    sizes = dict(page.js(LOADED))
    [seconds] = re.findall(r"Ready in ([\d.]+) s", page.text("#status"))
    [wheel] = [size for path, size in sizes.items() if path.startswith("/wheel/")]
    own = sum(size for path, size in sizes.items() if not path.startswith(("/pyodide/", "/wheel/")))
    total = sum(sizes.values())
    with capsys.disabled():
        print(
            f"\ndemo page: {total / 1e6:.1f} MB, {own / 1e3:.0f} kB of it the page, {wheel / 1e3:.0f} kB the wheel;"
            f" ready in {seconds} s"
        )
    assert 12e6 < total < 17e6
    assert own < 260e3, sizes  # tests/unit/test_wheel.py bounds the wheel


def test_start_that_fails(page: DemoPage) -> None:
    page.refusals_expected = True
    page.cdp("Network.enable")
    page.cdp("Network.setBlockedURLs", urls=["*/program.zip"])
    page.browser.get("about:blank")
    page.browser.get(page.url)
    page.until(lambda: page.find("#status").get_attribute("data-state") == "error", START)
    page.cdp("Network.setBlockedURLs", urls=[])
    assert "Python could not be started" in page.text("#start")
    assert "Reload the page to try again" in page.text("#start")
    assert page.find("#start").is_displayed()
    page.browser.get_log("browser")  # the page reports its failure there too
    page.open()


def test_start_from_a_lock(driver: Driver) -> None:
    try:
        make_locked_dist(PYODIDE)
    except NoPythonError as error:
        pytest.skip(str(error))
    with serving("--lock") as (_, url, config), chromium(driver) as browser:
        page = DemoPage(browser, url, config)
        page.open()
        wheels = [path for path, _ in page.js(LOADED) if path.endswith(".whl")]
        assert wheels == [config["wheel"].replace("wheel/", "/pyodide/")]
        assert page.complaints() == []


def descendants(pid: int) -> list[int]:
    """The processes that a process started, directly or indirectly."""
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return children + [one for child in children for one in descendants(child)]


def test_ctrl_c_ends_all() -> None:
    with serving() as (process, url, config):
        ports = [urlsplit(address).port or 0 for address in (url, config["endpoint"])]
        children = descendants(process.pid)
        assert all(map(accepts, ports))
        assert len(children) >= 2, "moto, and its warden"
        process.send_signal(signal.SIGINT)
        assert process.wait(END) == 130
        assert not any(map(accepts, ports))
        assert process.stdout
        said = process.stdout.read()
        assert f"its local AWS: {config['endpoint']}" in said
        assert "The buckets and tables of the local AWS are gone." in said
        assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
