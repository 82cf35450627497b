"""The server of JupyterLite: files, the settings, and a server that fails as asked."""

import time
import tomllib
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from demo.localhost.aws.local_aws import TEMPORARY, LocalAws
from demo.localhost.pages.jupyterlite_server import LabServer, local_settings
from demo.localhost.project import DemoError


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LabServer]:
    """A server with a site of some files."""
    site = tmp_path / "site"
    for name in ("index.html", "lab/favicon.ico", "files/aws.toml", "static/pyodide.asm.wasm", "build/core.js"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name)
    (tmp_path / "secret").write_text("secret")
    with LabServer(0, site, b'region = "here"') as running:
        yield running


def ask(server: LabServer, path: str) -> tuple[int, str, bytes]:
    """Status, content type and body of a path, sent exactly as spelled."""
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=20)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.headers["Cache-Control"] == "no-cache"
        return response.status, response.headers["Content-Type"], response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/", "text/html", b"index.html"),
        ("/static/pyodide.asm.wasm", "application/wasm", b"static/pyodide.asm.wasm"),
        ("/build/core.js?v=1", "text/javascript; charset=utf-8", b"build/core.js"),
        ("/favicon.ico", "image/vnd.microsoft.icon", b"lab/favicon.ico"),
        ("/files/aws.toml", "application/toml", b'region = "here"'),
        ("/files/aws.toml?1", "application/toml", b'region = "here"'),
    ],
)
def test_files(server: LabServer, path: str, content_type: str, body: bytes) -> None:
    assert ask(server, path) == (200, content_type, body)


@pytest.mark.parametrize(
    "path", ["/files/", "/secret", "/../secret", "/%2e%2e/secret", "/failing/x/y", "/failing/1/../../secret", "/slow/"]
)
def test_nothing_else(server: LabServer, path: str) -> None:
    status, _, body = ask(server, path)
    assert status == 404
    assert b"secret" not in body


def test_it_fails_as_often_as_asked(server: LabServer) -> None:
    answers = [ask(server, "/failing/2/a") for _ in range(4)]
    assert [status for status, _, _ in answers] == [503, 503, 200, 200]
    assert b"<Code>SlowDown</Code>" in answers[0][2]
    assert answers[2][2] == b"answered at attempt 3"
    assert ask(server, "/failing/2/b")[0] == 503, "each name is counted separately"


def test_it_takes_its_time(server: LabServer) -> None:
    began = time.monotonic()
    assert ask(server, "/slow/1")[2] == b"at last"
    assert time.monotonic() - began >= 1


def test_a_busy_port_is_told(server: LabServer) -> None:
    port = server.server_address[1]
    with pytest.raises(DemoError, match=rf"cannot use port {port} \(.+\); choose another one with --port"):
        LabServer(port, server.site)


def test_the_addresses_of_notebooks(server: LabServer) -> None:
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    assert server.url == f"{origin}/lab/index.html?path=1-first-call.ipynb"
    assert server.notebook_url("2-s3.ipynb") == f"{origin}/lab/index.html?path=2-s3.ipynb"


def test_the_settings_are_toml() -> None:
    aws = LocalAws("http://127.0.0.1:1", TEMPORARY)
    assert tomllib.loads(local_settings(aws)) == {
        "endpoint": aws.endpoint,
        "region": aws.region,
        "access_key_id": aws.access_key_id,
        "secret_access_key": aws.secret_access_key,
    }
