"""The figures of a start: from micropip.install to the first request, and `import aws4web`."""

import os
import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from .figures import Goal, Measure
from .stage import Stage

ROOT = Path(__file__).parents[2]
FIRST_BYTES = Goal(
    "bytes from `micropip.install` to the first signed request, boto3's by ours",
    "what the page downloads, index pages included, Pyodide and micropip not; new pages, the fewest (micropip downloads"
    " botocore twice in some)",
    300,
    600,
    at_least=True,
)
FIRST_TIME = Goal(
    "time from `micropip.install` to the first signed request, boto3's by ours",
    "from a local index, micropip imported before; ours is over when the request is answered, boto3's, which cannot"
    " send in a page, when the signed request is ready (its event `before-send`); new pages in turns, medians",
    10,
    25,
    at_least=True,
)
IMPORT_PYODIDE = Goal(
    "`import aws4web` in Pyodide", "in new pages, nothing else imported, not even micropip; median", 40, 20, unit="ms"
)
IMPORT_CPYTHON = Goal(
    "`import aws4web` on CPython",
    "in new processes, the file cache warm; median",
    15,
    8,
    unit="ms",
)
STEPS = ("install", "import", "client", "request")


def first_request(stage: Stage) -> list[Measure]:
    """aws4web and boto3, each in pages of its own."""
    sizes: dict[str, list[int]] = defaultdict(list)
    steps: dict[str, list[list[float]]] = defaultdict(list)
    for _ in range(stage.rounds(3)):
        for name in ("aws4web", "boto3"):
            measured = stage.run_page(f"first_{name}", micropip=True)
            sizes[name].append(measured["bytes"])
            times = measured["times"]
            steps[name].append([(later - earlier) * 1000 for earlier, later in pairwise(times)])
    fewest = {name: min(counted) for name, counted in sizes.items()}
    total = {name: median(map(sum, runs)) for name, runs in steps.items()}
    by_step = {
        name: ", ".join(f"{step} {median(took):.0f}" for step, took in zip(STEPS, zip(*runs, strict=True), strict=True))
        for name, runs in steps.items()
    }
    return [
        Measure(
            "fewer",
            fewest["boto3"] / fewest["aws4web"],
            f"aws4web {fewest['aws4web']:,} bytes, boto3 {fewest['boto3']:,} bytes",
            FIRST_BYTES,
        ),
        Measure(
            "sooner",
            total["boto3"] / total["aws4web"],
            "; ".join(f"{name} {total[name]:,.0f} ms ({by_step[name]})" for name in total),
            FIRST_TIME,
        ),
    ]


def import_pyodide(stage: Stage) -> list[Measure]:
    """Each in a page of its own."""
    times = [stage.run_page("import_alone") for _ in range(stage.rounds(7))]
    return [
        Measure(name, median(took), _range(took), IMPORT_PYODIDE)
        for name, took in zip(("alone", "and both classes"), zip(*times, strict=True), strict=True)
    ]


_CLASSES = "from aws4web import AwsClient, AwsV4Signer"
_IMPORTS = {
    "alone": ("", "import aws4web"),
    "and both classes": ("", _CLASSES),
    "the classes after typing, hashlib and can_ada": ("import typing, hashlib, can_ada", _CLASSES),
    "the classes and aiohttp": ("", f"{_CLASSES}; import aiohttp"),
}
_JUDGED = ("alone", "and both classes")


def import_cpython(stage: Stage) -> list[Measure]:
    """Each in a process of its own."""
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(stage.rounds(15) + 1):
        for name, (before, statement) in _IMPORTS.items():
            program = (
                f"from time import perf_counter\n{before}\nt = perf_counter()\n{statement}\nprint(perf_counter() - t)"
            )
            printed = _run_python(program)
            if number:  # the first one writes the bytecode
                times[name].append(float(printed) * 1000)
    for _ in range(stage.rounds(15)):
        began = perf_counter()
        _run_python("pass")
        times["a whole process that does nothing"].append((perf_counter() - began) * 1000)
    return [
        Measure(name, median(took), _range(took), IMPORT_CPYTHON if name in _JUDGED else None, unit="ms")
        for name, took in times.items()
    ]


def _run_python(program: str) -> str:
    env = {**os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # otherwise all of the standard library may be compiled each time
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _range(times: list[float]) -> str:
    return f"{min(times):.1f} to {max(times):.1f} ms in {len(times)}"
