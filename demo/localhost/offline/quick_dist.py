"""A Pyodide that starts in half the time: its standard library is bytecode, where npm's is compiled at each start.

Tracebacks show no lines of the library, which is 2 MB larger: it is for a server on the same machine.
`python -m demo.localhost.offline.quick_dist VERSION` makes .cache/pyodide-VERSION-quick/.
"""

import shutil
import sys
from pathlib import Path

from ..project import CACHE
from .pyodide_dist import make_dist
from .recipes import anew, digest, is_made
from .run_tool import run, show

LIBRARY = "python_stdlib.zip"
SCRIPT = Path(__file__).with_name("compile_stdlib.mjs")
PROGRAM = Path(__file__).with_name("compile_stdlib.py")


def make_quick_dist(version: str) -> Path:
    """Make it unless it already exists; return its folder."""
    plain, out = make_dist(version), CACHE / f"pyodide-{version}-quick"
    recipe = digest([Path(__file__), SCRIPT, PROGRAM, plain / ".recipe"])
    if is_made(out, recipe):
        return out
    with anew(out, recipe) as new:
        shutil.copytree(plain, new, ignore=shutil.ignore_patterns(".recipe", LIBRARY), dirs_exist_ok=True)
        run(["node", str(SCRIPT), str(plain), str(PROGRAM), str(new / LIBRARY)], new)
    return out


def main(arguments: list[str]) -> str | None:
    """Make one and print its folder; return the error, if any."""
    if len(arguments) != 1:
        return "usage: python -m demo.localhost.offline.quick_dist VERSION"
    return show(lambda: make_quick_dist(arguments[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
