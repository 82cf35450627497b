"""What type checkers accept and refuse of the public API, as users have them: pyright and mypy, as strict as can be."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYRIGHT = ROOT / ".cache/npm/node_modules/.bin/pyright"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What mypy has read of the package, it need not read again."""
    return tmp_path_factory.mktemp("typing")


def refused_by_pyright(path: Path, folder: Path) -> set[int]:
    """The lines that it refuses."""
    (folder / path.name).write_text(path.read_text())
    config = folder / "pyrightconfig.json"
    config.write_text(
        json.dumps(
            {
                "include": [path.name],
                "typeCheckingMode": "strict",
                "extraPaths": [str(ROOT)],
                "reportUnusedExpression": False,
                "reportUnusedCoroutine": False,
                "reportPrivateUsage": False,
            }
        )
    )
    command = [PYRIGHT, "--project", config, "--pythonpath", sys.executable, "--outputjson"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert found["summary"]["filesAnalyzed"] == 1, found
    return {each["range"]["start"]["line"] + 1 for each in found["generalDiagnostics"] if each["severity"] == "error"}


def refused_by_mypy(path: Path, folder: Path) -> set[int]:
    """The lines that it refuses."""
    options = ["--strict", "--no-error-summary", "--hide-error-context", "--output=json", "--follow-imports=silent"]
    command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={folder / 'mypy'}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert not done.stderr, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {ROOT / each["file"] for each in found} <= {path}, found
    return {each["line"] for each in found if each["severity"] == "error"}


@pytest.mark.parametrize("refused_by", [refused_by_pyright, refused_by_mypy])
def test_what_is_right_is_accepted(folder: Path, refused_by: object) -> None:
    assert callable(refused_by)
    path = HERE / "accepted.py"
    assert refused_by(path, folder) == set()


@pytest.mark.parametrize("refused_by", [refused_by_pyright, refused_by_mypy])
def test_what_is_wrong_is_refused(folder: Path, refused_by: object) -> None:
    assert callable(refused_by)
    path = HERE / "refused.py"
    marked = {number for number, line in enumerate(path.read_text().splitlines(), 1) if "  # refused" in line}
    assert len(marked) > 30
    assert refused_by(path, folder) == marked
