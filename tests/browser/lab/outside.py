"""Everything but loopback: a proxy that records what a browser wants there, and lets nothing through."""

from http.server import BaseHTTPRequestHandler
from typing import Any

from demo.localhost.threaded_server import ThreadedServer


class _Handler(BaseHTTPRequestHandler):
    server: "Outside"

    def _refuse(self) -> None:
        self.server.asked.append(self.requestline)
        self.send_error(502)

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = do_CONNECT = _refuse

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: a test asks."""


class Outside(ThreadedServer):
    """Serves as a proxy while it is entered. Browsers ask a proxy for all hosts except loopback."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def flag(self) -> str:
        """The flags that make Chromium use it."""
        return f"--proxy-server=127.0.0.1:{self.server_address[1]}"
