"""Files that are still open for writing when the program ends: it is said that they are not stored.

Whoever wrote into them may hold a part of it back (a TextIOWrapper does): what is here may not be all.
"""

import atexit
import os
import sys
from contextlib import suppress
from typing import Any
from weakref import WeakSet

_open: WeakSet[Any] = WeakSet()
_processes: set[int] = set()
_PATIENCE = 10.0
"""Seconds that the parts which were sent may take to be deleted."""


def watch(file: Any) -> None:
    """See to it that the end of the program does not wait for this file."""
    if os.getpid() not in _processes:
        _processes.add(os.getpid())
        # What is registered last runs first: the event loop has to be there before, to be there when this runs.
        file._run("open", _nothing())
        atexit.register(_end_all)
    _open.add(file)


async def _nothing() -> None:
    pass


def _end_all() -> None:
    for file in [*_open]:
        if file.closed or file._process != os.getpid():
            continue
        with suppress(Exception):
            file.discard()
        print(
            f"aws4web: {file.full_name} was still open for writing when the program ended, and is not stored:"
            " close it, or open it in a `with` block",
            file=sys.stderr,
        )
