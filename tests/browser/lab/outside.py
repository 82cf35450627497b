"""Everywhere but loopback: a proxy that writes down what a browser wants there, and lets nothing through."""

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
    """Serves as a proxy while it is entered. Browsers ask a proxy for all hosts but those of loopback."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def flag(self) -> str:
        """What tells Chromium of it."""
        return f"--proxy-server=127.0.0.1:{self.server_address[1]}"
