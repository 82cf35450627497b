"""How the cost grows with what is signed, and with what is sent at once. Runs on CPython and in Pyodide."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aws4web import AwsV4Signer

try:
    from .timing import in_turns, repeat_awaiting, run_at_once
except ImportError:  # in the page it is not a package
    from timing import in_turns, repeat_awaiting, run_at_once

SIZES = (1, 10, 100, 1000)
CONCURRENCIES = (1, 10, 100)


async def sign_growing(*, rounds: int) -> dict[str, list[float]]:
    """µs of a signature of a request with each of SIZES query parameters, and headers; the best rounds."""
    contenders, calls = {}, {}
    for size in SIZES:
        query = "&".join(f"name-{n * 7919 % size}=a value {n}" for n in range(size))
        headers = {f"x-name-{n * 7919 % size}": f"a  value {n}" for n in range(size)}
        for kind, url, given in (("query", f"?{query}", {}), ("headers", "", headers)):
            signer = partial(_signer, f"https://dynamodb.us-east-1.amazonaws.com/{url}", given, {})
            contenders[f"{kind} {size}"] = repeat_awaiting(lambda signer=signer: signer().sign())
            calls[f"{kind} {size}"] = max(2, 50 // size)
    times = await in_turns(contenders, rounds=rounds, calls=calls)
    return {kind: [min(times[f"{kind} {size}"]) for size in SIZES] for kind in ("query", "headers")}


def _signer(url: str, headers: dict[str, str], cache: dict[Any, Any]) -> AwsV4Signer:
    return AwsV4Signer(url=url, headers=headers, cache=cache, access_key_id="AKIDEXAMPLE", secret_access_key="secret")


async def fetch_growing(
    senders: Mapping[str, Callable[[], Awaitable[object]]], *, rounds: int, count: int
) -> dict[str, list[float]]:
    """Requests per second by sender at each of CONCURRENCIES, until `count` are sent; the best round's."""
    contenders = {
        f"{name} {concurrency}": partial(run_at_once, send, concurrency)
        for name, send in senders.items()
        for concurrency in CONCURRENCIES
    }
    times = await in_turns(contenders, rounds=rounds, calls=count)
    return {name: [1e6 / min(times[f"{name} {at_once}"]) for at_once in CONCURRENCIES] for name in senders}
