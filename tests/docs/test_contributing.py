"""CONTRIBUTING.md and SECURITY.md: what they name exists, and all that they must name is there."""

import re
import shlex
import subprocess
import tomllib

import pytest

from tests.unit.test_structure import FLOORS, PACKAGE

from .readme import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
SECURITY = (ROOT / "SECURITY.md").read_text()
BOTH = [pytest.param(CONTRIBUTING, id="CONTRIBUTING"), pytest.param(SECURITY, id="SECURITY")]
SOURCES = "".join(path.read_text() for folder in (PACKAGE, ROOT / "tests") for path in folder.rglob("*.py"))


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = CONTRIBUTING.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in cells] for cells in lines[2:]]


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def test_every_room_is_on_its_floor() -> None:
    plan = [" ".join(quoted(room)) for room, _ in rows("The house")]
    assert plan == ["__init__.py", *FLOORS[1:]]


def test_every_folder_of_tests_is_told() -> None:
    told = {name for cells in rows("The tests") for name in quoted(cells[0]) + quoted(cells[1])}
    folders = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("*/__init__.py")}
    assert {folder.removesuffix("/__init__.py") for folder in folders} <= told


@pytest.mark.parametrize("text", BOTH)
def test_every_path_exists(text: str) -> None:
    # In words as in drawings: paths from the root, and those of rooms, from aws4web/.
    named = re.findall(r"(?<![\w./])(?:aws4web|tests|demo)/[\w./*-]*\w|(?<![\w./])_\w+(?:/\w*(?:\.py)?|\.py)", text)
    named += [each for each in quoted(text) if re.fullmatch(r"[\w./-]+(\.(py|sh|md|toml)|/)", each)]
    named += re.findall(r"\]\((?!https:)([^)#]+)\)", text)
    assert named
    assert [
        name for name in named if not (ROOT / name).exists() and not (PACKAGE / name).exists() and name != ".cache/"
    ] == []


@pytest.mark.parametrize("text", BOTH)
def test_every_name_is_in_the_sources(text: str) -> None:
    named = [word for each in quoted(text) for word in re.findall(r"\b[A-Z]\w+", each)]
    drawn = re.findall(r"\b([A-Z]\w+)\.(?!md\b)(\w+)", text)
    assert named
    assert [name for name in named if not re.search(rf"\b{name}\b", SOURCES)] == []
    assert [
        name for name, method in drawn if not re.search(rf"class {name}\b.*?def {method}\b", SOURCES, re.DOTALL)
    ] == []


def test_every_command_exists() -> None:
    usage = subprocess.run([ROOT / "build.sh", "help"], capture_output=True, text=True, check=True).stdout
    told = set(re.findall(r"^  (\w+)", usage, re.MULTILINE))
    commands = [shlex.split(line, comments=True) for line in re.findall(r"\./build\.sh [^`\n]+", CONTRIBUTING)]
    assert {words[1] for words in commands} <= told
    assert ["./build.sh", "test", "tests/unit/test_retry.py", "-q"] in commands
    for module in re.findall(r"python -m ([\w.]+)", CONTRIBUTING):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module


def test_they_are_short() -> None:
    assert len(CONTRIBUTING.encode()) < 10_000
    assert len(SECURITY.encode()) < 4_000
    assert max(map(len, f"{CONTRIBUTING}\n{SECURITY}".splitlines())) <= 130


def test_weaknesses_are_reported_where_the_project_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"<{project['urls']['Source']}/security/advisories/new>" in SECURITY
