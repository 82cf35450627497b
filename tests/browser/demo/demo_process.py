"""The demo as `./build.sh demo` runs it."""

import contextlib
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

from tests.browser.serve_process import served


@contextlib.contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str, dict[str, Any]]]:
    """The running demo: its page's address, and what it tells the page."""
    with served("serve_demo", *options) as (process, line):
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urlopen(f"{found[0]}config.json") as response:
            config = json.load(response)
        yield process, found[0], config
