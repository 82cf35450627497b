"""A server of one object, of which it breaks off some answers, and lets some stall."""

import re
import threading
from base64 import b64encode
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from zlib import crc32

from demo.localhost.threaded_server import ThreadedServer

PATIENCE = 10.0  # seconds


class Ranges(ThreadedServer):
    """Answers GET with a range, and HEAD with the CRC32."""

    def __init__(self, content: bytes, crc: int | None = None) -> None:
        self.content = content
        self.crc32 = b64encode((crc32(content) if crc is None else crc).to_bytes(4, "big")).decode()
        self.faults: deque[tuple[str, int] | None] = deque()
        """Of the next answers to GET: `breaks` or `stalls`, after so many bytes."""
        self.asked: list[str] = []
        self.stalled, self.left = threading.Event(), threading.Event()
        """An answer stalls; its client has gone away."""
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Ranges
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""

    def do_POST(self) -> None:
        """Wait for an event."""
        (self.server.left if self.path == "/left" else self.server.stalled).wait(PATIENCE)
        self._begin(200, 0, {})

    def do_HEAD(self) -> None:
        self.server.asked.append("HEAD")
        self._begin(200, len(self.server.content), {"x-amz-checksum-crc32": self.server.crc32})

    def do_GET(self) -> None:
        content, asked = self.server.content, self.headers["range"].removeprefix("bytes=")
        self.server.asked.append(asked)
        fault = self.server.faults.popleft() if self.server.faults else None
        found = re.fullmatch(r"(\d+)-(\d+)", asked)
        assert found
        first, after = int(found[1]), min(int(found[2]) + 1, len(content))
        self._begin(206, after - first, {"content-range": f"bytes {first}-{after - 1}/{len(content)}"})
        if fault is None:
            self.wfile.write(memoryview(content)[first:after])
            return
        kind, size = fault
        self.wfile.write(content[first : first + size])
        if kind == "stalls":
            self.server.stalled.set()
            self.connection.settimeout(PATIENCE)
            with suppress(ConnectionError):
                self.connection.recv(1)
            self.server.left.set()
        self.close_connection = True

    def _begin(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        told = {"etag": '"object5"', "content-length": str(length), **headers}
        told |= {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
