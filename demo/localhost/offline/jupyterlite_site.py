"""A JupyterLite site with the wheel, the notebooks and a local Pyodide.

`python -m demo.localhost.offline.jupyterlite_site` makes .cache/jupyterlite/site/, again when something that it is
made of has changed.
"""

import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from ..project import CACHE, DEMO, PYODIDE, built_wheel
from .locked_dist import make_locked_dist
from .quick_dist import make_quick_dist
from .recipes import anew, digest, files_of, is_made, replace
from .run_tool import run, show

PYTHON = "3.14"  # of PYODIDE
HOME = CACHE / "jupyterlite"
NOTEBOOKS = DEMO / "notebooks"
CONFIG = DEMO / "jupyterlite"
WHEELS = CONFIG / "wheels.txt"
TOOLS = ("jupyterlite-core", "jupyterlite-pyodide-kernel", "jupyter-server")


def make_site(lock: bool = False) -> Path:
    """Build the site unless it already exists; return its folder.

    With aws4web in Pyodide's lock, `import aws4web` works without %pip install.
    """
    wheel = built_wheel()
    pyodide = make_locked_dist(PYODIDE) if lock else make_quick_dist(PYODIDE)
    tools = ",".join(f"{name}=={version(name)}" for name in TOOLS)
    sources = [Path(__file__), wheel, pyodide / ".recipe", *files_of(CONFIG), *files_of(NOTEBOOKS)]
    recipe = digest(sources, tools)
    site = HOME / ("site-locked" if lock else "site")
    if is_made(site, recipe):
        return site
    HOME.mkdir(parents=True, exist_ok=True)
    wheels = download_wheels()
    with tempfile.TemporaryDirectory(dir=HOME, prefix="site-") as temporary:
        lite_dir = Path(temporary, "lite")
        shutil.copytree(CONFIG, lite_dir)
        # Where JupyterLite looks for a Pyodide, and for the user's files.
        (lite_dir / "static").mkdir()
        (lite_dir / "static" / "pyodide").symlink_to(pyodide)
        (lite_dir / "files").symlink_to(NOTEBOOKS)
        new = Path(temporary, "site")
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--output-dir", str(new), "--contents", "files"]
        for path in (wheel, *files_of(wheels, "*.whl")):
            command += ["--piplite-wheels", str(path)]
        run(command, lite_dir)
        replace(site, new, recipe, Path(temporary, "old"))
    return site


def download_wheels() -> Path:
    """Download what WHEELS names, unless it is already there; return the folder."""
    recipe = digest([Path(__file__), WHEELS])
    wheels = HOME / "wheels"
    if is_made(wheels, recipe):
        return wheels
    with anew(wheels, recipe) as new:
        # The wheels are for the browser's Python, whichever Python runs here.
        target = (
            f"--only-binary=:all: --implementation=py --abi=none --platform=any --python-version={PYTHON} --no-deps"
        )
        run([sys.executable, "-m", "pip", "download", "--quiet", *target.split(), "-r", str(WHEELS)], new)
    return wheels


def main() -> str | None:
    """Make the site and print its folder; return the error, if any."""
    return show(make_site)


if __name__ == "__main__":
    sys.exit(main())
