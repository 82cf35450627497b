"""The figures of the file system and of calls without await, on CPython: beside s3fs, fsspec, and awaited calls."""

import asyncio
import contextlib
import subprocess
import sys
from functools import partial
from pathlib import Path

from .calling import VENV
from .figures import Goal, Measure, ratio
from .mount import FILE
from .running import ROOT, Contender, running
from .stage import Stage
from .timing import in_turns

_HOW = (
    f"on a server on loopback that keeps nothing; objects and ranges of {FILE // 1024} KiB; each in a process of its"
    " own, with its defaults, best of 5 rounds in turns, after one to warm up"
)
MANY = Goal(
    "many small requests of a file system on CPython, beside s3fs",
    "`cat` of a list of files and `cat_ranges` of one object, which send many at once, and reads of an open file"
    f" without a cache, one after another, {_HOW}",
    1,
    0.7,
)
LONG = Goal(
    "long work of a file system on CPython, beside s3fs",
    f"`find`, and an open file's `read` of a MiB after another, {_HOW}",
    1,
    0.7,
)
BLOCKING = Goal(
    "a whole fetch without await, beside one that is awaited, on CPython",
    "`aws.fetch` of 100 bytes and its body read, one after another; each in a process of its own, best of 41 rounds in"
    " turns",
    1.5,
    1.25,
)
IMPORT = Goal(
    "import of `aws4web.fs` and its file system, beside s3fs's",
    "`from aws4web.fs import S3FileSystem`, and the same from `s3fs`; fsspec's own is what ours is derived from,"
    " `fsspec.spec`; each in new processes in turns, the least of 15",
    1,
    0.5,
)
_OURS, _THEIRS = "aws4web", "s3fs"


def against_s3fs(stage: Stage) -> list[Measure]:
    """What programs do with files."""
    keys, few, mib = (2000, 20, 16) if stage.is_quick else (10_000, 200, 256)
    jobs = [
        (f"cat of {few} files", MANY, "cat", few),
        (f"{few * 5:,} random ranges at once", MANY, "ranges", few * 5),
        (f"{few * 5:,} random reads of an open file", MANY, "seeks", few * 5),
        (f"find of {keys:,} keys", LONG, "find", keys),
        (f"read of {mib} MiB", LONG, "read", mib * 2**20),
    ]
    with contextlib.ExitStack() as open_:
        python = {_OURS: Path(sys.executable), _THEIRS: VENV / "bin/python"}
        running_ = {
            name: open_.enter_context(running("mount", name, stage.s3, python=path)) for name, path in python.items()
        }
        measures: list[Measure] = []
        for what, goal, job, amount in jobs:
            best = _best(stage, running_, f"{job} {amount}", 5)
            measures.append(ratio(what, goal, (_OURS, best[_OURS]), (_THEIRS, best[_THEIRS]), unit="ms"))
    return measures


def blocking(stage: Stage) -> list[Measure]:
    """What the way there and back costs."""
    calls = 20 if stage.is_quick else 100
    with contextlib.ExitStack() as open_:
        contenders = {name: open_.enter_context(running("mount", name, stage.s3)) for name in ("blocking", "async")}
        best = {name: took / calls * 1000 for name, took in _best(stage, contenders, f"fetch {calls}", 41).items()}
    return [ratio("one after another", BLOCKING, ("blocking", best["blocking"]), ("async", best["async"]))]


def importing(stage: Stage) -> list[Measure]:
    """In new processes."""
    ours, theirs, base = "aws4web.fs", "s3fs", "fsspec.spec"
    programs = {
        ours: (Path(sys.executable), "from aws4web.fs import S3FileSystem"),
        theirs: (VENV / "bin/python", "from s3fs import S3FileSystem"),
        base: (Path(sys.executable), "from fsspec.spec import AbstractBufferedFile, AbstractFileSystem"),
    }
    least = dict.fromkeys(programs, float("inf"))
    for number in range(stage.rounds(15) + 1):
        for name, (python, statement) in programs.items():
            program = f"from time import perf_counter\nt = perf_counter()\n{statement}\nprint(perf_counter() - t)"
            done = subprocess.run([python, "-c", program], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
            if number:  # the first one writes the bytecode
                least[name] = min(least[name], float(done.stdout) * 1000)
    return [
        ratio("beside s3fs", IMPORT, (ours, least[ours]), (theirs, least[theirs]), unit="ms"),
        ratio("beside fsspec's own", None, (ours, least[ours]), (base, least[base]), unit="ms"),
    ]


def _best(stage: Stage, contenders: dict[str, Contender], line: str, rounds: int) -> dict[str, float]:
    """Milliseconds by contender."""
    least = dict.fromkeys(contenders, float("inf"))

    async def run(name: str, _: int) -> None:
        least[name] = min(least[name], float(contenders[name].tell(line)) * 1000)

    turns = {name: partial(run, name) for name in contenders}
    asyncio.run(in_turns(turns, rounds=stage.rounds(rounds), calls=1))
    return least
