"""The fault server as a process, and its commands as calls."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0  # seconds that the server may take on a busy machine


class FaultServer:
    """Its addresses."""

    def __init__(self, places: dict[str, str]) -> None:
        self.places = places

    def call(self, command: str, **arguments: Any) -> Any:
        """Call a command of the server. Some wait for `seconds`, and are given that long."""
        request = Request(f"{self.places['control']}/{command}", json.dumps(arguments).encode())
        with urlopen(request, timeout=_PATIENCE + arguments.get("seconds", 0)) as response:
            return json.load(response)


@contextmanager
def fault_server(*arguments: Path) -> Iterator[FaultServer]:
    """Run it until the block, or this process, ends."""
    command = [sys.executable, "-m", "tests.faults.server", *map(str, arguments)]
    # The server ends with its standard input: the kernel closes that when this process ends, however it ends.
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield FaultServer(json.loads(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait(10)
