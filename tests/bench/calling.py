"""The figures of whole calls on CPython: beside bare aiohttp, and beside boto3's and aiobotocore's `GetItem`."""

import asyncio
import contextlib
import sys
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from demo.localhost.child_process import StartError
from demo.localhost.project import CACHE

from .contender import AT_ONCE
from .figures import Goal, Measure, ratio
from .request import ITEM_PATH
from .running import Contender, running
from .sink import used
from .stage import Stage
from .timing import in_turns

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
            contenders[name].tell(f"{calls} {at_once}")

        by_run = {f"{name} {at_once}": partial(call, name, at_once) for name, at_once in runs}
        before = used(stage.sink)
        times = asyncio.run(in_turns(by_run, rounds=stage.rounds(21), calls=calls))
        busy, requests = (now - then for now, then in zip(used(stage.sink), before, strict=True))
    raw = f"{busy:.2f} s of CPU for {requests:,}"
    served = Measure("a request costs the server", busy / requests * 1e6, raw, None, unit="µs")
    return {(name, at_once): min(times[f"{name} {at_once}"]) for name, at_once in runs}, served


def _running(name: str, url: str) -> AbstractContextManager[Contender]:
    """See contender.py."""
    python = Path(sys.executable) if name != "aiobotocore" else VENV / "bin/python"
    if not python.exists():
        raise StartError(f"{name} is not installed: ./build.sh bench does that")
    return running("contender", name, url, python=python)
