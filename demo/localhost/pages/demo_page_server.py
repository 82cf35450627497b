"""The demo page's server, next to a local AWS.

It answers on 127.0.0.1 only. Every address that it knows leads to one file, so no path leads elsewhere.
"""

import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from ..issuer.issuer_process import running_issuer
from ..offline.locked_dist import LOCK, make_locked_dist
from ..offline.pyscript_dist import make_pyscript
from ..offline.quick_dist import make_quick_dist
from ..offline.sign_in_packages import make_packages
from ..project import DEMO, PYODIDE, DemoError, built_wheel
from .program import ADDRESS as PROGRAM
from .program import program
from .pyscript_page import HEADERS as PYSCRIPT_HEADERS
from .pyscript_page import pyscript_files
from .sign_in_page import ADDRESS as SIGN_IN
from .sign_in_page import sign_in_files, tell_sign_in

# Pyodide needs 'wasm-unsafe-eval'; nothing needs 'unsafe-eval'. The local AWS is on another port; AWS itself is https.
# Films are played from there. Of the frames, there is one for PDF files, whose Blobs have the type that the page gives.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "connect-src 'self' https: http://127.0.0.1:* http://localhost:*; img-src 'self' blob: data:; "
    "media-src https: http://127.0.0.1:* http://localhost:*; frame-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# The page shares memory with the worker of the Python tab, so that Stop can interrupt a busy program. Under
# credentialless, images of other origins still load. Safari knows only require-corp, which forbids them: there, Stop
# ends the worker instead.
ISOLATION = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "credentialless"}
# What loadPyodide fetches and the page's progress bar counts; it cannot count imported modules.
COUNTED = ("pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


class DemoHandler(SimpleHTTPRequestHandler):
    """Sends the files of its server, or a 404."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (the base class's own attribute, and never changed)
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".py": "text/x-python; charset=utf-8",
        ".wasm": "application/wasm",
        ".zip": "application/zip",
        ".whl": "application/octet-stream",
        "": "application/octet-stream",
    }
    server: "DemoServer"

    @property
    def address(self) -> str:
        """The requested path, without the query."""
        return urlsplit(self.path).path

    def translate_path(self, path: str) -> str:
        """The file at an address of the table."""
        return str(self.server.files[urlsplit(path).path])

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Send the status and the headers; return the body to send."""
        if self.address in self.server.made:
            content = self.server.made[self.address]()
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(self.address))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            return BytesIO(content)
        if self.address not in self.server.files:
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """Add what every answer carries."""
        # Pyodide's files are big and seldom change: the browser keeps them, and asks whether they are new. It may also
        # keep the page, for whoever presses Back, as it does wherever the page is published.
        kept = self.address == "/" or self.address.startswith("/pyodide/")
        self.send_header("Cache-Control", "no-cache" if kept else "no-store")
        folder = max((folder for folder in self.server.headers if self.address.startswith(folder)), key=len)
        for name, value in self.server.headers[folder].items():
            self.send_header(name, value)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the page shows what happens."""


class DemoServer(ThreadingHTTPServer):
    """The server of the page; `files` maps each address to its file."""

    def __init__(self, port: int, files: Mapping[str, Path]) -> None:
        self.files = files
        self.config = b"{}"
        self.aws_endpoint = ""
        self.made: dict[str, Callable[[], bytes]] = {"/config.json": lambda: self.config, PROGRAM: program}
        """What no file holds: made anew whenever it is asked for."""
        self.headers: dict[str, Mapping[str, str]] = {
            "": {"Content-Security-Policy": POLICY, **ISOLATION},
            "/pyscript/": PYSCRIPT_HEADERS,
        }
        """By the start of an address; the longest that fits counts."""
        try:
            super().__init__(("127.0.0.1", port), DemoHandler)
        except OSError as error:
            reason = error.strerror or error
            raise DemoError(f"cannot use port {port} ({reason}); choose another one with --port") from error

    def handle_error(self, request: Any, client_address: Any) -> None:
        """It is not our error if a browser leaves in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Answer, in a thread, until the block ends."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


def site_files(pyodide: Path, wheel: Path, packages: Path | None = None) -> dict[str, Path]:
    """The table of addresses; with npm's folder `packages`, people can sign in."""
    sources = [*DEMO.glob("*.js"), *DEMO.glob("styles/*.css"), *DEMO.glob("panels/*.html")]
    files = {f"/{path.relative_to(DEMO)}": path for path in sorted(sources)}
    files |= {f"/pyodide/{path.name}": path for path in pyodide.iterdir()}
    if packages:
        files["/oauth4webapi.js"] = packages / "oauth4webapi/build/index.js"
    return {"/": DEMO / "index.html", f"/wheel/{wheel.name}": wheel, **files}


def what_to_load(files: Mapping[str, Path]) -> dict[str, Any]:
    """What the loader needs to know about the files: the package, the page's program, and how much it will fetch.

    Addresses are relative to the page's.
    """
    [wheel] = [address for address in files if address.startswith("/wheel/")]
    panels = [address for address in files if address.startswith("/panels/")]
    fetched = [wheel, *panels, *(f"/pyodide/{name}" for name in COUNTED)]
    is_locked = "aws4web" in json.loads(files[f"/pyodide/{LOCK}"].read_bytes())["packages"]
    return {
        "wheel": wheel[1:],
        "pyodide": "pyodide/",
        "package": "aws4web" if is_locked else wheel[1:],  # a name for loadPyodide, or a file
        "program": PROGRAM[1:],
        "download_bytes": len(program()) + sum(files[address].stat().st_size for address in fetched),
    }


@contextlib.contextmanager
def running_demo(port: int = 0, aws_port: int = 0, lock: bool = False) -> Iterator[DemoServer]:
    """Serve the page and a local AWS until the block ends. Port 0 means any free one."""
    wheel, packages = built_wheel(), make_packages()
    files = {
        **site_files(make_locked_dist(PYODIDE) if lock else make_quick_dist(PYODIDE), wheel, packages),
        **pyscript_files(make_pyscript()),
        **sign_in_files(packages),
    }
    with DemoServer(port, files) as server:
        # Imported only now: a busy port is reported at once, before the gate's botocore is imported.
        from ..aws.local_aws import local_aws

        with running_issuer([server.url, f"{server.url}{SIGN_IN[1:]}"]) as issuer, local_aws(port=aws_port) as aws:
            aws.identity.trust(issuer.url, issuer.client_id)
            server.aws_endpoint = aws.endpoint
            config = {
                **what_to_load(server.files),
                "endpoint": aws.endpoint,
                "region": aws.region,
                "access_key_id": aws.access_key_id,
                "secret_access_key": aws.secret_access_key,
                "session_token": aws.session_token,
                "issuer": issuer.url,
                "client_id": issuer.client_id,
                "role_arn": aws.web_identity_role,
                "identity_pool_id": aws.identity_pool_id,
            }
            server.config = json.dumps(config).encode()
            tell_sign_in(server, issuer, aws)
            with server.serving():
                yield server
