"""An HTTP server that takes whatever it is sent and answers 200 at once: `python -m tests.bench.sink PORT`.

It is a process of its own, and no more than a protocol, so that the client is what is measured. It tells what a request
costs it: see `used`.
"""

import asyncio
import json
import re
import sys
import time
from email.utils import formatdate
from urllib.request import urlopen
from zlib import crc32

from .request import ITEM, ITEM_PATH

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
    b"Access-Control-Allow-Origin: *\r\n\r\n{}"
)
# As DynamoDB answers GetItem.
_ITEM_BODY = json.dumps({"Item": ITEM}, separators=(",", ":")).encode()
_ITEM_ANSWER = (
    b"HTTP/1.1 200 OK\r\nServer: Server\r\nDate: %b\r\nContent-Type: application/x-amz-json-1.0\r\n"
    b"Content-Length: %d\r\nConnection: keep-alive\r\n"
    b"x-amzn-RequestId: 0CS0AMD5HJDKFPSVK1C0TTPNPFVV4KQNSO5AEMVJF66Q9ASUAAJG\r\nx-amz-crc32: %d\r\n\r\n%b"
) % (formatdate(usegmt=True).encode(), len(_ITEM_BODY), crc32(_ITEM_BODY), _ITEM_BODY)
_GET_ITEM, _GET_USED = f"POST {ITEM_PATH} ".encode(), b"GET /used "
# The preflight is sent once, as AWS too lets a browser cache it.
_PREFLIGHT = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Max-Age: 7200\r\n"
    b"Access-Control-Allow-Methods: POST,PUT\r\nAccess-Control-Allow-Headers: %b\r\n\r\n"
)
LATENCY = 0.05  # seconds after which whatever is asked of the bucket `late` is answered
_is_late = re.compile(rb"[A-Z]+ /late/").match
_length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE).search
_asked_headers = re.compile(rb"\r\naccess-control-request-headers: *([^\r]*)", re.IGNORECASE).search


class Sink(asyncio.Protocol):
    """One connection."""

    _taken = 0
    """Requests so far, on all connections."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._unread = bytearray()
        self._answer = b""
        self._is_late = False
        self._left = 0
        """Bytes of the body that are still to come."""

    def data_received(self, data: bytes) -> None:
        if len(data) < self._left:  # within a large body; nothing of it is kept
            self._left -= len(data)
            return
        self._unread += data
        while self._take_request():
            if self._is_late:
                asyncio.get_running_loop().call_later(LATENCY, self._transport.write, self._answer)
            else:
                self._transport.write(self._answer)

    def _take_request(self) -> bool:
        """Take a whole request, and return whether there was one."""
        if not self._left:
            head, blank_line, rest = self._unread.partition(b"\r\n\r\n")
            if not blank_line:
                return False
            length = _length(head)
            self._left = int(length[1]) if length else 0
            self._answer = _answer_to(head)
            self._is_late = _is_late(head) is not None
            self._unread = rest
        if len(self._unread) < self._left:
            self._left -= len(self._unread)
            self._unread.clear()
            return False
        del self._unread[: self._left]
        self._left = 0
        Sink._taken += 1
        return True


def _answer_to(head: bytearray) -> bytes:
    if head.startswith(_GET_ITEM):
        return _ITEM_ANSWER
    if head.startswith(_GET_USED):
        told = b"%r %d" % (time.process_time(), Sink._taken)
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told)
    asked = _asked_headers(head)
    return _PREFLIGHT % asked[1] if asked else _ANSWER


def used(sink: str) -> tuple[float, int]:
    """The seconds that a sink has been busy so far, and the requests that it took."""
    with urlopen(f"{sink}used", timeout=10) as response:
        seconds, requests = response.read().split()
    return float(seconds), int(requests)


async def main(port: int) -> None:
    """Serve until the process ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
