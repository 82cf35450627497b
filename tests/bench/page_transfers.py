"""The figures of S3 in Chromium: large transfers beside what JavaScript does, and what they take of the wasm heap."""

from statistics import median

from .figures import Goal, Measure, ratio
from .stage import Stage

MIB = 1024 * 1024
TIME = Goal(
    "transfers of S3 in Chromium, beside AWS's SDK and plain JavaScript",
    "`Bucket.upload` of a Blob, and `Bucket.download` into a file of the origin's own (OPFS), beside `fetch` of the"
    " same parts of 8 MiB, four at once, which signs nothing; beside @aws-sdk/lib-storage's `Upload` of as many parts"
    " at once; and beside the SDK's `GetObjectCommand`, which it has for a download, piped into such a file; the same"
    " server on loopback over TLS, which keeps nothing; medians of 3 rounds in turns, after one to warm up",
    1.1,
    1.0,
)
HEAP = Goal(
    "growth of the wasm heap while 256 MiB go to S3 and come from it",
    "`HEAPU8.byteLength` after less before, of the first large transfer; a small one has been made before",
    1,
    0,
    unit="MiB",
)


def transfers(stage: Stage) -> list[Measure]:
    """From a Blob, and to a file."""
    size = 32 if stage.is_quick else 256
    measured = stage.run_page("transfer", mebibytes=size, rounds=stage.rounds(3), s3=stage.s3_over_tls[0])
    measures: list[Measure] = []
    grown: list[Measure] = []
    for number, job in enumerate(("upload", "download")):
        times = {name: median(rounds) / 1000 for name, rounds in measured[job].items()}
        ours = ("aws4web", times.pop("aws4web"))
        measures += [
            ratio(f"{job} of {size} MiB, {name}", TIME, ours, (name, theirs), unit="ms")
            for name, theirs in times.items()
        ]
        before, after = measured["heap"][number : number + 2]
        raw = f"{size} MiB; {before / MIB:.1f} MiB before, {after / MIB:.1f} MiB after"
        grown.append(Measure(job, (after - before) / MIB, raw, HEAP))
    return measures + grown
