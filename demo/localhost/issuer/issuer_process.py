"""The issuer in a process of its own, with one public client: the sign-in page."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..child_process import Child
from ..offline.sign_in_packages import make_packages
from ..ports import free_port

PROGRAM = Path(__file__).with_name("issuer.mjs")
CLIENT_ID = "sign-in-page"
START_UP = 60.0  # seconds


@dataclass(frozen=True)
class Issuer:
    """A running issuer, and what a page needs to know of it."""

    url: str
    client_id: str
    log: Path

    def requests(self) -> list[str]:
        """The requests that it answered, such as `POST /token 200`, in order. Queries are left out: they hold codes."""
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.startswith(("GET ", "POST ", "OPTIONS "))]


@contextlib.contextmanager
def running_issuer(
    redirect_uris: Sequence[str], *, port: int = 0, id_token_life: int = 3600, code_life: int = 60
) -> Iterator[Issuer]:
    """The issuer while it runs, on `port` (0: any free one). It sends people back to these addresses only.

    Lives are in seconds. Its host is `localhost`, while the page's is 127.0.0.1: different sites, as they are outside.
    """
    port = port or free_port()
    settings = {
        "provider": str(make_packages() / "oidc-provider/lib/index.js"),
        "url": f"http://localhost:{port}",
        "port": port,
        "client_id": CLIENT_ID,
        "client_name": "The sign-in page",
        "redirect_uris": list(redirect_uris),
        "id_token_life": id_token_life,
        "code_life": code_life,
    }
    with tempfile.TemporaryDirectory(prefix="issuer-") as folder:
        log = Path(folder, "issuer.log")
        with Child("the issuer", ["node", PROGRAM, json.dumps(settings)], log=log) as child:
            child.wait_until(lambda: "\nready\n" in f"\n{log.read_text()}", seconds=START_UP, what="issuer")
            yield Issuer(settings["url"], CLIENT_ID, log)
