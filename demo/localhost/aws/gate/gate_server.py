"""The gate over HTTP: verifies each request, passes it on, and speaks CORS as an open S3 bucket does."""

import http.client
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Protocol
from urllib.parse import unquote
from xml.sax.saxutils import escape

from ...threaded_server import ThreadedServer
from .form_answer import answer_form, as_put
from .form_verification import verify_form
from .posted_form import is_form, read_form
from .refusal import Reason, Refusal
from .refusal_answer import Answer, answer
from .verification import Credential, verify
from .wire_request import QUERY_AUTH, Claim, WireRequest, read_claim

HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
NEVER_A_BODY = {204, 304}
UPSTREAM_TIMEOUT = 60.0  # seconds
_bucket_in_host = re.compile(r"([a-z0-9.-]+)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?::\d+)?").fullmatch


class Front(Protocol):
    """Services that answer in front of the server behind the gate."""

    def wants_signature(self, request: WireRequest) -> bool:
        """False if this request is answered although nobody has signed it."""
        ...

    def answer(self, request: WireRequest, caller: Credential | None) -> Answer | None:
        """The answer, or None if the server behind the gate gives it. Whoever has not signed is no `caller`."""
        ...


class Gate(ThreadedServer):
    """Lets verified requests through to a server on another port of 127.0.0.1, except for what `front` answers.

    `credentials` may change while it serves.

    Paths that start with one of `hidden` are that server's own; to everyone else they are buckets that do not exist.
    """

    # On Linux this does not let two servers share a port; it only spares the wait after a restart.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        upstream_port: int,
        credentials: Iterable[Credential],
        *,
        front: Front | None = None,
        port: int = 0,
        cors: bool = True,
        hidden: tuple[str, ...] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.upstream_port = upstream_port
        self.credentials = credentials
        self.front = front
        self.cors = cors
        self.hidden = hidden
        self.clock = clock
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def endpoint(self) -> str:
        """The URL of the gate, without a path."""
        return f"http://127.0.0.1:{self.server_address[1]}"


UNEXPOSED = "unexposed-"
"""Buckets whose names begin so are as if their CORS rule had no ExposeHeaders: a page sees few of their headers."""


class _BadRequest(Exception):
    """Not HTTP that the gate can pass on."""


class _Handler(BaseHTTPRequestHandler):
    server: Gate
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the page, or the test, shows what was refused."""

    def _serve(self) -> None:
        try:
            request = self._read()
        except (_BadRequest, ValueError) as error:
            self.close_connection = True
            self._send(_s3_error(400, "InvalidRequest", str(error)))
            return
        if self.command == "OPTIONS" and request.header("access-control-request-method"):
            self._send(self._preflight(request))
            return
        self._send(self._answer(request))

    def _answer(self, request: WireRequest) -> Answer:
        if is_form(request):
            return self._store(request)
        front, credentials = self.server.front, list(self.server.credentials)
        refusal = verify(request, credentials, self.server.clock())
        is_open = front is not None and not front.wants_signature(request)
        if refusal and not (is_open and refusal.reason is Reason.NO_SIGNATURE):
            return answer(request, refusal)
        if front and (reply := front.answer(request, _caller(request, credentials))):
            return reply
        return self._pass_on(request)

    def _store(self, request: WireRequest) -> Answer:
        """What a form brings."""
        form = read_form(request)
        if isinstance(form, Refusal):
            return answer(request, form)
        if refusal := verify_form(form, list(self.server.credentials), self.server.clock()):
            return answer(request, refusal)
        return answer_form(self.server.endpoint, form, self._pass_on(as_put(request, form)))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = _serve

    def _read(self) -> WireRequest:
        # self.path has leading slashes folded, and a key may start with one.
        target = self.requestline.split(" ")[1]
        if not target.startswith("/") or not target.isascii():
            raise _BadRequest("The request target must be a percent-encoded path.")
        headers = tuple((name, _as_text(value)) for name, value in self.headers.items())
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            body = self._read_chunks()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return WireRequest(self.command, target, headers, body)

    def _read_chunks(self) -> bytes:
        parts: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers
        return b"".join(parts)

    def _pass_on(self, request: WireRequest) -> Answer:
        if ("/" + unquote(request.path).lstrip("/")).startswith(self.server.hidden):
            return _s3_error(404, "NoSuchBucket", "The specified bucket does not exist")
        connection = http.client.HTTPConnection("127.0.0.1", self.server.upstream_port, timeout=UPSTREAM_TIMEOUT)
        try:
            connection.putrequest(
                request.method, _target_for_upstream(request), skip_host=True, skip_accept_encoding=True
            )
            for name, value in _headers_for_upstream(request):
                connection.putheader(name, value.encode())
            if request.body or request.method in ("PUT", "POST", "PATCH"):
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            headers = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP]
            return Answer(response.status, headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            return _s3_error(503, "ServiceUnavailable", f"The server behind the gate: {error}")
        finally:
            connection.close()

    def _preflight(self, request: WireRequest) -> Answer:
        if not self.server.cors:
            return _s3_error(403, "AccessForbidden", "CORSResponse: CORS is not enabled for this bucket.")
        headers = [
            ("Access-Control-Allow-Methods", request.header("access-control-request-method") or ""),
            ("Access-Control-Max-Age", "3000"),
        ]
        if asked := request.header("access-control-request-headers"):
            headers.append(("Access-Control-Allow-Headers", asked))
        return Answer(200, headers, b"")

    def _send(self, reply: Answer) -> None:
        names = {name.lower() for name, _ in reply.headers}
        self.send_response_only(reply.status)
        if "date" not in names:
            self.send_header("Date", self.date_time_string())
        for name, value in reply.headers:
            self.send_header(name, value)
        if "content-length" not in names and reply.status not in NEVER_A_BODY:
            self.send_header("Content-Length", str(len(reply.body)))
        if self.server.cors and self.headers.get("Origin"):
            self.send_header("Access-Control-Allow-Origin", "*")
            if not self.path.lstrip("/").startswith(UNEXPOSED):
                exposed = sorted({*names, "content-length", "date"})
                self.send_header("Access-Control-Expose-Headers", ", ".join(exposed))
            self.send_header("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status not in NEVER_A_BODY:
            self.wfile.write(reply.body)


def _caller(request: WireRequest, credentials: Iterable[Credential]) -> Credential | None:
    """Whose signature the gate has verified."""
    claim = read_claim(request)
    if not isinstance(claim, Claim):
        return None
    return next((held for held in credentials if held.access_key_id == claim.access_key_id), None)


def _s3_error(status: int, code: str, message: str) -> Answer:
    text = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    return Answer(status, [("Content-Type", "application/xml")], text.encode())


def _target_for_upstream(request: WireRequest) -> str:
    """The target as the service reads it, without the signature's own parameters."""
    bucket = _bucket_in_host(request.header("host") or "")
    prefix = f"/{bucket[1]}" if bucket else ""  # moto looks for it in the path
    claim = read_claim(request)
    if not isinstance(claim, Claim):
        return f"{prefix}{request.target}"
    kept = [part for part in request.query.split("&") if part and part.partition("=")[0] not in QUERY_AUTH]
    return f"{prefix}{request.path}{'?' + '&'.join(kept) if kept else ''}"


def _headers_for_upstream(request: WireRequest) -> Iterable[tuple[str, str]]:
    for name, value in request.headers:
        if name.lower() not in HOP_BY_HOP and name.lower() not in ("content-length", "expect"):
            yield name, value
    claim = read_claim(request)
    if isinstance(claim, Claim) and claim.presigned:
        # moto finds the service by the scope in this header, but not in the query.
        scope = f"{claim.access_key_id}/{claim.date}/{claim.region}/{claim.service}/aws4_request"
        value = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={claim.signature}"
        yield "Authorization", value
        yield "X-Amz-Date", claim.timestamp


def _as_text(value: str) -> str:
    """A header's value as the client meant it: http.server reads bytes as Latin-1, and they may be UTF-8."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value
