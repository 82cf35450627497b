"""The offline Pyodide: what its lock file says, and when it is made again."""

import hashlib
import io
import json
import re
import tarfile
import zipfile
from pathlib import Path

import pytest

from demo.localhost.offline import pyodide_dist, run_tool
from demo.localhost.project import PYODIDE


def write_wheel(folder: Path, name: str, *requires: str) -> Path:
    """A wheel of version 1.0 that holds its metadata and nothing else."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {line}" for line in requires)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines))
    return path


def spec(name: str, *depends: str) -> dict[str, object]:
    """An entry of a lock file; its checksum is never that of PyPI's wheel."""
    return {"name": name, "version": "1.0", "file_name": f"{name}.whl", "sha256": "0" * 64, "depends": list(depends)}


def test_lock_holds_just_the_wheels_present(tmp_path: Path) -> None:
    packages = {name: spec(name) for name in ("pytest", "pytest-x", "numpy")}
    lock = {"info": {"python": "3.14.2"}, "packages": packages, "lockfile_version": "1"}
    write_wheel(tmp_path, "pytest")
    wheel = write_wheel(tmp_path, "pytest_x")
    pruned = pyodide_dist.pruned_lock(lock, tmp_path)
    assert pruned["info"] == lock["info"]
    assert pruned["lockfile_version"] == "1"
    assert list(pruned["packages"]) == ["pytest", "pytest-x"]
    entry = pruned["packages"]["pytest-x"]
    assert entry["file_name"] == wheel.name
    assert entry["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert packages["pytest-x"]["sha256"] == "0" * 64  # the lock that was passed in is unchanged


def test_depends_are_the_wheels_own(tmp_path: Path) -> None:
    write_wheel(tmp_path, "pytest", "Pluggy<2,>=1.5", "colorama; sys_platform == 'win32'", "attrs; extra == 'dev'")
    write_wheel(tmp_path, "pluggy")
    write_wheel(tmp_path, "attrs")
    lock = {"packages": {"pytest": spec("pytest", "py", "attrs"), "pluggy": spec("pluggy"), "attrs": spec("attrs")}}
    packages = pyodide_dist.pruned_lock(lock, tmp_path)["packages"]
    assert packages["pytest"]["depends"] == ["pluggy"]
    assert packages["pluggy"]["depends"] == []


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """npm and pip that answer from memory; returns the commands that were run."""
    commands: list[list[str]] = []
    lock = {"info": {"python": "3.14.2"}, "packages": {name: spec(name) for name in pyodide_dist.PACKAGES}}
    members = {"pyodide.mjs": b"export {}", "pyodide.d.ts": b"", "pyodide-lock.json": json.dumps(lock).encode()}

    def run(command: list[str], folder: Path) -> None:
        commands.append(command)
        if command[0] == "npm":
            with tarfile.open(folder / "pyodide.tgz", "w:gz") as archive:
                for name, content in members.items():
                    info = tarfile.TarInfo(f"package/{name}")
                    info.size = len(content)
                    archive.addfile(info, io.BytesIO(content))
        else:
            for name in pyodide_dist.PACKAGES:
                write_wheel(folder, name)

    monkeypatch.setattr(pyodide_dist, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(pyodide_dist, "run", run)
    return commands


def test_made_once_and_whole(registry: list[list[str]]) -> None:
    out = pyodide_dist.make_dist("1.2.3")
    wheels = {path.name.split("-")[0] for path in out.glob("*.whl")}
    assert wheels == set(pyodide_dist.PACKAGES)
    assert not (out / "pyodide.d.ts").exists()
    assert (out / "pyodide.mjs").read_bytes() == b"export {}"
    assert list(json.loads((out / "pyodide-lock.json").read_text())["packages"]) == sorted(pyodide_dist.PACKAGES)
    assert len(registry) == 2
    assert "--python-version=3.14" in registry[1]
    assert "micropip==1.0" in registry[1]
    assert pyodide_dist.make_dist("1.2.3") == out
    assert len(registry) == 2
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_made_anew_for_another_recipe(registry: list[list[str]]) -> None:
    out = pyodide_dist.make_dist("1.2.3")
    (out / ".recipe").write_text("an older one")
    (out / "left over").touch()
    pyodide_dist.make_dist("1.2.3")
    assert len(registry) == 4
    assert not (out / "left over").exists()


def test_failure_leaves_nothing(registry: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], folder: Path) -> None:
        raise run_tool.DistError("no network")

    monkeypatch.setattr(pyodide_dist, "run", run)
    with pytest.raises(run_tool.DistError, match="no network"):
        pyodide_dist.make_dist("1.2.3")
    assert list(pyodide_dist.CACHE.iterdir()) == []


def test_what_failed_is_told(tmp_path: Path) -> None:
    with pytest.raises(run_tool.DistError, match=r"sh -c .* failed:\nto stdout\nto stderr"):
        run_tool.run(["sh", "-c", "echo to stdout; echo to stderr >&2; exit 3"], tmp_path)


@pytest.mark.parametrize("version", ["", "../elsewhere", "1.0 --flag", "latest/.."])
def test_not_a_version(version: str) -> None:
    with pytest.raises(run_tool.DistError, match="not a Pyodide version"):
        pyodide_dist.make_dist(version)


def test_build_script_and_page_agree_on_the_version() -> None:
    script = (Path(__file__).parents[3] / "build.sh").read_text()
    assert re.findall(r"^readonly PAGE_PYODIDE=(.+)$", script, re.MULTILINE) == [PYODIDE]
