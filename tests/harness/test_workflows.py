"""What .github/workflows/ promises: it is valid, may do little, and publishes without a secret."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github/workflows"
FILES = sorted(FOLDER.glob("*.yml"))
WORKFLOWS: dict[str, Any] = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
JOBS = {(name, job): text for name, workflow in WORKFLOWS.items() for job, text in workflow["jobs"].items()}
STEPS = [step for job in JOBS.values() for step in job.get("steps", [])]


def test_they_are_valid() -> None:
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*checker, *map(str, FILES)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(WORKFLOWS) == {"ci", "release"}


def test_they_may_read_and_no_more() -> None:
    assert {name: workflow["permissions"] for name, workflow in WORKFLOWS.items()} == {
        "ci": {"contents": "read"},
        "release": {"contents": "read"},
    }
    more = {job: text["permissions"] for job, text in JOBS.items() if "permissions" in text}
    assert more == {("release", "publish"): {"id-token": "write"}}


def test_what_publishes_is_protected_and_runs_nothing_of_ours() -> None:
    job = JOBS["release", "publish"]
    assert job["environment"]["name"] == "pypi"
    assert job["needs"] == ["test", "build"]
    assert [step["uses"].partition("@")[0] for step in job["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]


def test_when_they_run() -> None:
    events = {name: workflow[True] for name, workflow in WORKFLOWS.items()}  # YAML reads `on` as true
    assert events == {
        "ci": {"push": {"branches": ["main"]}, "pull_request": None, "workflow_call": None},
        "release": {"push": {"tags": ["v*"]}},
    }
    assert WORKFLOWS["ci"]["concurrency"]["cancel-in-progress"] is True


def test_ci_runs_everything_on_each_python() -> None:
    job = JOBS["ci", "test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert job["steps"][-1]["run"] == ".ci/run"


def test_no_secrets_and_nothing_from_outside_in_a_shell() -> None:
    assert not [path.name for path in FILES if "secrets" in path.read_text("utf-8")]
    assert not [step["run"] for step in STEPS if "${{" in step.get("run", "")]


@pytest.mark.parametrize("used", sorted({one["uses"] for one in [*STEPS, *JOBS.values()] if "uses" in one}))
def test_what_is_used_is_pinned(used: str) -> None:
    """GitHub's own actions by their major version, others' by commit."""
    assert re.fullmatch(r"actions/[\w-]+@v\d+|[\w-]+/[\w-]+@[0-9a-f]{40}|\./\.github/workflows/ci\.yml", used)
