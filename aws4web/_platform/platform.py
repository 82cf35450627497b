"""What a platform is: all that differs between a browser and CPython."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple

from . import tasks
from .stand_in import platforms

if TYPE_CHECKING:
    from .driver import Driver
    from .protocols import Crypto, Flight, Host, InOrder, Transport


class Platform(NamedTuple):
    """All that differs between a browser and CPython, with clocks, waiting and chance: a test can replace any of it."""

    crypto: "Crypto"
    transport: "Transport"
    now: Callable[[], float]
    """Seconds since the epoch. A user, or the network, may set it at any time."""
    monotonic: Callable[[], float]
    """Seconds since some moment. They only ever grow, so they measure how long something takes."""
    random: Callable[[], float]
    """In [0, 1)."""
    host: Callable[[], "Host"]
    """What few programs need, loaded when it is called."""
    driver: Callable[..., "Driver"]
    """What runs a call for one who cannot await it: of several requests at once (`many`), or of none (not `sends`).

    Raises RuntimeError.
    """
    sleep: Callable[[float], Awaitable[object]] = tasks.Pause
    """Seconds."""
    first_of: Callable[..., Awaitable[tuple[int, Any]]] = tasks.first_of
    """The index and the result of whichever awaitable ends first. A platform that never waits runs the first."""
    flight: Callable[[Any], "Flight"] = tasks.flight
    """Begins work that many may await."""
    each: Callable[[Any, int], Awaitable[None]] = tasks.each
    """Runs many pieces of work, so many at once. A platform that never waits runs one after another."""
    to_its_end: Callable[..., Awaitable[tuple[Any, BaseException | None]]] = tasks.to_its_end
    """Runs work that a cancellation of the caller does not end; its result, and the cancellation, to be raised."""
    in_order: Callable[[Any], "InOrder"] = tasks.in_order
    """Takes bytes in any order, and hands them on to a function in the right one."""
    lock: Callable[[], AbstractContextManager[Any]] = tasks.lock
    """For what threads share."""
    of_keys: str = ""
    """Added to the names of its signing keys: a platform with another crypto keeps its own in the same place."""
    keeps_limits: bool = True
    """Whether what takes too long can be ended."""


def current(platform: Platform) -> Platform:
    """This platform, or what stands in for it, by the same clock."""
    if not platforms:
        return platform
    return platforms[-1]._replace(now=platform.now, monotonic=platform.monotonic, random=platform.random)
