"""Stop: with memory that page and worker share, and without it; and programs that fight the page."""

import functools
import json
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from demo.localhost.offline.quick_dist import make_quick_dist
from demo.localhost.pages.demo_page_server import site_files
from demo.localhost.pages.program import program
from demo.localhost.project import PYODIDE, built_wheel
from demo.localhost.threaded_server import ThreadedServer
from tests.browser.chromium import Driver, chromium

from .page import DemoPage
from .python_tab import begin, finish, output, run

BUSY = {
    "computing": ("while True: pass", 3),
    "sleeping": ("import time; time.sleep(1000)", 3),
    "waiting": ("import asyncio; await asyncio.sleep(1000)", 3),
    "asking": ("input()", 3),
    "within a try": ("try: await asyncio.sleep(1000)\nfinally: print('cleaned')", 3),
}
STUBBORN = """
import asyncio
print("on")
while True:
    try:
        await asyncio.sleep(0.01)
    except BaseException:
        pass
"""
QUIET_TAIL = (
    "import time\nfor number in range(50): print(number)\nend = time.time() + 60\nwhile time.time() < end: pass"
)


@pytest.mark.parametrize("kind", BUSY)
def test_stop(page: DemoPage, kind: str) -> None:
    code, line = BUSY[kind]
    begin(page, f"import asyncio\nprint('on'); kept = {kind!r}\n{code}", "on")
    page.click("#python-stop")
    assert finish(page) == "error"
    assert f"Stopped in line {line}" in page.text("#python-status"), page.text("#python-problem")
    assert run(page, "kept") == "done", "variables stay"
    output(page, f"{kind!r}\n")


def test_what_was_printed_before_a_long_computation(page: DemoPage) -> None:
    begin(page, QUIET_TAIL, "49\n")
    page.click("#python-stop")
    assert finish(page) == "error"


def test_a_program_that_does_not_heed_stop(page: DemoPage) -> None:
    begin(page, STUBBORN, "on")
    page.click("#python-stop")
    page.until(lambda: page.find("#python-end").is_displayed())
    assert "does not heed Stop" in page.text("#python-status")
    page.click("#python-end")
    assert "variables are gone" in page.text("#python-status")
    assert not page.find("#python-end").is_displayed()
    assert run(page, "1 + 1") == "done"
    output(page, "2\n")


def test_runs_in_a_hurry(page: DemoPage) -> None:
    page.tab("python")
    page.type("#python-code", "import time\nprint('once')\ntime.sleep(0.2)")
    page.js("for (let press = 0; press < 3; press++) document.getElementById('python-run').click()")
    assert finish(page) == "done"
    output(page, "once\n")
    page.click("#python-restart")
    page.js("for (const name of ['run', 'stop', 'run', 'stop']) document.getElementById(`python-${name}`).click()")
    assert finish(page) == "error"
    assert "Stopped" in page.text("#python-status")
    begin(page, "print('on')\nwhile True: pass", "on")
    page.js("for (const name of ['stop', 'run', 'stop']) document.getElementById(`python-${name}`).click()")
    assert finish(page) == "error"
    assert run(page, "'again'") == "done"


def test_the_page_goes_on_meanwhile(page: DemoPage) -> None:
    begin(page, "print(region)\nwhile True: pass", page.config["region"])
    page.connect(region="eu-west-1")
    page.tab("objects")
    page.click("#refresh")
    page.until(lambda: page.find("#bucket-view").is_displayed() or page.find("#no-buckets").is_displayed())
    page.tab("python")
    page.click("#python-stop")
    assert finish(page) == "error"
    assert run(page, "region") == "done"
    output(page, "'eu-west-1'\n")
    page.connect(region=page.config["region"])


ATTACKS: dict[str, tuple[str, str]] = {
    "recursion": ("def f(): f()\nf()", "RecursionError"),
    "endless repr": ("class A:\n  def __repr__(self): raise SystemExit(4)\nA()", "SystemExit"),
    "threads": ("import threading\nthreading.Thread(target=print).start()", "RuntimeError"),
    "other streams": ("import sys\nsys.stdout = sys.stderr = sys.stdin = None\n1 / 0", "ZeroDivisionError"),
    "a signal of its own": ("import signal\nsignal.raise_signal(2)", "KeyboardInterrupt"),
    "much memory": ("[bytearray(2**31 - 1) for _ in range(9)]", "MemoryError"),
    "surrogates": ("print('\\ud800')\nraise ValueError('\\udfff')", "ValueError"),
    "closed streams": (
        "import sys\nfor name in ('out', 'err', 'in'): getattr(sys, f'std{name}').close()\n1 / 0",
        "ZeroDivisionError",
    ),
    "an error that cannot say what it is": (
        "class Odd(RuntimeError):\n  def __str__(self): raise KeyError\nraise Odd",
        "Odd after",
    ),
    "a module without a name": ("raise ModuleNotFoundError(name=5)", "ModuleNotFoundError"),
    "the end of the process": ("import os\nos._exit(3)", "Python ended: "),
    "a worker that closes": ("import js\njs.close()", "Python ended"),
    "messages": ("import js\nfor text in ('', '{}', '[1]'): js.postMessage(text)\n1 / 0", "ZeroDivisionError"),
    "the page's messages": (
        "import json, worker_glue\nfor text in ('', '[' * 100_000, '{\"kind\": \"output\"}'): worker_glue.post(text)\n"
        "worker_glue.post(json.dumps({'kind': 'output', 'run': 1e9, 'segments': [['out', '<img>']]}))\n1 / 0",
        "ZeroDivisionError",
    ),
}


@pytest.mark.parametrize("kind", ATTACKS)
def test_attack(page: DemoPage, kind: str) -> None:
    source, said = ATTACKS[kind]
    assert run(page, source) == "error"
    assert said in page.text("#python-status")
    assert run(page, "print('well', flush=True)") == "done"
    output(page, "well\n")


def test_the_end_of_the_stack(page: DemoPage) -> None:
    """It ends the programs' Python, which the page says, and not the page's."""
    assert run(page, "import sys\nsys.setrecursionlimit(10**8)\ndef f(): return f()\nf()") == "error"
    assert "Its variables are gone; the next run starts a fresh one." in page.text("#python-status")
    assert run(page, "'fresh'") == "done"
    output(page, "'fresh'\n")
    assert all("RangeError" in one or "atal error" in one for one in page.complaints()), "Pyodide's own words"


def test_a_program_that_pretends_to_be_done(page: DemoPage) -> None:
    forged = "import js, json, worker_glue\nprint('on')\nfor run in range(10_000):\n"
    forged += "  worker_glue.post(json.dumps({'kind': 'done', 'run': run}))\nwhile True: pass"
    begin(page, forged)
    assert finish(page) == "done"
    page.type("#python-code", "'next'")
    page.click("#python-run")
    page.click("#python-stop")
    finish(page)  # what pretended is stopped; whether what waited for it is too depends on who is quicker
    assert run(page, "'next'") == "done"
    output(page, "'next'\n")


def test_hundreds_of_megabytes(page: DemoPage) -> None:
    assert run(page, "line = 'x' * 99_999 + '\\n'\nfor _ in range(3_000): print(line, end='')") == "done"
    page.until(lambda: "280,000,000 more characters" in page.text("#python-cut-text"))
    shown = page.js("return document.getElementById('python-output').textContent.length")
    assert 900_000 < shown <= 1_000_000


# -- a page that shares no memory with its worker ----------------------------------------------------------------------


class PlainHandler(SimpleHTTPRequestHandler):
    """As any static host: no headers but the type of the file."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def plain(page: DemoPage, driver: Driver, tmp_path: Path) -> Iterator[DemoPage]:
    """The page under a sub-path of a plain static server."""
    for address, file in site_files(make_quick_dist(PYODIDE), built_wheel()).items():
        path = tmp_path / "sub" / (address[1:] or "index.html")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(file)
    (tmp_path / "sub/program.zip").write_bytes(program())
    (tmp_path / "sub/config.json").write_text(json.dumps(page.config))
    handler = functools.partial(PlainHandler, directory=str(tmp_path))
    with ThreadedServer(("127.0.0.1", 0), handler) as server, chromium(driver) as browser:
        plain = DemoPage(browser, f"http://127.0.0.1:{server.server_address[1]}/sub/", page.config)
        plain.open("python")
        yield plain
        assert plain.complaints() == []


def test_without_isolation(plain: DemoPage) -> None:
    assert not plain.js("return crossOriginIsolated")
    begin(plain, "import asyncio\nkept = 1\nprint('on')\nawait asyncio.sleep(1000)", "on")
    plain.click("#python-stop")
    assert finish(plain) == "error"
    assert "Stopped in line 4" in plain.text("#python-status")
    assert run(plain, "kept") == "done", "what waits can be cancelled"
    begin(plain, "print('on')\nwhile True: pass", "on")
    plain.click("#python-stop")
    assert finish(plain) == "error"
    assert "Its variables are gone: a fresh Python starts" in plain.text("#python-status")
    assert run(plain, "kept") == "error"
    assert "NameError" in plain.text("#python-problem")
    assert run(plain, "input()") == "error"
    assert "not cross-origin isolated" in plain.text("#python-problem")
