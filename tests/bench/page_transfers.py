"""The figures of S3 in Chromium: large transfers beside what JavaScript does, and what they take of memory."""

from statistics import median
from typing import Any

from .figures import Goal, Measure, ratio
from .renderer import Samples
from .stage import Stage

MIB = 1024 * 1024
TIME = Goal(
    "transfers of S3 in Chromium, beside AWS's SDK and plain JavaScript",
    "`Bucket.upload` of a File, and `Bucket.download` into one, both of the origin's own (OPFS), beside `fetch` of the"
    " same parts of 8 MiB, four at once, which signs nothing; beside @aws-sdk/lib-storage's `Upload` of as many parts"
    " at once; and beside the SDK's `GetObjectCommand`, which it has for a download, piped into such a file; the same"
    " server on loopback over TLS, which keeps nothing; medians of 7 rounds in turns, after one to warm up",
    1.1,
    1.0,
)
HEAP = Goal(
    "growth of the wasm heap while 256 MiB go to S3 and come from it",
    "`HEAPU8.byteLength` after less before, of the first large transfer of a new browser; a small one has been made"
    " before",
    1,
    0,
    unit="MiB",
)
RENDERER = Goal(
    "growth of the page's process while 256 MiB go to S3 and come from it",
    "the most that the renderer held (RSS, from /proc, each 10 ms) less what it held before, of the same transfers;"
    " four parts of 8 MiB at once, and two more",
    48,
    32,
    unit="MiB",
)
_JOBS = ("upload", "download")
_NAMES = ("aws4web", "JavaScript", "AWS's SDK")


def transfers(stage: Stage) -> list[Measure]:
    """From a file, and to a file."""
    size = 32 if stage.is_quick else 256
    s3 = stage.s3_over_tls[0]
    once = {(job, name): _once(stage, job, name, size, s3) for job in _JOBS for name in _NAMES[:2]}
    measures: list[Measure] = []
    for job in _JOBS:
        times = stage.run_page("transfer", job=job, names=_NAMES, mebibytes=size, rounds=stage.rounds(7), s3=s3)
        ours, *others = ((name, median(times[name]) / 1000) for name in _NAMES)
        measures += [ratio(f"{job} of {size} MiB, {other[0]}", TIME, ours, other, unit="ms") for other in others]
    for job in _JOBS:
        before, after = once[job, "aws4web"][0]
        raw = f"{size} MiB; {before / MIB:.1f} MiB before, {after / MIB:.1f} MiB after"
        measures.append(Measure(job, (after - before) / MIB, raw, HEAP))
    for job in _JOBS:
        ours, theirs = (once[job, name][1] / MIB for name in _NAMES[:2])
        measures.append(Measure(job, ours, f"{size} MiB; JavaScript {theirs:.1f} MiB", RENDERER))
    return measures


def _once(stage: Stage, job: str, name: str, size: int, s3: str) -> tuple[list[int], int]:
    """The bytes of the wasm heap before and after, and by how many the process grew."""
    stage.renew_chromium()
    samples = Samples(stage.chromium)
    with samples.taken():
        moved: dict[str, Any] = stage.run_page("transfer", job=job, names=[name], mebibytes=size, s3=s3)
    return moved["heap"], samples.growth(*moved["times"])
