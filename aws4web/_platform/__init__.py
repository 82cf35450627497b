"""Where are we running? Asked here, once, at import; everything else takes `PLATFORM` as it comes."""

import sys
import time

from .parts import Platform


async def _sleep(seconds: float) -> None:
    from asyncio import sleep  # 40 ms to import on CPython, and to sign needs none of it

    await sleep(seconds)


def _browser() -> Platform:
    from . import transport_fetch
    from .ffi import js

    # A page on an insecure origin has no SubtleCrypto; there hashlib serves.
    # https://developer.mozilla.org/en-US/docs/Web/Security/Secure_Contexts
    if getattr(getattr(js, "crypto", None), "subtle", None):
        from . import crypto_subtle as crypto
    else:
        from . import crypto_hashlib as crypto
    return Platform(crypto, transport_fetch, time.time, time.monotonic, _sleep, js.Math.random)


def _cpython() -> Platform:
    from random import random

    from . import crypto_hashlib
    from .cpython import transport

    return Platform(crypto_hashlib, transport, time.time, time.monotonic, _sleep, random)


# True in Pyodide wherever it runs: a window, a worker, Node, Deno, Bun, a Cloudflare Worker.
PLATFORM = _browser() if "_pyodide_core" in sys.modules else _cpython()

__all__ = ["PLATFORM", "Platform"]
