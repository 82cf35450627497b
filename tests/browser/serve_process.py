"""A command that serves until Ctrl-C, in a process of its own, as build.sh runs it."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
END = 30.0  # seconds


@contextlib.contextmanager
def served(module: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running `demo.localhost.pages.<module>`, with more options, and the line in which it prints its address.

    It ends with its standard input, so it never outlives this process.
    """
    command = [sys.executable, "-m", f"demo.localhost.pages.{module}", "--port", "0", "--until-eof", *options]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        yield process, process.stdout.readline()
        process.stdin.close()
        process.wait(END)
