"""The platform under Pyodide."""

import asyncio
import time

from . import transport_fetch
from .ffi import js
from .interface import Crypto, Platform


def _crypto() -> Crypto:
    """SubtleCrypto, which a page has not on an insecure origin: there hashlib serves.

    https://developer.mozilla.org/en-US/docs/Web/Security/Secure_Contexts
    """
    if getattr(getattr(js, "crypto", None), "subtle", None):
        from . import crypto_subtle

        return crypto_subtle
    from . import crypto_hashlib

    return crypto_hashlib


PLATFORM = Platform(
    crypto=_crypto(),
    transport=transport_fetch,
    now=time.time,
    sleep=asyncio.sleep,
    random=js.Math.random,
)
