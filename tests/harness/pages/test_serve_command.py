"""The local AWS's port: from start to start the same, unless it is taken. And what Ctrl-C says."""

import contextlib
import signal
import socket
from collections.abc import Iterator

import pytest

from demo.localhost.pages.serve_command import APART, serve, usual_aws_port
from demo.localhost.ports import free_port


def test_the_usual_port() -> None:
    page = free_port() - APART
    assert usual_aws_port(page) == (page + APART, "")


def test_it_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert usual_aws_port(port - APART) == (0, f" (port {port}, where it usually is, is taken)")


def test_any_page_port_leaves_it_open() -> None:
    assert usual_aws_port(0) == (0, "")
    assert usual_aws_port(65535) == (0, "")


class Server:
    """Ctrl-C comes as its addresses are told."""

    url = "http://127.0.0.1:8000/"

    @property
    def aws_endpoint(self) -> str:
        signal.raise_signal(signal.SIGINT)
        return "http://127.0.0.1:8100"


@pytest.fixture
def own_signals() -> Iterator[None]:
    """The signals that a server takes are given back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_ctrl_c_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["serve", "--port", "0"])
    with pytest.raises(SystemExit) as ended:
        serve("demo", "a page", 0, lambda: lambda *_: contextlib.nullcontext(Server()))
    assert ended.value.code == 130
    assert "The buckets and tables of the local AWS are gone." in capsys.readouterr().out
