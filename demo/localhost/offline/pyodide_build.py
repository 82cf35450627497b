"""PyPI's pyodide-build: its command `pyodide`, in a venv of its own for each Python."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from ..project import CACHE
from .recipes import digest, is_made
from .run_tool import DistError, run

# By Python: the Pyodide that runs on it, and so the bytecode that it makes. It needs 3.12 or newer.
PYODIDES = {"3.13": "0.28 and 0.29", "3.12": "0.26 and 0.27", "3.14": "314"}
PROJECT = CACHE.parent / "pyproject.toml"
GROUP = "pyodide-build"
ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys.version, sys.base_prefix)"


class NoPythonError(DistError):
    """A Python is needed that is not on this machine."""


def pyodide_command(python: str) -> Path:
    """The command, run by this Python; installed unless it already is."""
    program, build = find_python(python)
    venv = CACHE / f"venv-pyodide-build-{python}"
    command = venv / "bin/pyodide"
    pins = tomllib.loads(PROJECT.read_text("utf-8"))["dependency-groups"][GROUP]
    recipe = digest([Path(__file__)], build, *pins)
    if not is_made(venv, recipe):
        CACHE.mkdir(exist_ok=True)
        run([program, "-m", "venv", "--clear", "--without-pip", str(venv)], CACHE)
        pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin/python")]
        run([*pip, "install", "--quiet", "--no-compile", *pins], CACHE)
        (venv / ".recipe").write_text(recipe)
    return command


def any_pyodide_command() -> Path:
    """The command, run by whichever Python is there: for what does not depend on it."""
    for python in PYODIDES:
        try:
            return pyodide_command(python)
        except NoPythonError:
            continue
    raise NoPythonError(f"a Python is needed that pyodide-build runs on: {', '.join(sorted(PYODIDES))}; there is none")


def find_python(version: str) -> tuple[str, str]:
    """A Python of this version, and which build it is: PYTHON, one on PATH, or one of pyenv's that is not on it."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    names = [os.environ.get("PYTHON"), f"python{version}"]
    on_path = [found for name in names if name and (found := shutil.which(name))]
    pyenvs = sorted(map(str, pyenv.glob(f"versions/{version}*/bin/python")), reverse=True)
    for program in [*on_path, *pyenvs]:
        done = subprocess.run([program, "-c", ASK], check=False, capture_output=True, text=True)
        # pyenv's shims are on PATH also for versions that it does not offer.
        if done.returncode == 0 and done.stdout.split()[0] == version:
            return program, done.stdout
    raise NoPythonError(
        f"Python {version} is needed, which Pyodide {PYODIDES.get(version, '')} runs on; there is none on PATH, in"
        " PYENV_ROOT, or as PYTHON=…"
    )
