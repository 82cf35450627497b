"""The figures of S3 on CPython: transfers, lists and deletions beside boto3, and what they take of memory."""

import asyncio
import contextlib
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from .figures import Goal, Measure, ratio
from .running import Contender, running
from .stage import Stage
from .timing import in_turns

MIB = 1024 * 1024
TIME = Goal(
    "S3 on CPython, beside boto3 with its defaults",
    "`Bucket`'s method beside `client.upload_file`, `download_file`, the paginator of `list_objects_v2`, and"
    " `delete_objects` of 1,000 keys at a time; the same server on loopback over TLS, which keeps nothing; each in a"
    " process of its own, without awscrt, best of 3 rounds in turns, after one to warm up",
    0.8,
    0.5,
)
MEMORY = Goal(
    "growth of memory while S3 is sent and gives 2 GiB, on CPython",
    "the most that the process held (VmHWM) less what it held before (VmRSS), from a path or to one; each"
    " in a new process that has sent and got 64 KiB before",
    64,
    32,
    unit="MiB",
)
SPARSE = Goal(
    "growth of memory while a sparse file of 5 GiB is uploaded, on CPython",
    "as above; a part of its own, `./build.sh bench s3-5gib`",
    64,
    32,
    unit="MiB",
)
_OURS, _THEIRS = "aws4web", "boto3"


def against_boto3(stage: Stage) -> list[Measure]:
    """Everything that a bucket does with much."""
    size, count = (16 * MIB, 2000) if stage.is_quick else (256 * MIB, 10_000)
    large = 32 * MIB if stage.is_quick else 2048 * MIB
    measures: list[Measure] = []
    with contextlib.ExitStack() as open_:
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="bench-")))
        movers = {name: open_.enter_context(_running(stage, name)) for name in (_OURS, _THEIRS)}
        for job, amount in (("upload", size), ("download", size), ("list", count), ("delete", count)):
            what = f"{job} of {amount // MIB} MiB" if amount >= MIB else f"{job} of {amount:,} keys"
            contenders = {name: partial(_do, mover, _line(job, amount, folder)) for name, mover in movers.items()}
            times = asyncio.run(in_turns(contenders, rounds=stage.rounds(3), calls=1))
            ours, theirs = ((name, min(times[name]) / 1000) for name in (_OURS, _THEIRS))
            measures.append(ratio(what, TIME, ours, theirs, unit="ms"))
    for job in ("upload", "download"):
        grown = {name: _growth(stage, name, job, large) for name in movers}
        raw = f"{large // MIB:,} MiB; boto3 {grown[_THEIRS]:.1f} MiB"
        measures.append(Measure(job, grown[_OURS], raw, MEMORY))
    return measures


def sparse(stage: Stage) -> list[Measure]:
    """As much as one request may not hold."""
    size = 64 * MIB if stage.is_quick else 5 * 1024 * MIB
    return [Measure("upload", _growth(stage, _OURS, "upload", size), f"{size // MIB:,} MiB", SPARSE)]


def _growth(stage: Stage, name: str, job: str, size: int) -> float:
    """MiB."""
    with TemporaryDirectory(prefix="bench-") as folder, _running(stage, name) as mover:
        mover.tell(_line(job, 65536, Path(folder)))
        return max(0, int(mover.tell(_line(job, size, Path(folder))))) / MIB


async def _do(mover: Contender, line: str, calls: int) -> None:
    for _ in range(calls):
        mover.tell(line)


def _line(job: str, amount: int, folder: Path) -> str:
    path = folder / job
    if job == "upload":  # whatever is in it: the file takes no room
        with path.open("ab") as file:
            file.truncate(amount)
    return f"{job} {amount} {path}"


def _running(stage: Stage, name: str) -> contextlib.AbstractContextManager[Contender]:
    url, authority = stage.s3_over_tls
    trust = {"SSL_CERT_FILE": str(authority), "AWS_CA_BUNDLE": str(authority)}
    return running("mover", name, url, env=trust)
