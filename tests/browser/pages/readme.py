"""README.md's Python blocks in a page."""

import json
from pathlib import Path

import micropip
from js import given

await micropip.install("fsspec")  # noqa: F704, PLE1142 - the page awaits

Path("runner.py").write_text(given.runner)
from runner import run_all  # noqa: E402

json.dumps({"results": await run_all(given.blocks.to_py(), given.names.to_py())})  # noqa: F704, PLE1142 - the page awaits
