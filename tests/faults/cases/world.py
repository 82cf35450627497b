"""What a case has: a client whose time is made up, and a server that fails on command."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aws4web import AwsClient
from aws4web._platform import PLATFORM

from .keys import KEYS

Call = Callable[..., Awaitable[Any]]

_HANG = 20.0
"""Seconds after which what has not ended is taken to hang."""


class Clock:
    """No real time passes: a backoff is over at once, a limit is reached when `expire` says so."""

    def __init__(self, ahead: float = 0.0, random: Callable[[], float] = lambda: 0.5, jump: float = 0.0) -> None:
        self.waits: list[float] = []
        """The backoffs so far."""
        self.limits: list[float] = []
        """The limits that were set."""
        self.passed = 0.0
        """Seconds that would have been waited for."""
        self.asleep = asyncio.Event()
        """A backoff has started."""
        self.holds = False
        """Whether backoffs never end."""
        self.longest_backoff = 20.0
        """Seconds; a longer sleep is the limit of an attempt, or of reading."""
        self.random = random
        self._ahead = ahead
        self._jump = jump
        self._expired = asyncio.Event()
        self._released = asyncio.Event()

    @property
    def platform(self) -> Any:
        """The real one, except for time and chance."""
        return PLATFORM._replace(now=self.now, monotonic=self.monotonic, sleep=self.sleep, random=self.random)

    def expire(self) -> None:
        """Let all limits be reached, until the next backoff."""
        self._expired.set()

    def release(self) -> None:
        """Let the backoffs end that were held."""
        self._released.set()

    def now(self) -> float:
        """What the device's clock shows."""
        return time.time() + self._ahead + self.passed

    def monotonic(self) -> float:
        """How long it has run."""
        return time.monotonic() + self.passed

    async def sleep(self, seconds: float) -> None:
        if seconds > self.longest_backoff:
            self.limits.append(seconds)
            await self._expired.wait()
            self.passed += seconds
            return
        self._expired.clear()
        self.waits.append(seconds)
        self.passed += seconds + 1  # a second more, so that no two attempts have the same signature
        self._ahead += self._jump  # the device's clock is set meanwhile
        self.asleep.set()
        if self.holds:
            await self._released.wait()


class Places(NamedTuple):
    """The fault server's address."""

    control: str
    faults: str
    other: str
    """The same server as another origin."""
    refused: str
    """An address where nobody listens."""


class World:
    """A case's own."""

    def __init__(self, name: str, places: Places, call: Call, platform: str, page_origin: str | None) -> None:
        self.places = places
        self.call = call
        self.platform = platform
        """cpython, chromium, firefox or webkit."""
        self.page_origin = page_origin
        """None if there is no page: on CPython."""
        self.clock = Clock()
        self._name = re.sub(r"\W+", "-", name)
        self._paths = 0
        self._clients: list[AwsClient] = []

    def client(self, **options: Any) -> AwsClient:
        """A client of an ordinary service, with the case's clock."""
        scope = {"service": "execute-api", "region": "us-east-1"}
        keys = {} if "credentials" in options else KEYS
        client = client_of(options.pop("platform", self.clock.platform), **{**keys, **scope, **options})
        self._clients.append(client)
        return client

    def path(self) -> str:
        """A path that nobody else uses."""
        self._paths += 1
        return f"/{self._name}/{self._paths}"

    async def plan(self, *steps: dict[str, Any] | int, path: str = "", **options: Any) -> str:
        """Set what the next attempts at a URL meet; a number is a status. Returns the URL."""
        path = path or self.path()
        made = [{"status": step} if isinstance(step, int) else step for step in steps]
        await self.call("plan", path=path, steps=made, **options)
        return self.places.faults + path

    async def attempts(self, url: str) -> list[dict[str, Any]]:
        """The attempts that the server saw at a URL, without what the browser sent again on its own."""
        return [record for record in await self.call("seen", path=_path(url)) if not record["resent"]]

    async def preflights(self, url: str) -> int:
        """How often a browser asked for leave to send a request to a URL."""
        return await self.call("preflights", path=_path(url))

    async def happened(self, url: str, fate: str, count: int = 1) -> bool:
        """Wait until the server says that so many attempts at a URL met a fate."""
        return await self.call("wait", path=_path(url), fate=fate, count=count)

    async def release(self, url: str) -> None:
        """Let the steps at a URL that hold go on."""
        await self.call("release", path=_path(url))

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            await client.close()


def client_of(platform: Any, **options: Any) -> AwsClient:
    """A client on a platform of one's own. (tests.platforms is not there in a page.)"""
    kind: Any = type("AwsClient", (AwsClient,), {"_platform": platform})
    return kind(**options)


def _path(url: str) -> str:
    return "/" + url.partition("?")[0].split("/", 3)[3]


def abort_controller() -> Any:
    """JS's own, in a page."""
    import js

    return js.AbortController.new()


async def bounded(awaitable: Awaitable[Any]) -> Any:
    """Its result. A hang is an error: awaits that never return are common in WebKit and Pyodide."""
    try:
        return await asyncio.wait_for(awaitable, _HANG)
    except TimeoutError as error:
        if type(error) is not TimeoutError:
            raise  # the package's own
        raise AssertionError("it hangs") from None


async def failure(awaitable: Awaitable[Any]) -> Exception:
    """The error in which it ends."""
    try:
        result = await bounded(awaitable)
    except AssertionError:
        raise
    except Exception as error:
        return error
    raise AssertionError(f"no error, but {result!r}")
