"""Runs tools that download and build, such as npm and pip."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from ..project import DemoError


class DistError(Exception):
    """The distribution cannot be made; the message is for the person who asked."""


def run(command: list[str], folder: Path) -> None:
    """Run a command in a folder; if it fails, what it printed is the message."""
    done = subprocess.run(
        command,
        check=False,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise DistError(f"{' '.join(command)} failed:\n{done.stdout.strip()}")


def show(make: Callable[[], object]) -> str | None:
    """For the end of a command: print what is made; return the error, if any."""
    try:
        print(make())
    except (DemoError, DistError, OSError) as error:
        return f"error: {error}"
    return None
