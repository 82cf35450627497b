"""Notebooks that need no page, on CPython, cell by cell, as IPython runs them: with pandas, and without."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demo.localhost.aws.local_aws import LocalAws
from tests.browser.lab.expected import OUTPUTS, PICTURES

ROOT = Path(__file__).parents[2]
# What a cell printed and what its last line is, as a notebook shows them; a picture is its source.
PROGRAM = """
import sys

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

if sys.argv[2] == "without pandas":
    sys.modules["pandas"] = None
shell = InteractiveShell.instance(colors="nocolor")
shell.displayhook.do_full_cache = False  # a page writes "Out[2]:" beside an output, not into it
for cell in nbformat.read(sys.argv[1], as_version=nbformat.NO_CONVERT).cells:
    if cell.cell_type == "code" and not cell.source.startswith("%pip"):
        with capture_output(display=False) as shown:
            done = shell.run_cell(cell.source, silent=False)
        done.raise_error()
        print(shown.stdout, getattr(done.result, "data", "") or "", sep="\\n", end="\\0")
assert ("pandas" in sys.modules and sys.modules["pandas"] is not None) == (sys.argv[2] == "with pandas")
"""


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("7-data-in-s3", "with pandas"),
        ("7-data-in-s3", "without pandas"),
        ("8-credentials", "without pandas"),
        ("9-transfers", "without pandas"),
    ],
)
def test_it_shows_what_it_shows_in_a_page(name: str, how: str, local: LocalAws, tmp_path: Path) -> None:
    (tmp_path / "aws.toml").write_text(
        f'endpoint = "{local.endpoint}"\nregion = "{local.region}"\naccess_key_id = "{local.access_key_id}"\n'
        f'secret_access_key = "{local.secret_access_key}"\n'
    )
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ROOT / f"demo/notebooks/{name}.ipynb", how],
        cwd=tmp_path,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = dict(enumerate(done.stdout.split("\0")[:-1], 2))  # cell 1 installs
    for number, pattern in OUTPUTS[name].items():
        assert re.search(pattern, shown[number], re.DOTALL), shown[number]
    pictures = "".join(text for text in shown.values() if "<svg" in text)
    assert [word for word in PICTURES.get(name, ()) if word not in pictures] == []
    assert local.secret_access_key not in done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "ipython"] == ["aws.toml"]
