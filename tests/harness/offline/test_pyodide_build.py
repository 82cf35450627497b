"""pyodide-build: the Python that runs it, when it is installed, and what its compiled wheel and its lock hold."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from demo.localhost.offline import pyodide_build
from demo.localhost.offline.compiled_wheel import make_compiled_wheel
from demo.localhost.offline.locked_dist import make_locked_dist
from demo.localhost.offline.pyodide_build import NoPythonError, find_python, pyodide_command
from demo.localhost.offline.pyodide_dist import make_dist
from demo.localhost.offline.run_tool import DistError
from demo.localhost.project import PYODIDE, built_wheel

ROOT = Path(__file__).parents[3]


def write_python(path: Path, version: str | None) -> str:
    """A program that says that it is this Python; None: one that fails, as pyenv's shims may."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + (f"echo {version} {path}\n" if version else "echo not here >&2; exit 127\n"))
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without Python: bin/ is on PATH, and versions/ is pyenv's."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.delenv("PYTHON", raising=False)
    return tmp_path


def test_python_on_path(machine: Path) -> None:
    python = write_python(machine / "bin/python3.13", "3.13")
    write_python(machine / "versions/3.13.0/bin/python", "3.13")
    assert find_python("3.13")[0] == python


def test_python_of_pyenv_whose_shim_fails(machine: Path) -> None:
    write_python(machine / "bin/python3.13", None)
    write_python(machine / "versions/3.12.1/bin/python", "3.12")
    python = write_python(machine / "versions/3.13.0/bin/python", "3.13")
    assert find_python("3.13")[0] == python


def test_python_that_is_named(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_python(machine / "bin/python3.13", "3.13")
    monkeypatch.setenv("PYTHON", write_python(machine / "mine", "3.13"))
    assert find_python("3.13")[0] == str(machine / "mine")
    monkeypatch.setenv("PYTHON", write_python(machine / "other", "3.11"))
    assert find_python("3.13")[0] == str(machine / "bin/python3.13")


def test_no_python(machine: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "demo.localhost.offline.compiled_wheel", "3.13"]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: Python 3.13 is needed, which Pyodide 0.28 and 0.29 runs on; there is none on")
    assert done.stderr.count("\n") == 1


def test_installed_once(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], folder: Path) -> None:
        commands.append(command)
        (folder / "venv-pyodide-build-3.13").mkdir(exist_ok=True)

    monkeypatch.setattr(pyodide_build, "CACHE", machine / "cache")
    monkeypatch.setattr(pyodide_build, "run", run)
    python = write_python(machine / "bin/python3.13", "3.13")
    assert pyodide_command("3.13") == pyodide_command("3.13") == machine / "cache/venv-pyodide-build-3.13/bin/pyodide"
    [venv, install] = commands
    assert venv[0] == python
    assert any(word.startswith("pyodide-build==") for word in install)
    write_python(machine / "bin/python3.13", "3.13 another build of it")
    pyodide_command("3.13")
    assert len(commands) == 4


def test_compiled_wheel_has_bytecode_in_the_place_of_sources() -> None:
    try:
        compiled = make_compiled_wheel("3.13")
    except NoPythonError as error:
        pytest.skip(str(error))
    assert compiled.name == built_wheel().name.replace("py3-none", "cp313-none")
    names = zipfile.ZipFile(built_wheel()).namelist()
    assert zipfile.ZipFile(compiled).namelist() == [f"{name}c" if name.endswith(".py") else name for name in names]
    assert make_compiled_wheel("3.13").stat() == compiled.stat(), "it is made once"


def test_lock_has_the_wheel_and_all_else_as_before() -> None:
    try:
        locked = make_locked_dist(PYODIDE)
    except NoPythonError as error:
        pytest.skip(str(error))
    plain = make_dist(PYODIDE)
    before, after = (json.loads((folder / "pyodide-lock.json").read_bytes()) for folder in (plain, locked))
    ours = after["packages"].pop("aws4web")
    assert (ours["file_name"], ours["imports"], ours["depends"]) == (built_wheel().name, ["aws4web"], [])
    for name, package in before["packages"].items():
        assert package.items() <= after["packages"].pop(name).items()
    assert after["packages"] == {}
    assert {**after, "packages": 0} == {**before, "packages": 0}
    assert (locked / built_wheel().name).read_bytes() == built_wheel().read_bytes()


def test_lock_that_pyodide_would_refuse() -> None:
    try:
        with pytest.raises(DistError, match=r"cannot write the lock of Pyodide 0\.27\.7; 0\.28 is the oldest"):
            make_locked_dist("0.27.7")
    except NoPythonError as error:
        pytest.skip(str(error))
