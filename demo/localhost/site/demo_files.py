"""The demo page in the site: the files that its server would send, with a policy, links, and what the loader needs."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..offline.pyodide_dist import make_dist
from ..offline.sign_in_packages import make_packages
from ..pages.demo_page_server import COUNTED, site_files, what_to_load
from ..pages.program import program
from ..project import DEMO, PYODIDE, built_wheel
from .policies import demo_policy, with_policy

CDN = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
LINKS = '<nav class="site" aria-label="Site"><a href="guide/">Guide</a> <a href="lab/">Notebooks</a></nav>'
# A visitor fills in where their AWS is, and who calls it.
NOBODY = dict.fromkeys(
    (
        *("endpoint", "region", "access_key_id", "secret_access_key", "session_token"),
        *("issuer", "client_id", "role_arn", "identity_pool_id"),
    ),
    "",
)


def make_demo(out: Path, cdn: str | None) -> None:
    """Put the demo into a folder; Pyodide too, unless it comes from the CDN."""
    files = site_files(make_dist(PYODIDE), built_wheel(), make_packages())
    for address, path in files.items():
        if address != "/" and not (cdn and address.startswith("/pyodide/")) and path.name != ".recipe":
            target = out / address[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    html = (DEMO / "index.html").read_text()
    header = html.index("</header>")
    html = f"{html[:header]}  {LINKS}\n    {html[header:]}"
    (out / "index.html").write_text(with_policy(html, demo_policy(cdn)))
    config: dict[str, Any] = {**what_to_load(files), **NOBODY, **({"pyodide": cdn} if cdn else {})}
    (out / config["program"]).write_bytes(program())
    (out / "config.json").write_text(json.dumps(config))


def first_visit(out: Path) -> Iterator[Path]:
    """What a first visit to the demo loads."""
    config = json.loads((out / "config.json").read_bytes())
    pyodide = make_dist(PYODIDE)
    yield from (pyodide / name for name in (*COUNTED, "pyodide.mjs", "pyodide.asm.mjs"))
    yield from (out / path for path in (config["wheel"], config["program"], "index.html", "config.json"))
    yield from (path for pattern in ("*.js", "styles/*.css", "panels/*.html") for path in out.glob(pattern))
