"""The JupyterLite site is built when necessary, and only then."""

from itertools import pairwise
from pathlib import Path

import pytest

from demo.localhost.offline import jupyterlite_site
from demo.localhost.offline.run_tool import DistError


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run, which make what they should; everything is in a folder of the test's."""
    for name in ("config", "notebooks", "pyodide"):
        (tmp_path / name).mkdir()
    (tmp_path / "pyodide" / ".recipe").write_text("1")
    (tmp_path / "config" / "wheels.txt").write_text("six==1.17.0")
    (tmp_path / "notebooks" / "one.ipynb").write_text("{}")
    (tmp_path / "aws4web.whl").write_text("wheel")
    monkeypatch.setattr(jupyterlite_site, "HOME", tmp_path / "home")
    monkeypatch.setattr(jupyterlite_site, "CONFIG", tmp_path / "config")
    monkeypatch.setattr(jupyterlite_site, "WHEELS", tmp_path / "config" / "wheels.txt")
    monkeypatch.setattr(jupyterlite_site, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(jupyterlite_site, "make_quick_dist", lambda _: tmp_path / "pyodide")
    monkeypatch.setattr(jupyterlite_site, "built_wheel", lambda: tmp_path / "aws4web.whl")
    ran: list[list[str]] = []

    def run(command: list[str], folder: Path) -> None:
        ran.append(command)
        if "download" in command:
            (folder / "six.whl").touch()
        else:
            assert (folder / "static/pyodide/.recipe").exists()
            assert (folder / "files/one.ipynb").exists()
            Path(command[command.index("--output-dir") + 1]).mkdir()

    monkeypatch.setattr(jupyterlite_site, "run", run)
    return ran


def test_it_is_built_once(commands: list[list[str]]) -> None:
    site = jupyterlite_site.make_site()
    assert jupyterlite_site.make_site() == site
    [download, build] = commands
    assert "download" in download
    wheels = [Path(value).name for option, value in pairwise(build) if option == "--piplite-wheels"]
    assert wheels == ["aws4web.whl", "six.whl"]


@pytest.mark.parametrize("changed", ["notebooks/one.ipynb", "aws4web.whl", "pyodide/.recipe", "config/new.json"])
def test_a_change_builds_it_anew(commands: list[list[str]], tmp_path: Path, changed: str) -> None:
    jupyterlite_site.make_site()
    commands.clear()
    (tmp_path / changed).write_text("changed")
    jupyterlite_site.make_site()
    assert ["download" in command for command in commands] == [False], "the wheels are there"


def test_other_wheels_are_downloaded(commands: list[list[str]], tmp_path: Path) -> None:
    jupyterlite_site.make_site()
    commands.clear()
    (tmp_path / "config" / "wheels.txt").write_text("six==1.16.0")
    jupyterlite_site.make_site()
    assert ["download" in command for command in commands] == [True, False]


def test_a_failure_leaves_what_was_there(
    commands: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = jupyterlite_site.make_site()
    before = (site / ".recipe").read_text()
    (tmp_path / "notebooks/one.ipynb").write_text("broken")

    def fail(command: list[str], folder: Path) -> None:
        raise DistError("no")

    monkeypatch.setattr(jupyterlite_site, "run", fail)
    with pytest.raises(DistError):
        jupyterlite_site.make_site()
    assert (site / ".recipe").read_text() == before
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["site", "wheels"]
