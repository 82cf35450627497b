"""Headless Chromium, driven by Selenium. It ends with this process, however that ends."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from demo.localhost.child_process import Child, StartError
from demo.localhost.ports import accepts, free_port

# A host whose name is not loopback, so its plain-http origin is insecure and has no `crypto.subtle`.
INSECURE_HOST = "insecure.test"
START_UP = 30.0  # seconds

FLAGS = [
    "--headless",
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # Without these, Chromium looks up Google's hosts at every start.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
]


class Driver(Service):
    """A chromedriver that is already running; it starts a Chromium for each session."""

    def __init__(self, program: str, port: int) -> None:
        super().__init__(executable_path=program, port=port)

    @property
    def service_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """It runs."""

    def stop(self) -> None:
        """It keeps running for the next session."""


@contextlib.contextmanager
def chromedriver(folder: Path) -> Iterator[Driver]:
    """chromedriver while it runs; the profiles and its log are in `folder`.

    Selenium could start it, but would leave it and its Chromiums behind when this process is killed.
    """
    program = shutil.which("chromedriver")
    if program is None:
        raise StartError("there is no chromedriver (Debian: apt-get install chromium chromium-driver)")
    port = free_port()
    command, log = [program, f"--port={port}"], folder / "chromedriver.log"
    with Child("chromedriver", command, log=log, env={**os.environ, "TMPDIR": str(folder)}) as child:
        child.wait_until(lambda: accepts(port), seconds=START_UP, what=f"answer on port {port}")
        yield Driver(program, port)


def chromium(driver: Driver, *flags: str, requests: bool = False) -> Chrome:
    """A new Chromium with a profile of its own; `flags` are added to the usual ones. It can log its requests."""
    options = Options()
    for flag in (*FLAGS, *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", **({"performance": "ALL"} if requests else {})})
    return Chrome(options=options, service=driver)


def run_page(browser: Chrome, page: str, script: str, **given: Any) -> dict[str, Any]:
    """Open `page` (the test site's page.html), which runs `script`; return the JSON that it ends with.

    The driver evaluates nothing: a Content-Security-Policy does not apply to what it evaluates.
    """
    browser.get("about:blank")  # a URL that differs only in its hash does not load again
    browser.get(f"{page}#{quote(json.dumps({'script': script, 'micropip': True, **given}))}")
    shown = WebDriverWait(browser, 60, poll_frequency=0.05).until(_result)
    assert shown is not None
    assert shown.get_attribute("data-state") == "done", shown.text
    return json.loads(shown.text)


def _result(browser: Chrome) -> WebElement | None:
    element = browser.find_element("id", "result")
    return element if element.get_attribute("data-state") else None
