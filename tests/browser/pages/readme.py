"""README.md's Python blocks in a page."""

import json
from pathlib import Path

from js import given

Path("runner.py").write_text(given.runner)
from runner import run_all  # noqa: E402

json.dumps({"results": await run_all(given.blocks.to_py(), given.names.to_py())})  # noqa: F704, PLE1142 - the page awaits
