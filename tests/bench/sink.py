"""An HTTP server that takes whatever it is sent and answers 200 at once: `python -m tests.bench.sink PORT`.

It is a process of its own, and no more than a protocol, so that what is measured is the client.
"""

import asyncio
import re
import sys

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    b"Access-Control-Allow-Origin: *\r\n\r\n{}"
)
# The preflight is asked once, as AWS lets a browser keep it too.
_PREFLIGHT = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 7200\r\n"
    b"Access-Control-Allow-Methods: POST,PUT\r\nAccess-Control-Allow-Headers: %b\r\n\r\n"
)
_length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE).search
_asked_headers = re.compile(rb"\r\naccess-control-request-headers: *([^\r]*)", re.IGNORECASE).search


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._unread = bytearray()
        self._answer = b""
        self._left = 0
        """Bytes of the body that are still to come."""

    def data_received(self, data: bytes) -> None:
        if len(data) < self._left:  # within a large body, of which nothing is kept
            self._left -= len(data)
            return
        self._unread += data
        while self._take_request():
            self._transport.write(self._answer)

    def _take_request(self) -> bool:
        """Whether a whole request was there, which is then taken."""
        if not self._left:
            head, blank_line, rest = self._unread.partition(b"\r\n\r\n")
            if not blank_line:
                return False
            length = _length(head)
            self._left = int(length[1]) if length else 0
            asked = _asked_headers(head)
            self._answer = _PREFLIGHT % asked[1] if asked else _ANSWER
            self._unread = rest
        if len(self._unread) < self._left:
            self._left -= len(self._unread)
            self._unread.clear()
            return False
        del self._unread[: self._left]
        self._left = 0
        return True


async def main(port: int) -> None:
    """Serve until the process ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
