"""Where the bench runs: a site with Pyodide, aws4fetch and the wheels; a server to send to; a Chromium."""

import contextlib
import os
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from selenium.webdriver import Chrome

from demo.localhost.child_process import Child
from demo.localhost.offline.pyodide_dist import make_dist
from demo.localhost.pages.demo_page_server import DemoServer, site_files
from demo.localhost.ports import accepts, free_port
from demo.localhost.project import CACHE, PYODIDE, built_wheel
from tests.browser.chromium import START_UP, Driver, chromedriver, chromium

from . import request
from .npm_modules import sdk_files
from .wheels import index_files

PAGES = Path(__file__).parent / "pages"
SHARED = [Path(__file__).with_name(name) for name in ("timing.py", "growth_rounds.py")]
NODE_MODULES = CACHE / "npm/node_modules"
AWS4FETCH = NODE_MODULES / "aws4fetch"
PAGE_TIMEOUT = 300.0  # seconds

_RUN_BENCH = """
const [given, done] = arguments;
globalThis.bench(given).then((result) => done({ result }), (error) => done({ error: error.stack ?? String(error) }));
"""


class Stage:
    """Each part starts when it is first used, and ends with the stage."""

    def __init__(self, *, is_quick: bool = False) -> None:
        self.is_quick = is_quick
        self.load = os.getloadavg()[0]
        """What else the machine did when the bench started, in processes."""
        self._parts = contextlib.ExitStack()
        self._servers: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parts.close()

    def rounds(self, count: int) -> int:
        """How many times to repeat what is best repeated `count` times."""
        return 1 if self.is_quick else count

    @cached_property
    def sink(self) -> str:
        """The address of the server that takes requests."""
        return f"http://127.0.0.1:{self._serving('sink')}/"

    @cached_property
    def s3(self) -> str:
        """The address of a store that keeps nothing."""
        return f"http://127.0.0.1:{self._serving('s3_sink')}"

    @cached_property
    def s3_over_tls(self) -> tuple[str, Path]:
        """The address of a store that keeps nothing, and the file with the authority that its clients have to trust."""
        import trustme  # only this part needs it

        authority, own = trustme.CA(), self._folder / "s3.pem"
        trusted = self._folder / "authority.pem"
        authority.cert_pem.write_to_path(str(trusted))
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(own))
        return f"https://127.0.0.1:{self._serving('s3_sink', own)}", trusted

    @cached_property
    def chromium(self) -> Chrome:
        """The browser."""
        browser = self._parts.enter_context(chromium(self._driver, "--ignore-certificate-errors"))
        browser.set_script_timeout(PAGE_TIMEOUT)
        browser.command_executor.client_config.timeout = PAGE_TIMEOUT + 30  # by itself, it waits for 120 s
        return browser

    def renew_chromium(self) -> None:
        """A new browser for what follows: none of its processes has grown yet."""
        self.chromium.quit()
        del self.chromium

    def run_page(self, script: str, *, place: str = "window", install: str | None = None, **given: Any) -> Any:
        """What `main` of pages/`script`.py returns, in a page (or a worker of it) with a new Pyodide.

        The wheel is unpacked without micropip, which loads much of the library itself. `install` names a package that
        micropip installs as well.
        """
        self.chromium.get(f"{self._site.url}bench/page.html")
        answer = self.chromium.execute_async_script(
            _RUN_BENCH,
            {
                "script": script,
                "place": place,
                "install": install,
                "wheel": f"/wheel/{built_wheel().name}",
                "index": f"{self._site.url}simple",
                "sink": self.sink,
                **request.FOR_PAGE,
                **given,
            },
        )
        if "error" in answer:
            # JavaScript is not told why a request failed; the browser's log and the servers' may say.
            logged = [entry["message"] for entry in self.chromium.get_log("browser")]
            told = [f"{server.name}: {line}" for server in self._servers for line in server.log_tail().splitlines()]
            raise RuntimeError("\n".join([f"{script}.py in the {place}: {answer['error']}", *logged, *told]))
        return answer["result"]

    def _serving(self, module: str, *arguments: Path) -> int:
        """The port of a server that runs until the stage ends."""
        port = free_port()
        command = [sys.executable, "-m", f"tests.bench.{module}", str(port), *arguments]
        child = self._parts.enter_context(Child(module, command, log=self._folder / f"{module}-{port}.log"))
        self._servers.append(child)
        child.wait_until(lambda: accepts(port), seconds=START_UP, what=f"answer on port {port}")
        return port

    @cached_property
    def _driver(self) -> Driver:
        return self._parts.enter_context(chromedriver(self._folder))

    @cached_property
    def _folder(self) -> Path:
        return Path(self._parts.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))

    @cached_property
    def _site(self) -> DemoServer:
        files = site_files(make_dist(PYODIDE), built_wheel()) | index_files("/simple", self._folder)
        files |= {f"/bench/{path.name}": path for path in [*PAGES.iterdir(), *SHARED]}
        files["/bench/aws4fetch.mjs"] = AWS4FETCH / "dist/aws4fetch.esm.mjs"
        files |= sdk_files(NODE_MODULES, self._folder, "/npm")
        server = self._parts.enter_context(DemoServer(0, files))
        self._parts.enter_context(server.serving())
        return server
