"""Hostile answers under the Pyodide of --dist-dir in Node: the cases of tests/faults that browsers and CPython run."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from tests.faults.cases.all import CASES, hostile
from tests.faults.fault_process import ROOT, FaultServer, fault_server

NAMES = [name for name, case in CASES.items() if case.run.__module__ == hostile.__name__]


@run_in_pyodide
def set_up(selenium, files):
    import importlib
    import sys
    from pathlib import Path

    folder = Path("/cases/faults")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    sys.path.append(str(folder.parent))
    importlib.invalidate_caches()
    import faults.all  # noqa: F401


@run_in_pyodide
async def run_case(selenium, case, name, places):
    import json
    import traceback

    import js
    from faults.all import run
    from faults.world import Places, World
    from pyodide.ffi import to_js

    async def call(command, **arguments):
        options = to_js({"method": "POST", "body": json.dumps(arguments)}, dict_converter=js.Object.fromEntries)
        response = await js.fetch(f"{places['control']}/{command}", options)
        return json.loads(await response.text())

    try:
        await run(case, World(name, Places(**places), call, "node", None))
    except Exception:
        return traceback.format_exc()
    return ""


@pytest.fixture(scope="module")
def server(selenium_module_scope: Any) -> Iterator[FaultServer]:
    """The fault server. The cases are in Pyodide, and one has run: what a first use creates and keeps is there."""
    set_up(selenium_module_scope, {path.name: path.read_text() for path in (ROOT / "tests/faults/cases").glob("*.py")})
    with fault_server() as running:
        run_case(selenium_module_scope, "a header that comes twice", "first", running.places)
        run_case(selenium_module_scope, NAMES[0], "first", running.places)
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_case(selenium: Any, server: FaultServer, name: str) -> None:
    if error := run_case(selenium, name, f"node {name}", server.places):
        pytest.fail(error, pytrace=False)
