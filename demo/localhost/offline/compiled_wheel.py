"""The wheel with bytecode in the place of sources, for the Pyodides that run on one Python: `pyodide py-compile`.

`python -m demo.localhost.offline.compiled_wheel 3.13` makes .cache/wheel-3.13/aws4web-…-cp313-none-any.whl.
"""

import os
import shutil
import sys
from pathlib import Path

from ..project import CACHE, DemoError, built_wheel
from .pyodide_build import PYODIDES, pyodide_command
from .recipes import anew, digest, is_made
from .run_tool import DistError, run


def make_compiled_wheel(python: str) -> Path:
    """Compile the wheel unless that is already done; return the compiled one."""
    wheel = built_wheel()
    command = pyodide_command(python)
    out = CACHE / f"wheel-{python}"
    recipe = digest([Path(__file__), wheel, command.parents[1] / ".recipe"])
    if not is_made(out, recipe):
        with anew(out, recipe) as new:
            copy = shutil.copy2(wheel, new)
            run([str(command), "py-compile", "--no-keep", "--compression-level", "9", str(copy)], new)
    [compiled] = out.glob("*.whl")
    return compiled


def main(arguments: list[str]) -> str | None:
    """Make the wheel and print where it is; return the error, if any."""
    if len(arguments) != 1 or arguments[0] not in PYODIDES:
        return f"error: the Python of a Pyodide is needed: {', '.join(sorted(PYODIDES))}"
    try:
        wheel = make_compiled_wheel(arguments[0])
    except (DemoError, DistError, OSError) as error:
        return f"error: {error}"
    print(f"{os.path.relpath(wheel)} ({wheel.stat().st_size} bytes)")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
