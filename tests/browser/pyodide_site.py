"""The site that the browser loads: an assembled Pyodide, the wheel and the test pages, on 127.0.0.1.

It replaces pytest-pyodide's own server, which listens on every interface and answers one request at a time.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pytest_pyodide.server import DefaultHandler

from demo.localhost.threaded_server import ThreadedServer

PAGES = Path(__file__).parent / "pages"
STRICT_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' http://127.0.0.1:*"


class _Handler(DefaultHandler):
    """Pyodide and pytest-pyodide's templates at the root; our pages under /pages/, and with a CSP under /strict/."""

    protocol_version = "HTTP/1.1"
    server: "Site"
    extensions_map = {  # noqa: RUF012 - the base class's own attribute
        **DefaultHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
        ".whl": "application/octet-stream",
    }

    def translate_path(self, path: str) -> str:
        name = urlsplit(path).path.lstrip("/")
        if name == f"wheel/{self.server.wheel.name}":
            return str(self.server.wheel)
        folder = PAGES if name.startswith(("pages/", "strict/")) else self.server.dist
        return str(folder / Path(name).name)

    def end_headers(self) -> None:
        if self.path.startswith("/strict/"):
            self.send_header("Content-Security-Policy", STRICT_POLICY)
        super().end_headers()

    def log_message(self, format_: str, *args: Any) -> None:
        """Silent: a test says what failed."""


class Site(ThreadedServer):
    """Serves until its `with` block ends."""

    def __init__(self, dist: Path, wheel: Path) -> None:
        self.dist = dist
        self.wheel = wheel
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def wheel_url(self) -> str:
        """Where micropip finds the wheel."""
        return f"{self.url}/wheel/{self.wheel.name}"
