"""The figures of large bodies in Chromium: how fast they are hashed, and what they take of the wasm heap."""

from statistics import median

from .figures import Goal, Measure
from .stage import Stage

MIB = 1024 * 1024
HASH_RATE = Goal(
    "body hashing in Chromium, as a share of SubtleCrypto's own rate",
    "`canonical_string()` of an `AwsV4Signer(body=…)` beside `crypto.subtle.digest` of the same bytes in JavaScript,"
    " for a Blob beside `digest` of `await blob.arrayBuffer()`, as it has to be read; medians of 9 rounds in turns,"
    " after as many to warm up",
    0.8,
    0.95,
    at_least=True,
)
HASH_HEAP = Goal(
    "growth of the wasm heap while a body of 64 MiB is hashed",
    "`HEAPU8.byteLength` after less before; Python's own bytes are there before, as they are the caller's",
    1,
    0,
    unit="MiB",
)
UPLOAD_HEAP = Goal(
    "growth of the wasm heap while 256 MiB are uploaded",
    "`aws.fetch` of a Blob and then of a File to loopback, as S3 over plain http, which wants a hash",
    1,
    0,
    unit="MiB",
)


def hashing(stage: Stage) -> list[Measure]:
    """Bodies from Python and from JavaScript."""
    sizes = [1, 64] if stage.is_quick else [1, 16, 64]
    measured = stage.run_page("hashing", rounds=stage.rounds(9), mebibytes=sizes)
    start, after_blob, with_bytes, after_bytes = measured["heap"]
    measures: list[Measure] = []
    for size in sizes:
        times = {name: median(rounds) / 1000 for name, rounds in measured["times"][str(size)].items()}
        for body, base in (("bytes", "digest"), ("Blob", "read and digest")):
            raw = f"aws4web {times[body]:.1f} ms, {base} {times[base]:.1f} ms"
            measures.append(Measure(f"{size} MiB, {body}", times[base] / times[body], raw, HASH_RATE))
        raw = f"aws4web {times['Blob']:.1f} ms, digest of bytes that were read before {times['digest']:.1f} ms"
        measures.append(Measure(f"{size} MiB, Blob without reading it", times["digest"] / times["Blob"], raw, None))
    for body, before, after in (("Blob", start, after_blob), ("bytes", with_bytes, after_bytes)):
        raw = f"{before / MIB:.1f} MiB before, {after / MIB:.1f} MiB after"
        measures.append(Measure(body, (after - before) / MIB, raw, HASH_HEAP))
    return measures


def upload(stage: Stage) -> list[Measure]:
    """Bodies that are sent."""
    size = 16 if stage.is_quick else 256
    measured = stage.run_page("upload", mebibytes=size)
    ours, theirs = measured["seconds"], measured["bare seconds"]
    return [
        Measure("Blob and File", measured["growth"] / MIB, f"{size} MiB each", UPLOAD_HEAP),
        Measure(
            "time beside reading, hashing and sending it in JavaScript",
            ours / theirs,
            f"aws4web {ours * 1000:,.0f} ms, JavaScript {theirs * 1000:,.0f} ms",
            None,
        ),
    ]
