"""The demo as `./build.sh demo` runs it, in a process of its own."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[3]
END = 30.0  # seconds


@contextlib.contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], str, dict[str, Any]]]:
    """The running demo, its page's address, and what it tells the page.

    It ends with its standard input, so never outlives this process.
    """
    command = [sys.executable, "-m", "demo.local.serve", "--port", "0", "--until-eof"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urlopen(f"{found[0]}config.json") as response:
            config = json.load(response)
        yield process, found[0], config
        process.stdin.close()
        process.wait(END)
