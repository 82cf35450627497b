"""Pages in browsers, with Pyodide and the wheel, that run the cases."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..fault_process import ROOT, FaultServer, fault_server
from .launch import BROWSERS, showing

_PYODIDE = "314.0.7"
_START = 60.0  # seconds that a browser may take to load Pyodide, on a busy machine
_FILES = "without await: files of a store that is busy"
_TASK = 60.0  # seconds; a case that hangs reports it sooner


class Page:
    """A page that does tasks, one after another."""

    def __init__(self, browser: str, server: FaultServer, number: int) -> None:
        self.browser = browser
        self._server = server
        self._number = number

    def started(self) -> Any:
        """What it says once it is ready for tasks; None if it does not get ready."""
        return self._server.call("answer", number=self._number, seconds=_START)

    def do(self, seconds: float = _TASK, **task: Any) -> dict[str, Any]:
        """Have a task done; return its result."""
        # The browsers share the server, and a case may run twice.
        name = f"{self.browser} {self._number + 1} {task['case']}"
        task = {"browser": self.browser.partition(",")[0], "name": name, "places": self._server.places, **task}
        return self._done(task, seconds)

    def run(self, function: str, seconds: float = _TASK, **arguments: Any) -> Any:
        """Have a function called, "module:name"; return its result, and what is held before and after it."""
        return self._done({"run": function, **arguments}, seconds)

    def _done(self, task: dict[str, Any], seconds: float) -> dict[str, Any]:
        self._number += 1
        self._server.call("ask", number=self._number, task=task)
        result = self._server.call("answer", number=self._number, seconds=seconds)
        if result is None:
            pytest.fail(f"{self.browser} did not answer within {seconds:g} s")
        return result


class Pages:
    """One page at a time."""

    def __init__(self, server: FaultServer) -> None:
        self._server = server
        self._pages = 0
        self._open: tuple[Page, contextlib.ExitStack] | None = None

    def page(self, name: str) -> Page:
        """The page in this browser: "firefox"; or its worker: "firefox, in a worker"."""
        if self._open and self._open[0].browser == name:
            return self._open[0]
        self.close()
        browser, _, place = name.partition(", in a ")
        program = BROWSERS[browser].find()
        if program is None:
            pytest.skip(f"{browser} is not installed (Debian: apt-get install {BROWSERS[browser].package})")
        self._pages += 1
        number = self._pages * 1_000_000
        page, stack = Page(name, self._server, number), contextlib.ExitStack()
        url = f"{self._server.places['control']}/{place and f'{place}.html'}#{number}"
        child = stack.enter_context(showing(browser, program, url, ROOT / f".cache/logs/{name}.log"))
        self._open = page, stack
        started = page.started()
        if started is None or "error" in started:
            wrote = child.log_tail()
            self.close()  # the next test gets another one
            pytest.fail(f"{name} did not start: {started}; it wrote:\n{wrote}")
        print(started["started"])
        # What a first use creates and keeps must be there before anything is counted.
        for case in ("refused, once", "retried statuses", "without await: answers", _FILES):
            page.do(case=case)
        page.run("faults.page:freeze")
        return page

    def close(self) -> None:
        """End the browser."""
        if self._open:
            self._open[1].close()
            self._open = None


@pytest.fixture(scope="session")
def page_server(request: pytest.FixtureRequest) -> Iterator[FaultServer]:
    """A fault server that also serves the page."""
    given = Path(request.config.option.dist_dir)
    dist = given if (given / "pyodide.mjs").exists() else ROOT / f".cache/pyodide-{_PYODIDE}"
    if not (dist / "pyodide.mjs").exists():
        pytest.fail(f"no Pyodide in {dist}: run python -m demo.localhost.offline.pyodide_dist {_PYODIDE}")
    wheels = sorted(ROOT.glob(".cache/wheel/*.whl"))
    if not wheels:
        pytest.fail("there is no wheel: run ./build.sh wheel")
    with fault_server(dist, wheels[-1]) as running:
        yield running


@pytest.fixture(scope="session")
def pages(page_server: FaultServer) -> Iterator[Pages]:
    """The pages."""
    pages = Pages(page_server)
    yield pages
    pages.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, pages: Pages) -> Page:
    """The page in the browser that the test names."""
    return pages.page(request.param)
