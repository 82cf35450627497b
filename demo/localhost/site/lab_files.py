"""JupyterLite in the site: the usual one, its Pyodide shared with the demo or taken from the CDN, with a policy."""

import json
import shutil
from pathlib import Path

from ..offline.jupyterlite_site import make_site
from ..project import DemoError
from .policies import lab_policy, with_policy

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = "jupyter-lite.json"


def make_lab(out: Path, cdn: str | None) -> None:
    """Put JupyterLite into a new folder, which is next to the demo's Pyodide unless that comes from the CDN."""
    shutil.copytree(make_site(), out, ignore=_left_out)
    settings = out / SETTINGS
    content = json.loads(settings.read_bytes())
    try:
        kernel = content["jupyter-config-data"]["litePluginSettings"][KERNEL]
        kernel["pyodideUrl"] = f"{cdn or './../pyodide/'}pyodide.mjs"
    except KeyError:
        raise DemoError(f"JupyterLite's {SETTINGS} does not say where Pyodide is") from None
    settings.write_text(json.dumps(content))
    for page in out.rglob("*.html"):
        html = page.read_text()
        if "<head" in html.lower():
            page.write_text(with_policy(html, lab_policy(html, cdn)))


def _left_out(folder: str, names: list[str]) -> set[str]:
    """The mark of how it was made, and its own Pyodide."""
    return {name for name in names if name == ".recipe" or (Path(folder).name, name) == ("static", "pyodide")}
