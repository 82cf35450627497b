"""Very many requests at 30 % mixed faults, on CPython."""

import contextlib
import ctypes
import gc
import os
import sys
import time
from pathlib import Path

from .cases.many_requests import run_many
from .fault_process import FaultServer
from .mix import check_verdict, summary
from .test_cases import world_of

CALLS = 7_200  # with retries, 10,000 requests


def sizes() -> dict[str, float]:
    """Whatever may grow."""
    gc.collect()
    with contextlib.suppress(AttributeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)  # else memory that is free, and kept for later, counts as used
    links = [path.readlink().name for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return {
        "blocks": sys.getallocatedblocks(),
        "resident": int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE"),
        "sockets": sum(name.startswith("socket:") for name in links),
    }


async def measure() -> dict[str, float]:
    """Whatever may have grown half-way through a run, and at its end."""
    return sizes()


async def test_ten_thousand_requests(server: FaultServer) -> None:
    sockets, began = sizes()["sockets"], time.perf_counter()
    told = await run_many(world_of(server, "run"), CALLS, 1, measure)
    took = time.perf_counter() - began
    print(f"{took:.1f} s, {summary(told)}")
    check_verdict(told)
    assert told["attempts"] >= 10_000
    assert sizes()["sockets"] == sockets
    middle, end = told["middle"], told["end"]
    assert (end["blocks"] - middle["blocks"]) / (CALLS / 2) < 0.1, "objects are kept"
    assert end["resident"] - middle["resident"] < 2_000_000
