"""Where are we running? Asked here, once, at import; everything else uses `PLATFORM`."""

import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, NamedTuple

from . import tasks

if TYPE_CHECKING:
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
    sleep: Callable[[float], Awaitable[object]] = tasks.sleep
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


def _browser() -> Platform:
    from .browser import transport
    from .browser.ffi import js

    # A page on an insecure origin has no SubtleCrypto; there hashlib serves.
    # https://developer.mozilla.org/en-US/docs/Web/Security/Secure_Contexts
    if getattr(getattr(js, "crypto", None), "subtle", None):
        from .browser import crypto_subtle as crypto
    else:
        from . import crypto_hashlib as crypto
    return Platform(crypto, transport, time.time, time.monotonic, js.Math.random, _browser_host)


def _browser_host() -> "Host":
    from .browser import host

    return host


def _cpython() -> Platform:
    from random import random

    from . import crypto_hashlib
    from .cpython import transport

    return Platform(crypto_hashlib, transport, time.time, time.monotonic, random, _cpython_host)


def _cpython_host() -> "Host":
    from .cpython import host

    return host


# True in Pyodide wherever it runs: a window, a worker, Node, Deno, Bun, a Cloudflare Worker.
PLATFORM = _browser() if "_pyodide_core" in sys.modules else _cpython()

__all__ = ["PLATFORM", "Platform"]
