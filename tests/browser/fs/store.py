"""A pass-through in front of the local AWS, which keeps what it was asked for, and how many bytes went out.

Host and headers pass as they are, so that the signatures hold.
"""

import http.client
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from demo.localhost.threaded_server import ThreadedServer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class Seen(NamedTuple):
    """A request."""

    method: str
    """OPTIONS is a browser that asks for leave."""
    path: str
    query: tuple[str, ...]
    """The names, but for the signature's."""
    range: str | None
    status: int
    size: int
    """Bytes of the answer's body."""


class Store(ThreadedServer):
    """Serves on a free port of 127.0.0.1 while it is entered."""

    request_queue_size = 128

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream)
        self.endpoint = f"http://127.0.0.1:{self.server_port}"
        self.seen: list[Seen] = []

    def of(self, path: str) -> list[Seen]:
        """What was asked for at a path."""
        return [seen for seen in self.seen if seen.path == f"/{path}"]


class _Handler(BaseHTTPRequestHandler):
    server: Store
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Do not log to the terminal."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        port = self.server.upstream.port
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                upstream.putheader(name, value.encode("latin-1"))
        upstream.endheaders(body or None)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        path, _, query = self.path.partition("?")
        names = tuple(name for name, _ in parse_qsl(query, keep_blank_values=True) if not name.startswith("X-Amz-"))
        told = Seen(self.command, unquote(path), names, self.headers.get("Range"), answer.status, len(content))
        self.server.seen.append(told)
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_OPTIONS = _pass_on
