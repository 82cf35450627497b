"""Cloudflare starts a Worker from a snapshot of its memory, which cannot hold JS objects that the Worker made.

https://developers.cloudflare.com/workers/languages/python/how-python-workers-work/
"""

import json
import subprocess
from typing import Any

from demo.localhost.project import PYODIDE

from .sources import ROOT, worker_files

SNAPSHOT = ROOT / "tests/worker/snapshot.mjs"


def snapshot(program: str) -> dict[str, Any]:
    """What comes of a snapshot after `program`."""
    command = ["node", SNAPSHOT, ROOT / f".cache/pyodide-{PYODIDE}"]
    given = json.dumps({"files": worker_files(), "program": program})
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout.splitlines()[-1])


def test_the_worker_can_be_snapshotted() -> None:
    result = snapshot("import worker_runtime, entry")
    assert result.get("size", 0) > 10_000_000, result


def test_a_js_object_cannot() -> None:
    """This is why the Worker imports aws4web, which keeps JS objects, with the first request."""
    assert "serialize" in snapshot("import js; made = js.Object.new()")["error"]
