"""Firefox, by its Marionette protocol, and WebKitGTK, by WebDriver: commands of one name, sent in two ways."""

import contextlib
import json
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from demo.localhost.child_process import Child
from demo.localhost.ports import accepts, free_port
from tests.faults.browser.launch import BROWSERS, FIREFOX_PREFERENCES

START = 120.0  # seconds: WebKitGTK takes a minute on a busy machine
WAIT = 30.0
QUICK_START = ["JSC_useOMGJIT=0"]  # Pyodide starts twice as fast if WebKit does not also compile it anew for speed
PAUSE = 0.1  # between two questions: each takes time of the page's own
T = TypeVar("T")
Send = Callable[[str, str, str, dict[str, Any]], Any]
"""Sends a command: Marionette's name, WebDriver's method and path, and its parameters; returns its value."""


class EngineError(Exception):
    """The browser refused a command."""


class Engine:
    """A browser's page, and what a person does with it."""

    def __init__(self, name: str, send: Send, home: Path) -> None:
        self.name = name
        self._send = send
        self._home = home  # the browser's own, and nobody else's

    def open(self, url: str) -> None:
        self._send("WebDriver:Navigate", "POST", "url", {"url": url})

    def js(self, script: str, *arguments: Any) -> Any:
        return self._send("WebDriver:ExecuteScript", "POST", "execute/sync", {"script": script, "args": arguments})

    def click(self, css: str) -> None:
        self._do(css, "WebDriver:ElementClick", "click")

    def send_keys(self, css: str, text: str) -> None:
        self._do(css, "WebDriver:ElementSendKeys", "value", text=text)

    def text(self, css: str) -> str:
        return self.js("return document.querySelector(arguments[0])?.textContent ?? ''", css)

    def until(self, condition: Callable[[], T], seconds: float = WAIT) -> T:
        """Ask until the answer is true; return it."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(EngineError):
                if answer := condition():
                    return answer
            if time.monotonic() > end:
                shown = self.js("return document.body.innerText.slice(0, 3000)")
                raise AssertionError(f"not within {seconds:g} s; {self.name} shows:\n{shown}")
            time.sleep(PAUSE)

    def until_text(self, css: str, part: str) -> None:
        self.until(lambda: part in self.text(css))

    def choose(self, css: str, text: str) -> None:
        """Choose an option by its text."""
        self.js(
            "const select = document.querySelector(arguments[0]);"
            " select.selectedIndex = [...select.options].findIndex((option) => option.text === arguments[1]);"
            " select.dispatchEvent(new Event('change', { bubbles: true }))",
            css,
            text,
        )

    def type(self, css: str, text: str) -> None:
        """Replace a field's text, and leave the field."""
        self.js(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            " for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }))",
            css,
            text,
        )

    def threads(self, name: str) -> int:
        """How many threads of this name the browser's processes have."""
        count = 0
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it has just ended
                if f"HOME={self._home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                    count += sum(path.read_text() == f"{name}\n" for path in process.glob("task/*/comm"))
        return count

    def _do(self, css: str, command: str, path: str, **parameters: Any) -> None:
        """Do something with an element, as soon as it can be done."""

        def done() -> bool:
            found = self._send("WebDriver:FindElement", "POST", "element", {"using": "css selector", "value": css})
            [element] = (found.get("value", found) if len(found) == 1 else found).values()
            element = element if isinstance(element, str) else next(iter(element.values()))
            self._send(command, "POST", f"element/{element}/{path}", {"id": element, **parameters})
            return True

        self.until(done)


@contextlib.contextmanager
def firefox(program: str, folder: Path) -> Iterator[Send]:
    """Firefox, listening on a port that it chooses itself."""
    preferences = {**FIREFOX_PREFERENCES, "marionette.port": 0}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (folder / "user.js").write_text("\n".join(lines))
    command = ["env", f"HOME={folder}", program, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
    port = folder / "MarionetteActivePort"
    with Child("firefox", [*command, "about:blank"], log=folder / "firefox.log") as child:
        child.wait_until(lambda: port.exists() and port.read_text() != "", seconds=START, what="listen")
        with socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=START) as connection:
            answers = connection.makefile("rb")

            def receive() -> Any:
                length = b""
                while (one := answers.read(1)) not in (b":", b""):
                    length += one
                return json.loads(answers.read(int(length)))

            def send(command: str, _method: str, _path: str, parameters: dict[str, Any]) -> Any:
                text = json.dumps([0, 1, command, parameters]).encode()
                connection.sendall(b"%d:%b" % (len(text), text))
                _, _, error, result = receive()
                if error:
                    raise EngineError(error["message"])
                return result["value"] if set(result or {}) == {"value"} else result

            receive()  # it says who it is
            send("WebDriver:NewSession", "", "", {})
            yield send


@contextlib.contextmanager
def webkit(program: str, folder: Path) -> Iterator[Send]:
    """WebKitGTK's MiniBrowser, started by its driver."""
    port = free_port()
    command = ["xvfb-run", "--auto-servernum", "WebKitWebDriver", f"--port={port}"]
    with Child("webkit", ["env", f"HOME={folder}", *QUICK_START, *command], log=folder / "webkit.log") as child:
        child.wait_until(lambda: accepts(port), seconds=START, what=f"answer on port {port}")
        base = f"http://127.0.0.1:{port}/session"

        def ask(method: str, url: str, content: dict[str, Any] | None) -> Any:
            data = None if content is None else json.dumps(content).encode()
            try:
                with urlopen(Request(url, data, method=method), timeout=START) as answer:
                    return json.load(answer)["value"]
            except HTTPError as error:
                raise EngineError(error.read().decode()) from error

        options = {"webkitgtk:browserOptions": {"binary": program, "args": ["--automation"]}}
        session = ask("POST", base, {"capabilities": {"alwaysMatch": options}})["sessionId"]
        try:
            yield lambda _, method, path, parameters: ask(method, f"{base}/{session}/{path}", parameters)
        finally:
            ask("DELETE", f"{base}/{session}", None)


ENGINES = {"firefox": firefox, "webkit": webkit}


@contextlib.contextmanager
def engine(name: str) -> Iterator[Engine | None]:
    """A browser with a profile of its own, until the block ends; None if it is not installed."""
    program = BROWSERS[name].find()
    if program is None or (name == "webkit" and not shutil.which("WebKitWebDriver")):
        yield None
        return
    with (
        tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder,
        ENGINES[name](program, Path(folder)) as send,
    ):
        yield Engine(name, send, Path(folder))
