"""The fault server does what it says, as a bare socket sees it, and ends with the process that started it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.faults import fault_process
from tests.faults.fault_process import ROOT, FaultServer, fault_server

_HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """A fault server that only these tests use."""
    with fault_server() as running:
        yield running


def connect(server: FaultServer, path: str, step: dict[str, object]) -> socket.socket:
    """A connection on which a request to `path` was sent that meets the step."""
    server.call("plan", path=path, steps=[step])
    connection = socket.create_connection(("127.0.0.1", urlsplit(server.places["faults"]).port or 0), 10)
    connection.sendall(f"POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\n".encode())
    if step.get("at") != "upload":
        connection.sendall(b"1")
    return connection


def received(connection: socket.socket) -> tuple[bytes, str]:
    """What arrives, and how it ends."""
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except ConnectionResetError:
        return data, "reset"
    return data, "close"


@pytest.mark.parametrize("fault", ["reset", "close"])
@pytest.mark.parametrize("at", ["upload", "start", "head", "body", "chunks"])
def test_breaks(server: FaultServer, fault: str, at: str) -> None:
    path = f"/{fault}/{at}"
    with connect(server, path, {"fault": fault, "at": at, "body": "1234"}) as connection:
        data, end = received(connection)
    assert end == fault
    assert {
        "upload": data == b"",
        "start": data == b"",
        "head": data.startswith(_HEAD) and b"\r\n\r\n" not in data,
        "body": data.startswith(_HEAD) and b"content-length: 4\r\n" in data and data.endswith(b"\r\n\r\n12"),
        "chunks": data.startswith(_HEAD) and data.endswith(b"\r\n\r\n2\r\n12\r\n"),
    }[at]
    [record] = server.call("seen", path=path)
    assert record["answered"] == (at in ("body", "chunks"))
    assert record["processed"] == (at != "upload")
    assert record["fates"] == ["reset" if fault == "reset" else "closed"]


def test_stalls_until_the_client_leaves(server: FaultServer) -> None:
    with connect(server, "/stall", {"fault": "stall", "at": "body", "body": "1234"}) as connection:
        assert server.call("wait", path="/stall", fate="stalled")
        assert server.call("seen", path="/stall")[0]["fates"] == ["stalled"]
        assert connection.recv(65536).startswith(_HEAD)
    assert server.call("wait", path="/stall", fate="left")


def test_holds_until_it_is_released(server: FaultServer) -> None:
    with connect(server, "/hold", {"fault": "reset", "at": "body", "body": "1234", "hold": True}) as connection:
        assert server.call("wait", path="/hold", fate="held")
        assert connection.recv(65536).endswith(b"12")
        server.call("release", path="/hold")
        assert received(connection) == (b"", "reset")


def test_refuses(server: FaultServer) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(server.places["refused"]).port or 0), 10)


def test_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal\n"
        "from tests.faults.fault_process import fault_server\n"
        "with fault_server() as server:\n"
        "    print(server.places['control'], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # The server inherits this standard error, which ends when its last holder ends.
    command = [sys.executable, "-c", program]
    killed = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert killed.returncode == -9
    address = urlsplit(killed.stdout.strip())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), 10)


def test_who_waits_for_an_answer_is_given_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_process, "_PATIENCE", 2.0)
    with fault_server() as server:
        assert server.call("answer", number=1, seconds=2.5) is None
