"""The figures of Chromium: signing, presigning and fetching beside aws4fetch and botocore."""

from statistics import mean, median

from .figures import Goal, Measure, ratio
from .stage import Stage

SIGN = Goal(
    "warm signature in Chromium, beside aws4fetch",
    "`AwsV4Signer(…).sign()` of a small POST with the signing key in the cache; medians of 31 rounds in turns,"
    " after as many to warm up",
    3.5,
    2.0,
)
SIGN_BOTOCORE = Goal(
    "the same, beside botocore in the same Pyodide",
    "`SigV4Auth.add_auth(AWSRequest(…))`; medians of the same rounds",
    1.3,
    1.0,
)
PRESIGN = Goal(
    "1,000 presigned URLs at once, beside aws4fetch",
    "`AwsClient.presign` of a list of S3's URLs, and aws4fetch's `sign` with `signQuery` by `Promise.all`; one client,"
    " medians of rounds",
    0.7,
    0.6,
)
FETCH = Goal(
    "what the client adds to a fetch, beside aws4fetch",
    "1,000 × `aws.fetch` to loopback less a bare fetch of the same request awaited from Python, and aws4fetch's less a"
    " bare fetch in JavaScript; means of the quickest fifth of 200 rounds of 5 in turns, after as many to warm up",
    2.0,
    1.0,
)
READ = Goal(
    "200 small objects read in a page, beside signed headers",
    "`Bucket.get` of 200 keys at once, from a server that answers everything after 50 ms: presigned, as a page reads,"
    " and with `presign_reads=False`, which has the browser ask OPTIONS first; medians of 5 rounds in turns",
    0.7,
    0.6,
)


def sign(stage: Stage) -> list[Measure]:
    """Signatures one after another."""
    by_place = {
        place: _medians(stage.run_page("sign", place=place, install="botocore", rounds=stage.rounds(31)))
        for place in ("window", "worker")
    }
    return [
        ratio(place, goal, ("aws4web", times["aws4web"]), (rival, times[rival]))
        for goal, rival in ((SIGN, "aws4fetch"), (SIGN_BOTOCORE, "botocore"))
        for place, times in by_place.items()
    ]


def presign(stage: Stage) -> list[Measure]:
    """Signatures at the same time."""
    count = 50 if stage.is_quick else 1000
    times = _medians(stage.run_page("presign", rounds=stage.rounds(5), count=count))
    return [
        ratio("signing key in the cache", PRESIGN, ("aws4web", times["aws4web"]), ("aws4fetch", times["aws4fetch"])),
        ratio("new client", PRESIGN, ("aws4web", times["aws4web cold"]), ("aws4fetch", times["aws4fetch cold"])),
        ratio("`sign` of each", None, ("asyncio.gather", times["sign"]), ("aws4fetch", times["aws4fetch"])),
        ratio("tasks that do nothing", None, ("asyncio.gather", times["gather"]), ("aws4fetch", times["aws4fetch"])),
    ]


def fetch(stage: Stage) -> list[Measure]:
    """Requests that are really sent."""
    times = stage.run_page("fetch", rounds=stage.rounds(200), calls=5)
    # Other processes disturb a request by more than what is measured: only the quiet rounds tell.
    quiet = {name: mean(sorted(rounds)[: max(1, len(rounds) // 5)]) for name, rounds in times.items()}
    python, javascript = quiet["bare from Python"], quiet["bare from JavaScript"]
    ours, theirs = quiet["aws4web"], quiet["aws4fetch"]
    raw = f"aws4web {ours:,.0f} µs less {python:,.0f} µs, aws4fetch {theirs:,.0f} µs less {javascript:,.0f} µs"
    return [
        # In the single round of a quick bench the difference may well be negative.
        Measure("small POST", max(ours - python, 1) / max(theirs - javascript, 1), raw, FETCH),
        ratio("the whole fetch", None, ("aws4web", ours), ("aws4fetch", theirs)),
    ]


def read(stage: Stage) -> list[Measure]:
    """Small objects of S3."""
    times = _medians(stage.run_page("read", rounds=stage.rounds(5), count=10 if stage.is_quick else 200))
    ours, theirs = ("presigned", times["presigned"]), ("headers", times["headers"])
    return [ratio("50 ms away", READ, ours, theirs, unit="ms")]


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: median(rounds) for name, rounds in times.items()}
