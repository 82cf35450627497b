"""The figures of growth: more to sign, and more at once."""

import asyncio
from functools import partial

from aws4web import AwsClient

from . import request
from .figures import Goal, Measure
from .growth_rounds import CONCURRENCIES, SIZES, fetch_growing, sign_growing
from .stage import Stage

SIGNING = Goal(
    "signing from 100 to 1,000 query parameters or headers, by n log n",
    "what 1,000 cost more than 1, by what 100 cost more than 1, by 15, which is n log n's; best of 21 rounds in turns",
    1,
    1,
)
FETCHING = Goal(
    "throughput of 10 and 100 concurrent fetches by that of one after another, the lower",
    "`aws.fetch` of a small POST to loopback and its body read; best of 4 rounds in turns",
    1,
    1,
    at_least=True,
)


def signing(stage: Stage) -> list[Measure]:
    """In Chromium and on CPython."""
    rounds = stage.rounds(21)
    by_platform = {
        "Chromium": stage.run_page("growth_signing", rounds=rounds),
        "CPython": asyncio.run(sign_growing(rounds=rounds)),
    }
    measures: list[Measure] = []
    for place, by_kind in by_platform.items():
        for kind, (one, _, hundred, thousand) in by_kind.items():
            times = by_kind[kind]
            raw = ", ".join(f"{size:,}: {time:,.0f} µs" for size, time in zip(SIZES, times, strict=True))
            growth = (thousand - one) / max(hundred - one, 1)  # µs: the clock's resolution
            measures.append(Measure(f"{place}, {kind}", growth / 15, raw, SIGNING))
    return measures


def fetching(stage: Stage) -> list[Measure]:
    """In Chromium, which opens six connections at most, and on CPython."""
    rounds = stage.rounds(4)
    count = 100 if stage.is_quick else 600  # so that opening 100 connections is not most of it
    by_platform = {
        "Chromium": stage.run_page("growth_fetching", rounds=rounds, count=min(count, 200)),
        "CPython": asyncio.run(_fetch_on_cpython(stage.sink, rounds=rounds, count=count)),
    }
    return [
        Measure(
            f"{place}, {name}",
            min(rates[1:]) / rates[0],
            ", ".join(f"{count}: {rate:,.0f}/s" for count, rate in zip(CONCURRENCIES, rates, strict=True)),
            FETCHING if name == "aws4web" else None,
        )
        for place, by_name in by_platform.items()
        for name, rates in by_name.items()
    ]


async def _fetch_on_cpython(sink: str, *, rounds: int, count: int) -> dict[str, list[float]]:
    import aiohttp

    scope = {
        "access_key_id": request.ACCESS_KEY_ID,
        "secret_access_key": request.SECRET_ACCESS_KEY,
        "service": request.SERVICE,
        "region": request.REGION,
    }
    async with AwsClient(**scope) as aws, aiohttp.ClientSession() as bare:
        send = partial(aws.fetch, sink, method="POST", headers=request.HEADERS, body=request.BODY)
        signed = await aws.sign(sink, method="POST", headers=request.HEADERS, body=request.BODY)
        body = request.BODY.encode()

        async def send_and_read() -> None:
            await (await send()).bytes()

        async def send_bare() -> None:
            async with bare.post(sink, headers=dict(signed.headers), data=body) as response:
                await response.read()

        return await fetch_growing({"aws4web": send_and_read, "bare aiohttp": send_bare}, rounds=rounds, count=count)
