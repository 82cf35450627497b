"""Contenders that are processes of their own: whatever else a process has loaded slows down all that it does."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from demo.localhost.child_process import StartError

ROOT = Path(__file__).parents[2]


class Contender:
    """A process that does what each line tells it, and answers with a line once that is done."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self._name = name
        self._process = process

    def tell(self, line: str) -> str:
        """What it answers."""
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self.wait()

    def wait(self) -> str:
        """Wait until it says that it is done."""
        assert self._process.stdout
        answer = self._process.stdout.readline()
        if not answer:
            raise StartError(f"{self._name} ended; why is told above")
        return answer.rstrip()


@contextlib.contextmanager
def running(
    module: str, name: str, url: str, *, python: Path = Path(sys.executable), env: Mapping[str, str] | None = None
) -> Iterator[Contender]:
    """A contender of this module that is ready."""
    # No settings of the user's that would change what is measured.
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("AWS_") and "PROXY" not in key.upper()
    }
    kept |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "BOTO_DISABLE_CRT": "true"}
    command = [python, "-m", f"tests.bench.{module}", name, url]
    # The contender ends with its standard input: the kernel closes that when this process ends, however it ends.
    with subprocess.Popen(
        command, cwd=ROOT, env=kept | dict(env or {}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        contender = Contender(name, process)
        contender.wait()
        yield contender
