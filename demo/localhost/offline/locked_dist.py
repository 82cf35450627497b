"""An offline Pyodide whose lock file has aws4web: a page names it in loadPyodide, and needs no micropip.

`python -m demo.localhost.offline.locked_dist VERSION` makes .cache/pyodide-VERSION-aws4web/: what `pyodide lockfile
add-wheels` makes of the plain wheel, which is for any Python.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from ..project import CACHE, built_wheel
from .pyodide_build import any_pyodide_command
from .pyodide_dist import make_dist
from .recipes import anew, digest, is_made
from .run_tool import DistError, run, show

LOCK = "pyodide-lock.json"


def make_locked_dist(version: str) -> Path:
    """Assemble it unless it already exists; return its folder."""
    wheel, plain, command = built_wheel(), make_dist(version), any_pyodide_command()
    out = CACHE / f"pyodide-{version}-aws4web"
    recipe = digest([Path(__file__), wheel, plain / ".recipe", command.parents[1] / ".recipe"])
    if is_made(out, recipe):
        return out
    with anew(out, recipe) as new:
        shutil.copytree(plain, new, ignore=shutil.ignore_patterns(".recipe"), dirs_exist_ok=True)
        added = shutil.copy2(wheel, new)
        files = ["--input", str(plain / LOCK), "--output", str(new / LOCK), added]
        run([str(command), "lockfile", "add-wheels", *files], new)
        # It would lose the version that the locks of Pyodide 0.27 have, which then refuses the lock.
        if json.loads((new / LOCK).read_bytes())["info"] != json.loads((plain / LOCK).read_bytes())["info"]:
            raise DistError(
                f"pyodide lockfile add-wheels cannot write the lock of Pyodide {version}; 0.28 is the oldest"
            )
    return out


def main(arguments: list[str]) -> str | None:
    """Make one and print where its lock is; return the error, if any."""
    if len(arguments) != 1:
        return "usage: python -m demo.localhost.offline.locked_dist VERSION"
    return show(lambda: os.path.relpath(make_locked_dist(arguments[0]) / LOCK))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
