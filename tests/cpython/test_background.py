"""Without await on CPython: an event loop in the background, for any thread, until the interpreter ends."""

import asyncio
import contextvars
import gc
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import aws4web
from aws4web import AwsError, CredentialsError, NetworkError, RequestTimeoutError
from aws4web._platform import stand_in
from aws4web._platform.cpython import background
from aws4web.blocking import AwsClient, Bucket
from tests.unit.support import KEYS

ROOT = Path(__file__).parents[2]
SCOPE = {"service": "execute-api", "region": "us-east-1"}
_ENOUGH = 30.0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.seen.append(self.path)
        if self.path.startswith("/stall"):
            self.server.stalled.set()
            self.server.over.wait(_ENOUGH)
            return
        status = 404 if self.path.startswith("/missing") else 200
        body = b'{"a": 1}' if self.path.startswith("/json") else b"x" * 3_000_000 if self.path == "/large" else b"ok"
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = _answer

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[str] = []
        self.stalled, self.over = threading.Event(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left."""


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def client(**options: Any) -> AwsClient:
    return AwsClient(**{**KEYS, **SCOPE, "retries": 0, **options})


def test_a_call(server: _Server) -> None:
    with client() as aws:
        response = aws.fetch(f"{server.url}/json", method="PUT", body=b"a")
        assert (response.status, response.ok, response.json(), response.text()) == (200, True, {"a": 1}, '{"a": 1}')
        assert (response.bytes(), response.url, response.error) == (b'{"a": 1}', f"{server.url}/json", None)
        assert [*response] == [b'{"a": 1}']
        assert repr(response) == f"<Response 200 {server.url}/json>"
        assert response.raise_for_status() is response
        assert aws.fetch(f"{server.url}/missing").status == 404
        with pytest.raises(AwsError):
            aws.fetch(f"{server.url}/missing", raise_for_status=True)
        assert aws.sign(server.url).headers["authorization"].startswith("AWS4-HMAC-SHA256")
        assert (aws.service, aws.region) == ("execute-api", "us-east-1")
        aws.region = "eu-west-1"
        assert "/eu-west-1/" in aws.sign(server.url).headers["authorization"]


def test_a_large_body_is_read_as_it_is_asked_for(server: _Server) -> None:
    with client() as aws:
        response = aws.fetch(f"{server.url}/large")
        assert not response._received.is_read
        assert response.beginning(3) == b"xxx"
        assert sum(map(len, response)) == 3_000_000
        response = aws.fetch(f"{server.url}/large")
        for _ in response:
            break
        response = aws.fetch(f"{server.url}/large")
        response.cancel()
        assert aws.fetch(f"{server.url}/large").bytes() == b"x" * 3_000_000


def test_it_is_the_same_client(server: _Server) -> None:
    """What one learns, the other knows; both may be used."""
    awaited = aws4web.AwsClient(**KEYS, **SCOPE, retries=0)
    waiting = AwsClient(awaited)

    async def both() -> tuple[str, str]:
        async with awaited:
            return await (await awaited.fetch(server.url)).text(), waiting.fetch(server.url).text()

    assert asyncio.run(both()) == ("ok", "ok")
    assert waiting._of is awaited
    assert repr(waiting) == repr(awaited)
    waiting.close()
    with pytest.raises(TypeError, match="one or the other"):
        AwsClient(awaited, region="eu-west-1")
    with pytest.raises(TypeError, match=r"must be an aws4web\.AwsClient"):
        AwsClient(waiting)
    with pytest.raises(TypeError):
        aws4web.s3.Bucket(waiting, "my-bucket")


def test_many_threads(server: _Server) -> None:
    with client() as aws, ThreadPoolExecutor(20) as threads:
        texts = [*threads.map(lambda at: aws.fetch(f"{server.url}/{at}").text(), range(200))]
    assert texts == ["ok"] * 200
    assert len(set(server.seen)) == 200


async def test_within_a_running_loop(server: _Server) -> None:
    """As in Jupyter, and in a view of FastAPI."""
    with client() as aws:
        assert aws.fetch(server.url).text() == "ok"
        assert await asyncio.to_thread(lambda: aws.fetch(server.url).text()) == "ok"


def test_errors_are_those_of_the_client(server: _Server) -> None:
    with client() as aws:
        with pytest.raises(NetworkError, match="refuses the connection"):
            aws.fetch("http://127.0.0.1:1/")
        with pytest.raises(TypeError, match="body"):
            aws.fetch(server.url, body=3)
        with pytest.raises(RequestTimeoutError):
            aws.fetch(f"{server.url}/stall", timeout=0.2)
        with pytest.raises(ValueError, match="name must be a bucket's"):
            Bucket(aws, "/")


def test_a_call_within_a_call(server: _Server) -> None:
    """In the thread of the loop nothing could ever end it."""
    with client() as inner:

        def provider() -> dict[str, str]:
            inner.fetch(server.url)
            return {"accessKeyId": "a", "secretAccessKey": "b"}

        aws = AwsClient(credentials=provider, **SCOPE, retries=0)
        with pytest.raises(CredentialsError, match="Make it `async def`, and await") as caught:
            aws.fetch(server.url)
        assert isinstance(caught.value.__cause__, RuntimeError)
        aws.close()


def test_the_context_is_the_callers(server: _Server) -> None:
    """A provider may read who the request is for."""
    user = contextvars.ContextVar("user", default="nobody")
    seen: list[str] = []

    async def provider() -> dict[str, str]:
        seen.append(user.get())
        return {"accessKeyId": "a", "secretAccessKey": "b"}

    with AwsClient(credentials=provider, **SCOPE, retries=0) as aws:
        user.set("alice")
        aws.fetch(server.url)
    assert seen == ["alice"]


def test_nothing_is_left(server: _Server) -> None:
    aws = client()
    aws.fetch(server.url)
    seen = weakref.ref(aws)
    error = None
    try:
        aws.fetch("http://127.0.0.1:1/")
    except NetworkError as exc:
        error = weakref.ref(exc)
    aws.close()
    del aws
    gc.collect()
    assert seen() is None
    assert error is not None
    assert error() is None


def _in_another_process(program: str, url: str, *, then: Callable[[Any], None] | None = None) -> tuple[int, str, str]:
    begin = (
        "import sys, os, signal, threading\n"
        "from aws4web.blocking import AwsClient\n"
        f"url = {url!r}\n"
        f"aws = AwsClient(**{KEYS!r}, **{SCOPE!r}, retries=0)\n"
    )
    command = [sys.executable, "-W", "error", "-c", begin + program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        if then:
            then(process)
        try:
            out, err = process.communicate(timeout=_ENOUGH)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, out, err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_after_a_fork(server: _Server) -> None:
    program = (
        "import warnings; warnings.simplefilter('ignore', DeprecationWarning)\n"  # there is a thread: Python 3.12
        "print(aws.fetch(url).text(), flush=True)\n"
        "child = os.fork()\n"
        "print(aws.fetch(url).text(), flush=True)\n"
        "if child: print(os.waitpid(child, 0)[1])\n"
    )
    code, out, err = _in_another_process(program, server.url)
    assert (code, out.split(), err) == (0, ["ok", "ok", "ok", "0"], "")


def test_ctrl_c_ends_a_call(server: _Server) -> None:
    def interrupt(process: Any) -> None:
        assert server.stalled.wait(_ENOUGH)
        process.send_signal(signal.SIGINT)

    program = (
        "try:\n    aws.fetch(url + '/stall')\n"
        "except KeyboardInterrupt:\n    print('ended')\n"
        "print(aws.fetch(url).text())\n"
    )
    code, out, err = _in_another_process(program, server.url, then=interrupt)
    assert (code, out.split(), err) == (0, ["ended", "ok"], "")


def test_ctrl_c_as_the_answer_arrives(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal may come when the thread has been woken, and waits for its turn."""

    class Lock:
        def __init__(self) -> None:
            self.lock, self.taken = threading.Lock(), 0
            self.release = self.lock.release

        def acquire(self) -> None:
            assert self.lock.acquire(timeout=5), "it waits for what has been"
            self.taken += 1
            if self.taken == 2:
                raise KeyboardInterrupt

    aws = client()
    assert aws.fetch(server.url).text() == "ok"
    with monkeypatch.context() as patch:
        patch.setattr(background, "threading", SimpleNamespace(Lock=Lock, get_ident=threading.get_ident))
        with pytest.raises(KeyboardInterrupt):
            aws.fetch(server.url)
    assert aws.fetch(server.url).text() == "ok"
    assert stand_in.blocked == []


def test_an_error_that_nobody_asks_for_is_not_logged(server: _Server, caplog: pytest.LogCaptureFixture) -> None:
    """As after Ctrl-C, when the call ends by itself."""

    async def fails() -> None:
        raise ValueError

    call = background._Call(fails(), background.DRIVER._running())
    assert call._over.acquire(timeout=_ENOUGH)
    assert client().fetch(server.url).text() == "ok"  # the loop has gone on
    del call
    gc.collect()
    assert caplog.messages == []


def test_the_end_of_the_interpreter(server: _Server) -> None:
    """Who calls in the end, as __del__ may, is refused, and does not wait for ever."""
    program = (
        "import atexit\n"
        "def late():\n"
        "    try:\n        print(aws.fetch(url).text())\n"
        "    except RuntimeError as exc:\n        print(exc)\n"
        "atexit.register(late)\n"  # runs after what is registered later
        "aws.fetch(url)\n"
        "class Last:\n    def __del__(self):\n        late()\n"
        "last = Last()\n"
        "print('done')\n"
    )
    code, out, err = _in_another_process(program, server.url)
    said = "the interpreter is shutting down: nothing can be sent any more"
    assert (code, out.splitlines(), err) == (0, ["done", said, said], "")


def test_a_thread_that_waits_as_the_interpreter_ends(server: _Server) -> None:
    program = (
        "def wait():\n    aws.fetch(url + '/stall')\n"
        "threading.Thread(target=wait, daemon=True).start()\n"
        "aws.fetch(url + '/until')\n"
    )
    code, _, _ = _in_another_process(program, server.url)  # which raises if it hangs
    assert code == 0
