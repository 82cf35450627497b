"""Where are we running? Asked here, once, at import; everything else uses `PLATFORM`."""

import sys
import time
from functools import cache
from typing import TYPE_CHECKING, Any

from .platform import Platform, current

if TYPE_CHECKING:
    from .driver import Driver
    from .protocols import Host


def _browser() -> Platform:
    from .browser import transport
    from .browser.ffi import js

    # A page on an insecure origin has no SubtleCrypto; there hashlib serves.
    # https://developer.mozilla.org/en-US/docs/Web/Security/Secure_Contexts
    if getattr(getattr(js, "crypto", None), "subtle", None):
        from .browser import crypto_subtle as crypto
    else:
        from . import crypto_hashlib as crypto
    return Platform(crypto, transport, time.time, time.monotonic, js.Math.random, _browser_host, _browser_driver)


def _browser_host() -> "Host":
    from .browser import host

    return host


def _browser_driver(*, many: bool, signal: Any = None, sends: bool = True) -> "Driver":
    from .browser import drivers

    return drivers.choose(many=many, signal=signal, sends=sends)


def _cpython() -> Platform:
    from random import random

    from . import crypto_hashlib
    from .cpython import transport

    return Platform(crypto_hashlib, transport, time.time, time.monotonic, random, _cpython_host, _cpython_driver)


def _cpython_host() -> "Host":
    from .cpython import host

    return host


def _cpython_driver(*, many: bool, signal: Any = None, sends: bool = True) -> "Driver":
    return _background() if sends else _at_once()


@cache
def _at_once() -> "Driver":
    from .never_waiting import AtOnce

    return AtOnce()


@cache  # as the interpreter ends, nothing can be imported any more
def _background() -> "Driver":
    from .cpython.background import DRIVER

    return DRIVER


# True in Pyodide wherever it runs: a window, a worker, Node, Deno, Bun, a Cloudflare Worker.
PLATFORM = _browser() if "_pyodide_core" in sys.modules else _cpython()

__all__ = ["PLATFORM", "Platform", "current"]
