"""Very many requests at mixed faults, through one client."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any

from aws4web import NetworkError, RetryBudget
from aws4web._platform import PLATFORM

from .keys import KEYS
from .world import Clock, World, abort_controller, client_of

_AT_ONCE = 12  # more than a browser has connections to one host
_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("read", {}),
    ("write", {"method": "PUT", "body": "a" * 2000}),
    ("remove", {"method": "DELETE"}),
    ("once", {"body": "{}"}),  # must not be sent again after it may have been processed
    ("asked", {"body": "{}", "aws": {"retry_network": True}}),
)
Measure = Callable[[], Awaitable[dict[str, float]]]
# Each call has a time of its own, as the others' waits do not concern it.
_clock: ContextVar[Clock] = ContextVar("clock")


class _Run:
    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = random.Random(seed)
        self._clocks: dict[str, Clock] = {}
        self.failed: dict[str, str] = {}
        self.longest = 0.0
        self.budget = RetryBudget()
        self.fewest_tokens = self.budget.tokens
        platform = PLATFORM._replace(
            now=lambda: _clock.get().now(),
            monotonic=lambda: _clock.get().monotonic(),
            sleep=lambda seconds: _clock.get().sleep(seconds),
            random=self._random.random,
        )
        options: dict[str, Any] = {"service": "execute-api", "region": "us-east-1"}
        options |= {"timeout": 60, "deadline": 900, "retry_budget": self.budget}
        self.client = client_of(platform, **KEYS, **options)
        # As in a page that ends all of its requests at once.
        self._common = {} if world.page_origin is None else {"signal": abort_controller().signal}

    async def all_of(self, numbers: Iterator[int]) -> None:
        """Send them all, some at once."""
        await asyncio.gather(*(self._some_of(numbers) for _ in range(_AT_ONCE)))

    async def _some_of(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            kind, options = _KINDS[number % len(_KINDS)]
            path = f"/mixed/{kind}/{number}"
            clock = self._clocks[path] = Clock(random=self._random.random)
            _clock.set(clock)
            try:
                response = await self.client.fetch(self._world.places.faults + path, **options, **self._common)
                assert await response.text() == "ok"
                assert response.status == 200, response
            except NetworkError as error:
                self.failed[path] = type(error).__name__
            del self._clocks[path]
            self.longest = max(self.longest, clock.passed)
            self.fewest_tokens = min(self.fewest_tokens, self.budget.tokens)

    async def expire_stalled(self) -> None:
        """Trigger the timeouts of the calls at which the server stalls."""
        count = 0
        while (paths := await self._world.call("stalled", since=count)) is not None:
            count += len(paths)
            for path in paths:
                self._clocks[path].expire()


async def run_many(world: World, count: int, seed: int, measure: Measure) -> dict[str, Any]:
    """Send them. Return what the server says of them, what failed, and what was measured half-way and at the end."""
    await world.call("start_mix", seed=seed, rate=0.3)
    before = asyncio.all_tasks()
    run = _Run(world, seed)
    timers = asyncio.ensure_future(run.expire_stalled())
    samples = []
    for half in (range(count // 2), range(count // 2, count)):
        await run.all_of(iter(half))
        # What an open connection holds does not count as kept, and their number is random.
        await run.client.close()
        samples.append(await measure())
    verdict = await world.call("end_mix")
    await timers
    return {
        **verdict,
        "failed": run.failed,
        "longest": run.longest,
        "fewest tokens": run.fewest_tokens,
        "tasks left": len(asyncio.all_tasks() - before),
        "connections": await world.call("connections"),
        "middle": samples[0],
        "end": samples[1],
    }
