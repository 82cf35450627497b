"""The gate as an HTTP server: what arrives behind it, byte for byte, and its CORS answers."""

import http.client
import socket
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest

from demo.localhost.aws.gate import Gate
from demo.localhost.aws.gate.wire_request import WireRequest

from .botocore_signed import CREDENTIALS, KEY, signed, with_header

ORIGIN = ("Origin", "http://page.example")


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Upstream(ThreadingHTTPServer):
    """Keeps what it is sent, and answers 200, or 204 to DELETE."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Recorder)
        self.received: list[WireRequest] = []


class _Recorder(BaseHTTPRequestHandler):
    server: Upstream
    protocol_version = "HTTP/1.1"

    def _record(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = tuple(self.headers.items())
        self.server.received.append(WireRequest(self.command, self.requestline.split()[1], headers, body))
        self.send_response(204 if self.command == "DELETE" else 200)
        self.send_header("X-Amz-Request-Id", "1")
        if self.command != "DELETE":
            self.send_header("Content-Length", "5")
        self.end_headers()
        if self.command not in ("HEAD", "DELETE"):
            self.wfile.write(b"reply")

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _record

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server
        server.shutdown()


@pytest.fixture
def gate(upstream: Upstream) -> Iterator[Gate]:
    with Gate(upstream.server_address[1], CREDENTIALS) as server:
        yield server


def send(gate: Gate, request: WireRequest, *more: tuple[str, str]) -> Reply:
    """Send exactly this request."""
    return send_all(gate, [WireRequest(request.method, request.target, (*request.headers, *more), request.body)])[0]


def send_all(gate: Gate, requests: Sequence[WireRequest]) -> list[Reply]:
    """Send the requests over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", gate.server_address[1], timeout=10)
    replies: list[Reply] = []
    try:
        for request in requests:
            connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers:
                connection.putheader(name, value)
            if request.body:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            replies.append(Reply(response.status, headers, response.read()))
    finally:
        connection.close()
    return replies


def test_what_is_verified_arrives_unchanged(gate: Gate, upstream: Upstream) -> None:
    request = signed(
        "PUT",
        "http://h//leading/a%20b%2B%25//%C3%A9/?x=%2F&list-type=2&y",
        {"X-Amz-Meta-A": "  two  spaces", "Content-Type": "text/x"},
        bytes(range(256)) * 5000,
    )
    assert send(gate, request).status == 200
    (received,) = upstream.received
    assert (received.method, received.target, received.body) == (request.method, request.target, request.body)
    for name in ("Host", "X-Amz-Meta-A", "Content-Type", "Authorization", "X-Amz-Date"):
        assert received.header(name) == (request.header(name) or "").strip()


def test_a_refused_request_does_not_arrive(gate: Gate, upstream: Upstream) -> None:
    request = with_header(signed("GET", "http://h/b", {"X-Amz-Meta-A": "1"}), "X-Amz-Meta-A", "2")
    reply = send(gate, request)
    assert (reply.status, b"<Code>SignatureDoesNotMatch</Code>" in reply.body) == (403, True)
    assert "date" in reply.headers
    assert upstream.received == []


def test_a_presigned_url_arrives_without_its_signature(gate: Gate, upstream: Upstream) -> None:
    request = signed("GET", "http://h/b/k?a=%2B&versionId=1", expires=60)
    assert send(gate, request).status == 200
    (received,) = upstream.received
    assert received.target == "/b/k?a=%2B&versionId=1"
    assert f"Credential={KEY.access_key_id}/" in (received.header("Authorization") or "")
    assert "/us-east-1/s3/aws4_request" in (received.header("Authorization") or "")


@pytest.mark.parametrize("path", ["/own", "/own/reset", "//own/reset", "/%6Fwn/reset"])
def test_what_is_the_servers_own_is_hidden(upstream: Upstream, path: str) -> None:
    with Gate(upstream.server_address[1], CREDENTIALS, hidden=("/own",)) as gate:
        replies = [send(gate, signed("POST", f"http://h{path}", service=name)) for name in ("s3", "lambda")]
        assert send(gate, signed("GET", "http://h/b/own")).status == 200
    assert {reply.status for reply in replies} <= {403, 404}
    assert [received.target for received in upstream.received] == ["/b/own"]


def test_a_chunked_body_is_verified_and_arrives(gate: Gate, upstream: Upstream) -> None:
    request = signed("PUT", "http://h/b/k", body=b"first, second")
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    with socket.create_connection(("127.0.0.1", gate.server_address[1]), timeout=10) as connection:
        connection.sendall(
            f"PUT /b/k HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
            + b"6;x=y\r\nfirst,\r\n7\r\n second\r\n0\r\nTrailer: t\r\n\r\n"
        )
        assert connection.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"
    (received,) = upstream.received
    assert received.body == b"first, second"
    assert received.header("Content-Length") == "13"
    assert received.header("Transfer-Encoding") is None


def test_head_and_delete_have_no_body(gate: Gate) -> None:
    replies = send_all(
        gate,
        [
            signed("HEAD", "http://h/b/k"),
            signed("DELETE", "http://h/b/k"),
            with_header(signed("HEAD", "http://h/b/k"), "Authorization", None),
            signed("GET", "http://h/b/k"),
        ],
    )
    assert [(reply.status, reply.body) for reply in replies] == [(200, b""), (204, b""), (403, b""), (200, b"reply")]
    assert replies[0].headers["content-length"] == "5"
    assert "content-length" not in replies[1].headers


def test_a_refused_head_sends_no_body(gate: Gate) -> None:
    with socket.create_connection(("127.0.0.1", gate.server_address[1]), timeout=10) as connection:
        connection.sendall(b"HEAD /b/k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        with connection.makefile("rb") as reader:
            answer = reader.read()
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert answer.partition(b"\r\n\r\n")[2] == b""


def test_names_in_utf8_and_in_latin1_are_the_same_to_it(gate: Gate) -> None:
    request = signed("GET", "http://h/b", {"X-Amz-Meta-A": "é"})
    for encoded in ("é".encode().decode("latin-1"), "é"):  # http.client writes Latin-1
        assert send(gate, with_header(request, "X-Amz-Meta-A", encoded)).status == 200


def test_repeated_headers_are_signed_together(gate: Gate) -> None:
    request = signed("GET", "http://h/b", {"X-Amz-Meta-A": "1,2"})
    kept = tuple(item for item in request.headers if item[0] != "X-Amz-Meta-A")
    split = WireRequest("GET", request.target, (*kept, ("X-Amz-Meta-A", "1"), ("x-amz-meta-a", "2")))
    assert send(gate, split).status == 200


def test_the_clock_is_the_gates(upstream: Upstream) -> None:
    with Gate(upstream.server_address[1], CREDENTIALS, clock=lambda: datetime(2015, 8, 30, tzinfo=UTC)) as gate:
        reply = send(gate, signed("GET", "http://h/b"))
    assert b"<Code>RequestTimeTooSkewed</Code>" in reply.body
    assert b"<ServerTime>2015-08-30T00:00:00Z</ServerTime>" in reply.body


def test_a_preflight_is_answered_without_a_signature(gate: Gate, upstream: Upstream) -> None:
    asked = ("Access-Control-Request-Headers", "authorization,x-amz-date")
    preflight = WireRequest(
        "OPTIONS", "/b/k?x", (("Host", "h"), ORIGIN, ("Access-Control-Request-Method", "PUT"), asked)
    )
    reply = send(gate, preflight)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "PUT"
    assert reply.headers["access-control-allow-headers"] == "authorization,x-amz-date"
    assert int(reply.headers["access-control-max-age"]) > 0
    assert upstream.received == []


def test_options_without_a_preflight_is_refused(gate: Gate) -> None:
    assert send(gate, WireRequest("OPTIONS", "/b", (("Host", "h"), ORIGIN))).status == 403


@pytest.mark.parametrize("wrong", [False, True])
def test_a_page_may_read_every_answer(gate: Gate, wrong: bool) -> None:
    request = signed("GET", "http://h/b/k")
    reply = send(gate, with_header(request, "X-Amz-Date", "20150830T000000Z") if wrong else request, ORIGIN)
    assert reply.status == (400 if wrong else 200)
    assert reply.headers["access-control-allow-origin"] == "*"
    exposed = set(reply.headers["access-control-expose-headers"].split(", "))
    assert {"x-amz-request-id", "content-length", "date"} <= exposed


def test_cors_can_be_off(upstream: Upstream) -> None:
    with Gate(upstream.server_address[1], CREDENTIALS, cors=False) as gate:
        assert "access-control-allow-origin" not in send(gate, signed("GET", "http://h/b"), ORIGIN).headers
        asked = WireRequest("OPTIONS", "/b", (("Host", "h"), ORIGIN, ("Access-Control-Request-Method", "GET")))
        reply = send(gate, asked)
    assert (reply.status, b"<Code>AccessForbidden</Code>" in reply.body) == (403, True)
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://h/b HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n",
        b"PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: many\r\n\r\n",
        b"PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
    ],
)
def test_what_is_not_http_as_aws_wants_it_is_refused(gate: Gate, upstream: Upstream, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", gate.server_address[1]), timeout=10) as connection:
        connection.sendall(head)
        with connection.makefile("rb") as reader:
            answer = reader.read()  # to the end: the gate closes the connection
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert upstream.received == []


def test_a_server_that_is_gone_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening
        with Gate(taken.getsockname()[1], CREDENTIALS) as gate:
            assert send(gate, signed("GET", "http://h/b")).status == 503
