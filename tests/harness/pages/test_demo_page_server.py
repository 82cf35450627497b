"""The demo page's server: which addresses answer, and what every answer carries."""

import http.client
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from types import MappingProxyType

import pytest

from demo.localhost.pages.demo_page_server import COUNTED, POLICY, DemoServer, site_files, what_to_load
from demo.localhost.project import DemoError


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    """A server with a Pyodide of three files, and a wheel."""
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    for name in ("pyodide.mjs", *COUNTED):
        (pyodide / name).write_text(name)
    (pyodide / "pyodide-lock.json").write_text('{"packages": {}}')
    wheel = tmp_path / "aws4web-1.0-py3-none-any.whl"
    wheel.write_text("wheel")
    (tmp_path / "secret").write_text("secret")
    with DemoServer(0, site_files(pyodide, wheel)) as running, running.serving():
        running.config = json.dumps({"region": "us-east-1"}).encode()
        yield running


def ask(
    server: DemoServer, path: str, method: str = "GET", headers: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, Message, bytes]:
    """Status, headers and body of a path, sent exactly as spelled."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    try:
        connection.request(method, path, headers=dict(headers))
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


KEPT = ("/", "/?from=here", "/pyodide/pyodide.mjs", "/pyodide/pyodide.asm.wasm")


@pytest.mark.parametrize(
    ("path", "content_type", "start"),
    [
        ("/", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/?from=here", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/loader.js", "text/javascript; charset=utf-8", b"// "),
        ("/program.zip", "application/zip", b"PK"),
        ("/styles/style.css", "text/css; charset=utf-8", b"/* "),
        ("/config.json", "application/json", b'{"region": "us-east-1"}'),
        ("/pyodide/pyodide.mjs", "text/javascript; charset=utf-8", b"pyodide.mjs"),
        ("/pyodide/pyodide.asm.wasm", "application/wasm", b"pyodide.asm.wasm"),
        ("/wheel/aws4web-1.0-py3-none-any.whl", "application/octet-stream", b"wheel"),
    ],
)
def test_files(server: DemoServer, path: str, content_type: str, start: bytes) -> None:
    status, headers, body = ask(server, path)
    assert status == 200
    assert headers["Content-Type"] == content_type
    assert body.startswith(start)
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == ("no-cache" if path in KEPT else "no-store")
    status, head, body = ask(server, path, "HEAD")
    assert (status, head["Content-Length"], body) == (200, headers["Content-Length"], b"")


@pytest.mark.parametrize(
    "path",
    [
        "/secret",
        "/pyodide/../secret",
        "/pyodide/%2e%2e/secret",
        "/../secret",
        "//secret",
        "/wheel/",
        "/pyodide/",
        "/localhost/aws/local_aws.py",
        "/app/",
        "/app/../localhost/aws/local_aws.py",
        "/index.html/..",
        "/favicon.ico",
    ],
)
def test_nothing_else(server: DemoServer, path: str) -> None:
    status, headers, body = ask(server, path)
    assert status == 404
    assert b"secret" not in body.replace(path.encode(), b"")
    assert headers["Content-Security-Policy"] == POLICY


def test_the_page_cannot_be_written(server: DemoServer) -> None:
    assert ask(server, "/config.json", "POST")[0] == 501


def test_what_a_browser_has_is_not_sent_again(server: DemoServer) -> None:
    _, headers, _ = ask(server, "/pyodide/pyodide.mjs")
    status, _, body = ask(server, "/pyodide/pyodide.mjs", headers={"If-Modified-Since": str(headers["Last-Modified"])})
    assert (status, body) == (304, b"")


def test_what_to_load(server: DemoServer) -> None:
    load = what_to_load(server.files)
    assert load["package"] == load["wheel"] == "wheel/aws4web-1.0-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(ask(server, f"/{load['program']}")[2])) as archive:
        assert {"app/__init__.py", "app/call/panel.py", "sign_in/oidc.py"} < set(archive.namelist())
    assert load["pyodide"] == "pyodide/"
    panels = [address for address in server.files if address.startswith("/panels/")]
    assert "/panels/objects.html" in panels
    own = [f"/{address}" for address in (load["wheel"], load["program"])]
    fetched = [*own, *panels, *(f"/pyodide/{name}" for name in COUNTED)]
    assert load["download_bytes"] == sum(len(ask(server, path)[2]) for path in fetched)


def test_what_to_load_if_the_lock_has_it(server: DemoServer) -> None:
    server.files["/pyodide/pyodide-lock.json"].write_text('{"packages": {"aws4web": {}}}')
    assert what_to_load(server.files)["package"] == "aws4web"


def test_busy_port(server: DemoServer) -> None:
    port = server.server_address[1]
    with pytest.raises(DemoError, match=rf"cannot use port {port} \(.+\); choose another one with --port"):
        DemoServer(port, {})


def test_url(server: DemoServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.server_address[1]}/"
