"""The demo page as a visitor has it: every button pressed, every result read."""

import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from demo.local.process import accepts

ROOT = Path(__file__).parents[2]
READY = 60.0  # seconds
KEY = "notes/hello world+é=1.txt"
TEXT = "Hello from Python in a browser tab ✓"

# What each button's result must hold beside the status, in the order in which a visitor would press them.
RESULTS = {
    "s3-put": [" PUT http://"],
    "s3-get": [" GET http://", TEXT],
    "s3-list": [f"<Key>{KEY}</Key>", "<KeyCount>1</KeyCount>"],
    "s3-presigned": ["X-Amz-Signature=", TEXT],
    "dynamodb-put": [" POST http://"],
    "dynamodb-get": ['"visitor-1"', '"was here"'],
    "lambda-invoke": ['"Zoë"', '"numbers"'],
}


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running demo, and its page's address. It ends with its standard input, so never outlives this process."""
    command = [sys.executable, "-m", "demo.local.serve", "--port", "0", "--until-eof"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        yield process, found[0]
        process.stdin.close()
        process.wait(READY)


@pytest.fixture(scope="module")
def page(browser: Chrome, demo: tuple[subprocess.Popen[str], str]) -> Chrome:
    """The page, ready for the first click."""
    browser.get_log("browser")  # what was logged before is not the demo's
    browser.get(demo[1])
    assert wait_for_state(browser, "status") == "done", browser.find_element("id", "status").text
    return browser


def wait_for_state(page: Chrome, name: str) -> str:
    """The data-state of an element once it is there and not busy."""
    element = page.find_element("id", name)

    def state(_: Chrome) -> str | None:
        now = element.get_attribute("data-state")
        return now if now != "busy" else None

    return str(WebDriverWait(page, READY, poll_frequency=0.05).until(state))


def press(page: Chrome, name: str) -> tuple[str, str]:
    """Press a button; its state and its text."""
    output = page.find_element("id", f"{name}-result")
    page.execute_script("delete arguments[0].dataset.state", output)  # of the press before this one
    page.find_element("id", name).click()
    return wait_for_state(page, f"{name}-result"), output.text


def test_every_button_is_tested(page: Chrome) -> None:
    buttons = [button.get_attribute("id") for button in page.find_elements("tag name", "button")]
    assert sorted(buttons) == sorted([*RESULTS, "run-all"])


@pytest.mark.parametrize("name", RESULTS)
def test_button(page: Chrome, name: str) -> None:
    state, text = press(page, name)
    assert state == "done", text
    assert text.startswith("200 ")
    assert [part for part in RESULTS[name] if part not in text] == []


def test_run_all(page: Chrome) -> None:
    state, text = press(page, "run-all")
    assert (state, text) == ("done", f"{len(RESULTS)} of {len(RESULTS)} requests succeeded")


def test_presigned_link_opens_anywhere(page: Chrome) -> None:
    link = urlsplit(page.find_element("id", "s3-presigned-link").get_attribute("href") or "")
    connection = http.client.HTTPConnection(link.netloc, timeout=10)
    try:
        connection.request("GET", f"{link.path}?{link.query}")
        response = connection.getresponse()
        assert (response.status, response.read().decode()) == (200, TEXT)
    finally:
        connection.close()


def test_error_is_shown(page: Chrome) -> None:
    event = page.find_element("id", "lambda-event")
    event.clear()
    event.send_keys("no JSON")
    state, text = press(page, "lambda-invoke")
    assert state == "error"
    assert "JSONDecodeError" in text


def test_console_has_no_errors(page: Chrome) -> None:
    assert [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []


def test_ctrl_c_ends_all(demo: tuple[subprocess.Popen[str], str], page: Chrome) -> None:
    process, url = demo
    read_config = "fetch('/config.json').then((response) => response.json()).then(arguments[0])"
    config: dict[str, str] = page.execute_async_script(read_config)
    ports = [urlsplit(address).port or 0 for address in (url, config["endpoint"])]
    children = descendants(process.pid)
    assert all(map(accepts, ports))
    assert len(children) >= 2, "moto, and its warden"
    process.send_signal(signal.SIGINT)
    assert process.wait(READY) == 130
    assert not any(map(accepts, ports))
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
    return children + [one for child in children for one in descendants(child)]
