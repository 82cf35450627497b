"""What was measured, as text and as RESULTS.md."""

import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path

from demo.localhost.project import PYODIDE

from .calling import VENV
from .figures import Measure
from .stage import NODE_MODULES, Stage

_LIBRARIES = ("aiohttp", "can_ada", "awscrt", "botocore", "boto3", "aws-sdk-signers", "requests-aws4auth", "fsspec")
_LIBRARIES_APART = ("aiobotocore", "botocore", "aiohttp", "s3fs", "fsspec")
_VERDICTS = {"aim": "must and aim held", "must": "must held", "MISSED": "**missed**", "": ""}


def as_text(name: str, measures: Iterable[Measure]) -> str:
    """The measures of a part, for a terminal."""
    lines, last = [f"== {name}"], None
    for measure in measures:
        goal = measure.goal
        if goal and goal is not last:
            lines.append(f"{goal.figure}: must {goal.limit(goal.must)}, aim {goal.limit(goal.aim)}")
            last = goal
        verdict = f"[{measure.verdict}]" if goal else ""
        lines.append(f"  {measure.text:>9} {verdict:8}  {measure.what}: {measure.raw}")
    return "\n".join(lines)


def summary(measures: Iterable[Measure]) -> str:
    """How many goals are met."""
    verdicts = [measure.verdict for measure in measures if measure.goal]
    held = sum(verdict != "MISSED" for verdict in verdicts)
    return f"{held} of {len(verdicts)} hold what they must, {verdicts.count('aim')} their aim"


def as_markdown(measures: list[Measure], stage: Stage) -> str:
    """RESULTS.md."""
    lines = [
        "# How fast it is",
        "",
        f"Measured in one run of `./build.sh bench` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {summary(measures)}.",
        "It is the ratios that count; the times that they come from are those of this machine:",
        "",
        *[f"- {line}" for line in _versions(stage)],
        "",
        "| figure | measured | from | must | aim | held |",
        "|---|---|---|---|---|---|",
    ]
    for measure in measures:
        goal = measure.goal
        limits = f"{goal.limit(goal.must)} | {goal.limit(goal.aim)}" if goal else "|"
        figure = f"{goal.figure}: {measure.what}" if goal else f"… {measure.what}"
        lines.append(f"| {figure} | {measure.text} | {measure.raw} | {limits} | {_VERDICTS[measure.verdict]} |")
    lines += ["", "## How each is measured", ""]
    goals = dict.fromkeys(measure.goal for measure in measures if measure.goal)
    lines += [f"- **{goal.figure}**: {goal.how}." for goal in goals]
    return "\n".join([*lines, ""])


def _versions(stage: Stage) -> list[str]:
    npm = {
        name: json.loads((NODE_MODULES / name / "package.json").read_text())["version"]
        for name in ("aws4fetch", "@aws-sdk/lib-storage")
    }
    apart = {
        found.name: found.version for found in distributions(path=list(map(str, VENV.glob("lib/*/site-packages"))))
    }
    return [
        f"{_cpu()}, {os.cpu_count()} CPUs, {platform.system()} {platform.release()}",
        f"load {stage.load:.1f} when it began",
        f"aws4web {version('aws4web')}; {', '.join(f'{name} {found}' for name, found in npm.items())}",
        f"Pyodide {PYODIDE} in Chromium {stage.chromium.capabilities['browserVersion']}, headless",
        f"CPython {platform.python_version()}: {', '.join(f'{name} {_version(name)}' for name in _LIBRARIES)}",
        f"in a venv of its own: {', '.join(f'{name} {apart.get(name)}' for name in _LIBRARIES_APART)}",
    ]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
