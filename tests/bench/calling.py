"""The figures of whole calls on CPython: beside bare aiohttp, and beside boto3's and aiobotocore's `GetItem`."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from demo.localhost.child_process import StartError
from demo.localhost.project import CACHE

from .contender import AT_ONCE
from .figures import Goal, Measure, ratio
from .request import ITEM_PATH
from .sink import used
from .stage import Stage
from .timing import in_turns

ROOT = Path(__file__).parents[2]
VENV = CACHE / "venv-aiobotocore"
"""aiobotocore's own."""
_HOW = "the same bytes from the same server on loopback; each in a process of its own, best of 21 rounds in turns"
FETCH = Goal(
    "a whole fetch on CPython, beside bare aiohttp",
    "`aws.fetch` of a small POST and its body read, beside one `ClientSession`'s `post` of what was signed once, and"
    f" read; {_HOW}",
    1.5,
    1.25,
)
ITEM = Goal(
    "DynamoDB's `GetItem` on CPython, beside boto3 and aiobotocore",
    f"`await (await aws.fetch(…)).json()` beside `client.get_item(…)`, without awscrt; {_HOW}; aiobotocore has room for"
    f" {AT_ONCE} connections, and a venv of its own, as it pins an older botocore",
    1,
    0.5,
)
_AMOUNTS = {1: "one after another", AT_ONCE: f"{AT_ONCE} at once"}


def fetch(stage: Stage) -> list[Measure]:
    """What we add to what sends for us."""
    ours, theirs = "aws4web", "aiohttp"
    best, served = _best(stage, [(name, at_once) for name in (ours, theirs) for at_once in _AMOUNTS])
    return [
        *[
            ratio(amount, FETCH, (ours, best[ours, at_once]), (theirs, best[theirs, at_once]))
            for at_once, amount in _AMOUNTS.items()
        ],
        served,
    ]


def item(stage: Stage) -> list[Measure]:
    """What a user would pick instead. boto3 is not asynchronous."""
    ours, pairs = "aws4web's JSON", [("boto3", 1), ("aiobotocore", 1), ("aiobotocore", AT_ONCE)]
    best, served = _best(stage, [*pairs, *[(ours, at_once) for at_once in _AMOUNTS]])
    return [
        *[
            ratio(
                f"{theirs}, {_AMOUNTS[at_once]}",
                ITEM,
                ("aws4web", best[ours, at_once]),
                (theirs, best[theirs, at_once]),
            )
            for theirs, at_once in pairs
        ],
        served,
    ]


def _best(stage: Stage, runs: list[tuple[str, int]]) -> tuple[dict[tuple[str, int], float], Measure]:
    """µs of a call by contender and how many at once; and how many of those µs are the server's."""
    url, calls = stage.sink + ITEM_PATH[1:], 200 if stage.is_quick else 500
    with contextlib.ExitStack() as running:
        contenders = {name: running.enter_context(_running(name, url)) for name, _ in runs}

        async def call(name: str, at_once: int, calls: int) -> None:
            contenders[name].call(calls, at_once)

        by_run = {f"{name} {at_once}": partial(call, name, at_once) for name, at_once in runs}
        before = used(stage.sink)
        times = asyncio.run(in_turns(by_run, rounds=stage.rounds(21), calls=calls))
        busy, requests = (now - then for now, then in zip(used(stage.sink), before, strict=True))
    raw = f"{busy:.2f} s of CPU for {requests:,}"
    served = Measure("a request costs the server", busy / requests * 1e6, raw, None, unit="µs")
    return {(name, at_once): min(times[f"{name} {at_once}"]) for name, at_once in runs}, served


class _Contender:
    """See contender.py."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self._name = name
        self._process = process

    def call(self, calls: int, at_once: int) -> None:
        """Make so many calls."""
        assert self._process.stdin
        self._process.stdin.write(f"{calls} {at_once}\n")
        self._process.stdin.flush()
        self.wait()

    def wait(self) -> None:
        """Wait until it says that it is done."""
        assert self._process.stdout
        if not self._process.stdout.readline():
            raise StartError(f"{self._name} ended; why is told above")


@contextlib.contextmanager
def _running(name: str, url: str) -> Iterator[_Contender]:
    """A contender that is ready."""
    python = Path(sys.executable) if name != "aiobotocore" else VENV / "bin/python"
    if not python.exists():
        raise StartError(f"{name} is not installed: ./build.sh bench does that")
    # No settings of the user's that would change what is measured.
    env = {key: value for key, value in os.environ.items() if not key.startswith("AWS_") and "PROXY" not in key.upper()}
    env |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "BOTO_DISABLE_CRT": "true"}
    command = [python, "-m", "tests.bench.contender", name, url]
    # The contender ends with its standard input: the kernel closes that when this process ends, however it ends.
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        contender = _Contender(name, process)
        contender.wait()
        yield contender
