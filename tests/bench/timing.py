"""Contenders timed in turns. Runs on CPython and, in the page, in Pyodide."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from random import Random
from time import perf_counter

Contender = Callable[[int], Awaitable[object]]
"""Does its work as many times as told."""


def repeat(work: Callable[[], object]) -> Contender:
    """A contender that calls a plain function."""

    async def run(calls: int) -> None:
        for _ in range(calls):
            work()

    return run


def repeat_awaiting(work: Callable[[], Awaitable[object]]) -> Contender:
    """A contender that awaits one call after another."""

    async def run(calls: int) -> None:
        for _ in range(calls):
            await work()

    return run


async def run_at_once(work: Callable[[], Awaitable[object]], at_once: int, calls: int) -> None:
    """So many calls, always with `at_once` of them under way."""

    async def one_after_another() -> None:
        for _ in range(calls // at_once):
            await work()

    await asyncio.gather(*[one_after_another() for _ in range(at_once)])


async def in_turns(
    contenders: Mapping[str, Contender], *, rounds: int, calls: int | Mapping[str, int], warm_up: int = 1
) -> dict[str, list[float]]:
    """µs per call by contender, one for each round.

    All take part in every round, each time in another order, so that whatever else keeps the machine busy, and what
    one leaves for the next to clear away, affects all alike. The rounds of the warm-up are not counted: over
    some 2,000 calls V8 compiles what runs often, JavaScript and WebAssembly, better and better.
    """
    counts = {name: calls if isinstance(calls, int) else calls[name] for name in contenders}
    results: dict[str, list[float]] = {name: [] for name in contenders}
    shuffled = Random(0)
    for number in range(warm_up + rounds):
        for name in shuffled.sample(sorted(contenders), len(contenders)):
            began = perf_counter()
            await contenders[name](counts[name])
            elapsed = perf_counter() - began
            if number >= warm_up:
                results[name].append(elapsed / counts[name] * 1e6)
    return results
