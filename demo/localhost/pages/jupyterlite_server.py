"""The JupyterLite site's server, next to a local AWS. It answers on 127.0.0.1 only.

Besides the site's files it has what the notebook on errors needs, a server that fails: /failing/TIMES/NAME is busy
that many times before it answers, and /slow/SECONDS takes its time.
"""

import contextlib
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..offline.jupyterlite_site import make_site
from ..project import DemoError
from ..threaded_server import ThreadedServer

if TYPE_CHECKING:
    from ..aws.local_aws import LocalAws

SETTINGS = "/files/aws.toml"
FIRST = "1-first-call.ipynb"
REMARK = (
    "# The AWS that the notebooks call: here the local one. For the real one put in",
    '#   endpoint = "https://{service}.{region}.amazonaws.com"',
    "# and your region and keys; with temporary keys also",
    '#   session_token = "…"',
)
BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
MAX_WAIT = 10  # seconds


class LabHandler(SimpleHTTPRequestHandler):
    """Sends the files of the site, with the notebooks' settings for the real AWS replaced by the local one's."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (the base class's own attribute, and never changed)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".wasm": "application/wasm",
        ".webmanifest": "application/manifest+json",
        ".whl": "application/octet-stream",
    }
    server: "LabServer"

    def __init__(self, request: Any, client_address: Any, server: "LabServer") -> None:
        super().__init__(request, client_address, server, directory=str(server.site))

    def do_GET(self) -> None:
        """Answer with what the path says."""
        path = urlsplit(self.path).path
        if path == SETTINGS:
            self.answer(200, "application/toml", self.server.settings)
        elif failing := re.fullmatch(r"/failing/(\d{1,4})/([0-9a-z]{1,20})", path):
            self.fail(int(failing[1]), path)
        elif slow := re.fullmatch(r"/slow/(\d{1,2})", path):
            self.server.ending.wait(min(int(slow[1]), MAX_WAIT))
            self.answer(200, "text/plain", b"at last")
        else:
            super().do_GET()

    def fail(self, times: int, path: str) -> None:
        """Be busy, unless this path has been requested more than so many times."""
        self.server.asked[path] += 1
        if self.server.asked[path] > times:
            self.answer(200, "text/plain", b"answered at attempt %d" % self.server.asked[path])
        else:
            self.answer(503, "application/xml", BUSY)

    def answer(self, status: int, content_type: str, body: bytes) -> None:
        """Send an answer that is not a file."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        """The file behind an address."""
        # Browsers ask for an icon at the root on their own.
        return super().translate_path("/lab/favicon.ico" if path == "/favicon.ico" else path)

    def list_directory(self, path: Any) -> None:
        """List no folder."""
        self.send_error(404)

    def end_headers(self) -> None:
        """Let the browser keep the files, and ask each time whether they are new."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the notebooks show what happens."""


class LabServer(ThreadedServer):
    """Serves the site's folder; `settings` are what the notebooks read."""

    def __init__(self, port: int, site: Path, settings: bytes = b"{}") -> None:
        self.site = site
        self.settings = settings
        self.aws_endpoint = ""
        self.asked: Counter[str] = Counter()
        self.ending = threading.Event()
        try:
            super().__init__(("127.0.0.1", port), LabHandler)
        except OSError as error:
            reason = error.strerror or error
            raise DemoError(f"cannot use port {port} ({reason}); choose another one with --port") from error

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        super().__exit__()

    @property
    def url(self) -> str:
        """The first notebook's address."""
        return self.notebook_url(FIRST)

    def notebook_url(self, name: str) -> str:
        """The address of a notebook in JupyterLab."""
        return f"http://127.0.0.1:{self.server_address[1]}/lab/index.html?path={name}"


@contextlib.contextmanager
def running_lab(port: int = 0, aws_port: int = 0, lock: bool = False) -> Iterator[LabServer]:
    """Serve the site and a local AWS until the block ends. Port 0 means any free one."""
    with LabServer(port, make_site(lock)) as server:
        # Imported only now: a busy port is reported at once, before the gate's botocore is imported.
        from ..aws.local_aws import local_aws

        with local_aws(port=aws_port) as aws:
            server.settings = local_settings(aws).encode()
            server.aws_endpoint = aws.endpoint
            yield server


def local_settings(aws: "LocalAws") -> str:
    """The notebooks' aws.toml for the local AWS."""
    names = ("endpoint", "region", "access_key_id", "secret_access_key")
    # A JSON string is also a TOML string.
    values = [f"{name} = {json.dumps(getattr(aws, name))}" for name in names]
    return "\n".join([*REMARK, *values, ""])
