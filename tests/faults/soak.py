"""Very many calls through one client, at mixed faults. Half of them are disturbed, or abandoned before their end."""

import asyncio
import contextlib
import random
import time
from array import array
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

from aws4web import NetworkError, Response
from aws4web._platform import PLATFORM
from tests.platforms import on

from .cases.keys import KEYS
from .cases.world import Clock, World
from .mix import LARGE_BODY

AT_ONCE = 24
KEPT = 16
"""How many responses are held at most, to be read later or never."""
_HANG = 20.0  # seconds
_TIMEOUT = 60.0  # seconds that nobody really waits

_KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("read", {}),
    ("large", {}),
    ("write", {"method": "PUT", "body": "a" * 2000}),
    ("large", {}),
    ("remove", {"method": "DELETE"}),
    ("once", {"body": "{}"}),  # must not be sent again after it may have been processed
    ("asked", {"body": "{}", "aws": {"retry_network": True}}),
)
# Each call has a time of its own, as the others' waits do not concern it.
_clock: ContextVar[Clock] = ContextVar("clock")


class Call(NamedTuple):
    """One call."""

    number: int
    kind: str
    options: dict[str, Any]
    clock: Clock

    @property
    def path(self) -> str:
        """Its own, by which the server knows it."""
        return path_of(self.number)


def path_of(number: int) -> str:
    """The path of a call."""
    return f"/mixed/{_KINDS[number % len(_KINDS)][0]}/{number}"


class Soak:
    """A client, and what came of its calls."""

    def __init__(self, world: World, seed: int) -> None:
        self.outcomes: Counter[str] = Counter()
        """How many calls of each manner ended in each way."""
        self.failed = array("L")
        """The numbers of the calls that failed although nobody disturbed them."""
        self._world = world
        self._random = random.Random(seed)
        self._calls: dict[str, Call] = {}
        """The calls that are not over, by path."""
        self._kept: deque[tuple[Call, Response]] = deque()
        self._usual = 0.01
        """Seconds that a call usually takes here."""
        platform = PLATFORM._replace(
            now=lambda: _clock.get().now(),
            sleep=lambda seconds: _clock.get().sleep(seconds),
            random=self._random.random,
        )
        scope = {"service": "execute-api", "region": "us-east-1"}
        self.client = on(platform)(**KEYS, **scope, timeout=_TIMEOUT, deadline=900)
        self._manners: dict[str, Callable[[Call], Awaitable[str]]] = {
            "read": self._read,
            "iterate": self._iterate,
            "drop": self._drop,
            "keep": self._keep,
            "leave": self._leave,
            "give up": self._give_up,
            "cancel": self._cancel,
            "expire": self._expire,
        }

    async def run(self, numbers: range) -> None:
        """Make these calls, some at once; afterwards no response is held."""
        left = iter(numbers)
        await asyncio.gather(*(self._some_of(left) for _ in range(AT_ONCE)))
        self._kept.clear()
        self._calls.clear()

    async def expire_stalled(self) -> None:
        """Trigger the timeouts of the calls at which the server stalls."""
        count = 0
        while (paths := await self._world.call("stalled", since=count)) is not None:
            count += len(paths)
            for path in paths:
                if call := self._calls.get(path):
                    call.clock.expire()

    async def _some_of(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            kind, options = _KINDS[number % len(_KINDS)]
            manner = self._random.choice([*self._manners, "read", "read"])
            call = self._calls[path_of(number)] = Call(number, kind, options, Clock(random=self._random.random))
            _clock.set(call.clock)
            try:
                async with asyncio.timeout(_HANG):
                    outcome = await self._manners[manner](call)
            except TimeoutError as error:
                if type(error) is not TimeoutError:
                    raise  # the package's own
                raise AssertionError(f"{manner} {call.path} hangs") from None
            self.outcomes[f"{manner}: {outcome}"] += 1
            if manner != "keep":
                del self._calls[call.path]

    async def _fetch(self, call: Call) -> Response:
        response = await self.client.fetch(self._world.places.faults + call.path, **call.options)
        assert response.status == 200, response
        return response

    async def _fetch_and_read(self, call: Call) -> str:
        return _checked(call, await (await self._fetch(call)).text())

    # The manners. Each says how it ended.

    async def _read(self, call: Call) -> str:
        began = time.perf_counter()
        try:
            outcome = await self._fetch_and_read(call)
        except NetworkError as error:
            self.failed.append(call.number)
            return type(error).__name__
        self._usual += (time.perf_counter() - began - self._usual) / 100
        return outcome

    async def _iterate(self, call: Call) -> str:
        try:
            chunks = [chunk async for chunk in await self._fetch(call)]
        except NetworkError as error:
            self.failed.append(call.number)
            return type(error).__name__
        return _checked(call, b"".join(chunks).decode())

    async def _drop(self, call: Call) -> str:
        with contextlib.suppress(NetworkError):
            await self._fetch(call)
        return "done"

    async def _keep(self, call: Call) -> str:
        """Hold the response, and let go of the one held longest, read or unread."""
        try:
            self._kept.append((call, await self._fetch(call)))
        except NetworkError as error:
            del self._calls[call.path]
            return type(error).__name__
        if len(self._kept) <= KEPT:
            return "kept"
        oldest, response = self._kept.popleft()
        _clock.set(oldest.clock)
        try:
            return _checked(oldest, await response.text()) if self._random.random() < 0.5 else "dropped"
        except NetworkError as error:
            return type(error).__name__
        finally:
            del self._calls[oldest.path]

    async def _leave(self, call: Call) -> str:
        """Read half, and go."""
        with contextlib.suppress(NetworkError):
            async for _ in await self._fetch(call):
                break
        return "done"

    async def _give_up(self, call: Call) -> str:
        """Read half or nothing, and then cancel the rest."""
        with contextlib.suppress(NetworkError):
            response = await self._fetch(call)
            if self._random.random() < 0.5:
                async for _ in response:
                    break
            await response.cancel()
        return "done"

    async def _cancel(self, call: Call) -> str:
        task = asyncio.create_task(self._fetch_and_read(call))
        with self._some_time_later(task.cancel):
            await asyncio.wait([task])
        if task.cancelled():
            return "cancelled"
        error = task.exception()
        if error is not None and not isinstance(error, NetworkError):
            raise error
        return type(error).__name__ if error else task.result()

    async def _expire(self, call: Call) -> str:
        with self._some_time_later(call.clock.expire):
            try:
                outcome = await self._fetch_and_read(call)
            except NetworkError as error:
                return type(error).__name__
        return f"{outcome} after a timeout" if call.clock.passed >= _TIMEOUT else outcome

    @contextlib.contextmanager
    def _some_time_later(self, work: Callable[[], object]) -> Iterator[None]:
        """Do something at a random point of what runs meanwhile."""
        timer = asyncio.get_running_loop().call_later(self._random.random() * 2 * self._usual, work)
        try:
            yield
        finally:
            timer.cancel()


def _checked(call: Call, text: str) -> str:
    assert text == (LARGE_BODY if call.kind == "large" else "ok"), f"{call.path}: {text[:100]!r} … {len(text)}"
    return "read"
