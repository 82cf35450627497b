"""JupyterLite as its visitor sees it: the real site, every notebook run from top to bottom, every output read."""

import re
import signal
import subprocess
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome

from demo.localhost.offline.locked_dist import make_locked_dist
from demo.localhost.offline.pyodide_build import NoPythonError
from demo.localhost.ports import accepts
from demo.localhost.project import PYODIDE

from ..chromium import Driver, chromium
from ..serve_process import END, ROOT, served
from .expected import OUTPUTS, PICTURES, PROGRESS
from .notebook import open_notebook, run_all, run_code
from .outside import Outside

FIRST = "1-first-call"
STORED = "indexeddb,local_storage,cache_storage"
# So tall that JupyterLab shows all cells of a notebook: a cell out of sight may have no output in the page.
WINDOW = "--window-size=1300,9000"
CHROMIUMS_OWN = re.compile(r"\w+ (?:http://)?[\w.-]+\.(?:google|googleapis|gvt1)\.com[:/]")
# A kernel is a worker, where a relative URL would be relative to the worker's script, wherever that is.
FETCH = """
import js
for url in (js.location.origin + "/failing/0/absolute", "/failing/0/rooted", "failing/0/relative"):
    try:
        response = await aws.fetch(url, aws={"service": "execute-api", "region": "us-east-1"})
        print(response.status, response.url, await response.text())
    except ValueError as error:
        print(error)
"""
FETCH_OUTSIDE = """
try:
    await js.fetch("http://elsewhere.test/")
except OSError as error:
    print(error)
"""

pytestmark = pytest.mark.slow_page


class Lab(NamedTuple):
    """The running site."""

    process: subprocess.Popen[str]
    origin: str

    def notebook(self, name: str) -> str:
        """A notebook's address."""
        return f"{self.origin}/lab/index.html?path={name}.ipynb"


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """The site."""
    with served("serve_jupyterlite") as (process, line):
        found = re.search(r"(http://127\.0\.0\.1:\d+)/lab/index\.html\?path=1-first-call\.ipynb", line)
        assert found, line
        yield Lab(process, found[1])


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    """Whatever is not on loopback."""
    with Outside() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def used(driver: Driver, outside: Outside) -> Iterator[Chrome]:
    """A Chromium that has JupyterLab and Pyodide in its cache, but for its first visit."""
    with chromium(driver, WINDOW, outside.flag) as browser:
        yield browser


@pytest.fixture
def browser(used: Chrome, lab: Lab, outside: Outside) -> Chrome:
    """Nothing is left of what earlier visitors did: else JupyterLab opens their notebooks again."""
    used.get("about:blank")
    used.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": lab.origin, "storageTypes": STORED})
    used.get_log("browser")
    outside.asked.clear()
    return used


@pytest.fixture
def unused(driver: Driver, outside: Outside) -> Iterator[Chrome]:
    """A Chromium that has never been here."""
    outside.asked.clear()
    with chromium(driver, WINDOW, outside.flag) as browser:
        yield browser


def asked_outside(outside: Outside) -> list[str]:
    """What a page has requested from other hosts. Chromium itself asks Google's, in spite of all flags."""
    return [line for line in outside.asked if not CHROMIUMS_OWN.match(line)]


def test_every_notebook_is_tested() -> None:
    assert sorted(OUTPUTS) == sorted(path.stem for path in ROOT.glob("demo/notebooks/*.ipynb"))


def check_notebook(browser: Chrome, lab: Lab, outside: Outside, name: str) -> None:
    """Run a notebook and read all that it shows."""
    open_notebook(browser, lab.notebook(name))
    cells = run_all(browser)
    assert [(cell.prompt, cell.text) for cell in cells if cell.failed] == []
    assert [cell.prompt for cell in cells] == [f"[{number}]:" for number in range(1, len(cells) + 1)]
    shown = {number: cell.text for number, cell in enumerate(cells, 1)}
    assert {
        number: shown[number]
        for number, pattern in OUTPUTS[name].items()
        if not re.search(pattern, shown[number], re.DOTALL)
    } == {}
    unread = [number for number, text in shown.items() if text.strip() and number not in OUTPUTS[name]]
    assert unread == [], "these cells show something, and no pattern says what"
    assert [cell.progress for cell in cells if cell.progress] == PROGRESS.get(name, [])
    if name in PICTURES:
        [picture] = [picture for cell in cells for picture in cell.pictures]
        assert picture.startswith("data:image/svg+xml")
        assert [word for word in PICTURES[name] if word not in picture] == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    assert asked_outside(outside) == []


def test_first_notebook_and_what_a_worker_may_call(browser: Chrome, lab: Lab, outside: Outside) -> None:
    check_notebook(browser, lab, outside, FIRST)
    shown = run_code(browser, FETCH)
    assert shown.text.split("\n")[:3] == [
        f"200 {lab.origin}/failing/0/absolute answered at attempt 1",
        "'/failing/0/rooted' is not an absolute URL",
        "'failing/0/relative' is not an absolute URL",
    ]
    # Requests to other hosts would have been seen, even from a worker.
    run_code(browser, FETCH_OUTSIDE)
    assert asked_outside(outside) == ["GET http://elsewhere.test/ HTTP/1.1"]


@pytest.mark.parametrize("name", sorted(OUTPUTS.keys() - {FIRST}))
def test_notebook(browser: Chrome, lab: Lab, outside: Outside, name: str) -> None:
    check_notebook(browser, lab, outside, name)


def test_lock_saves_the_installation(unused: Chrome, outside: Outside) -> None:
    try:
        make_locked_dist(PYODIDE)
    except NoPythonError as error:
        pytest.skip(str(error))
    with served("serve_jupyterlite", "--lock") as (_, line):
        open_notebook(unused, line[line.index("http") :].split()[0])
        shown = run_code(unused, "import aws4web\nprint(aws4web.AwsClient.__name__)", alone=True)
    assert shown.text.strip() == "AwsClient"
    assert asked_outside(outside) == []


def test_ctrl_c_ends_it(lab: Lab) -> None:
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(END) == 130
    assert not accepts(urlsplit(lab.origin).port or 0)
