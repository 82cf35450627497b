"""A pass-through that answers CORS for a server that does so only partly.

Swift sends no CORS headers with listings and errors. Path, query, Host, headers and body pass byte for byte, so
Swift checks the signature made for the address of this proxy. The proxy checks nothing itself.
"""

import http.client
from http.server import BaseHTTPRequestHandler
from typing import Any

from demo.localhost.threaded_server import ThreadedServer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class CorsProxy(ThreadedServer):
    """Serves on a free port of 127.0.0.1 while it is entered."""

    def __init__(self, upstream_port: int) -> None:
        super().__init__(("127.0.0.1", 0), type("Handler", (_Handler,), {"upstream_port": upstream_port}))
        self.endpoint = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream_port: int

    def log_message(self, format: str, *args: Any) -> None:
        """Do not log to the terminal."""

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        for name in ("Method", "Headers"):
            asked = self.headers.get(f"Access-Control-Request-{name}", "")
            self.send_header(f"Access-Control-Allow-{name if name == 'Headers' else 'Methods'}", asked)
        self._end(b"")

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", self.upstream_port, timeout=60)
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                upstream.putheader(name, value.encode("latin-1"))
        upstream.putheader("Content-Length", str(len(body)))
        upstream.endheaders(body)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP and not name.lower().startswith("access-control-"):
                self.send_header(name, value)
        self._end(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on

    def _end(self, content: bytes) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
