"""A Pyodide whose standard library is bytecode: nothing of it is missing, and it starts."""

import subprocess
import zipfile

from demo.localhost.offline.pyodide_dist import make_dist
from demo.localhost.offline.quick_dist import LIBRARY, make_quick_dist
from demo.localhost.project import PYODIDE

START = """
const { loadPyodide } = await import(process.argv[1]);
const pyodide = await loadPyodide();
console.log(pyodide.runPython("import json, asyncio; f'{json.__file__} {json.__cached__}'"));
"""


def test_it_is_all_there_and_is_used() -> None:
    plain, quick = make_dist(PYODIDE), make_quick_dist(PYODIDE)
    assert {path.name for path in quick.iterdir()} == {path.name for path in plain.iterdir()}
    with zipfile.ZipFile(plain / LIBRARY) as sources, zipfile.ZipFile(quick / LIBRARY) as compiled:
        expected = [f"{name}c" if name.endswith(".py") else name for name in sources.namelist()]
        assert compiled.namelist() == expected
        assert compiled.testzip() is None
    command = ["node", "--input-type=module", "--eval", START, str(quick / "pyodide.mjs")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert told.strip() == "/lib/python314.zip/json/__init__.pyc /lib/python314.zip/json/__init__.pyc", told
