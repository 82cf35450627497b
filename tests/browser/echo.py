"""An HTTP server that records what it is sent and answers as told: with the same body, a status, or a fault."""

import contextlib
import json
import socket
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Literal

from demo.localhost.aws.gate.verification import Credential, verify
from demo.localhost.aws.gate.wire_request import WireRequest
from demo.localhost.threaded_server import ThreadedServer

CREDENTIAL = Credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
PATIENCE = 10.0  # seconds that a page waits for an event


@dataclass(frozen=True)
class Answer:
    """The answer to one request."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """None for the request's own body."""
    cors: bool = True
    fault: Literal["", "reset", "cut", "hang", "stall"] = ""
    """reset: the connection breaks before the status, for every request from then on, as browsers send again what
    met a reset on a connection that was idle, once for each that they kept. cut: it breaks within the body. hang:
    nothing comes, and stall: only half of the body, until the client goes away."""


class EchoServer(ThreadedServer):
    """Answers 200 with the request's own body, unless `answer` says otherwise."""

    def __init__(self) -> None:
        self.sent: list[WireRequest] = []
        """The requests so far, without CORS preflights."""
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._waiting = threading.Event()
        self._left = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str, *answers: Answer | int) -> str:
        """Set the answers to the next requests to `path`: an answer or a status for each. Returns the URL."""
        self._answers[path].extend(Answer(one) if isinstance(one, int) else one for one in answers)
        return self.url + path

    def reset(self) -> None:
        """Forget everything."""
        self.sent.clear()
        self._answers.clear()
        self._waiting.clear()
        self._left.clear()

    def refusals(self) -> list[object]:
        """For each request so far, why AWS would refuse it, or None: botocore computes its signature again."""
        return [verify(request, [CREDENTIAL], datetime.now(UTC)) for request in self.sent]

    def next_answer(self, path: str) -> Answer:
        """The answer to a request to `path`."""
        answers = self._answers[path]
        if not answers:
            return Answer()
        return answers[0] if answers[0].fault == "reset" else answers.popleft()

    def event(self, name: str) -> threading.Event | None:
        """`waiting`: a request hangs or stalls. `left`: its client has gone away."""
        return {"/event/waiting": self._waiting, "/event/left": self._left}.get(name)

    def keep_waiting(self, connection: socket.socket) -> None:
        """Return once the client has closed the connection."""
        connection.settimeout(PATIENCE)
        self._waiting.set()
        with contextlib.suppress(ConnectionError):
            if connection.recv(1):
                raise AssertionError("a client that waits for an answer sent more")
        self._left.set()


def as_text(value: str) -> str:
    """A header's value as UTF-8 if it is that; http.server reads it as Latin-1."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


class _Handler(BaseHTTPRequestHandler):
    server: EchoServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""

    def _serve(self) -> None:
        path = self.path.partition("?")[0]
        if event := self.server.event(path):
            self._send(Answer(body=json.dumps(event.wait(PATIENCE)).encode()), b"")
            return
        if self.command == "OPTIONS" and self.headers.get("Access-Control-Request-Method"):
            self._send(Answer(204, self._allowed()), b"")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = tuple((name, as_text(value)) for name, value in self.headers.items())
        self.server.sent.append(WireRequest(self.command, self.path, headers, body))
        self._send(self.server.next_answer(path), body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve

    def _allowed(self) -> dict[str, str]:
        return {
            "Access-Control-Allow-Methods": self.headers.get("Access-Control-Request-Method", ""),
            "Access-Control-Allow-Headers": self.headers.get("Access-Control-Request-Headers", ""),
        }

    def _send(self, answer: Answer, request_body: bytes) -> None:
        if answer.fault == "hang":
            self.server.keep_waiting(self.connection)
        if answer.fault in ("hang", "reset"):
            self._break_off()
            return
        body = request_body if answer.body is None else answer.body
        self.send_response(answer.status)
        if answer.cors:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Expose-Headers", "*")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD" or answer.status == 204:
            return
        if not answer.fault:
            self.wfile.write(body)
            return
        self.wfile.write(body[: len(body) // 2])
        if answer.fault == "stall":
            self.server.keep_waiting(self.connection)
        self._break_off()

    def _break_off(self) -> None:
        """Close with a TCP reset, so that the client sees an error and not a normal end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
