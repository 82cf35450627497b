"""SHA-256 and HMAC by hashlib: on CPython, and on a page that has no `crypto.subtle`."""

import hmac as _hmac
from hashlib import sha256 as _sha256
from typing import Any

from .buffers import as_bytes


class _Key:
    """A derived signing key that does not show its bytes."""

    __slots__ = ("secret",)

    def __init__(self, secret: bytes) -> None:
        self.secret = secret


async def sha256(data: Any, /) -> str:
    """See Crypto.sha256."""
    return _sha256(as_bytes(data)).hexdigest()


async def signing_key(secret_access_key: str, date: str, region: str, service: str, /) -> _Key:
    """See Crypto.signing_key."""
    secret = f"AWS4{secret_access_key}".encode()
    for part in (date, region, service, "aws4_request"):
        secret = _hmac.digest(secret, part.encode(), "sha256")
    return _Key(secret)


async def hmac(key: _Key, text: str, /) -> str:
    """See Crypto.hmac."""
    return _hmac.digest(key.secret, text.encode(), "sha256").hex()
