"""SHA-256 and HMAC by hashlib: on CPython, and on a page that has no `crypto.subtle`."""

import hmac as _hmac
from hashlib import sha256 as _sha256
from typing import Any

from .._keys import Credentials
from .interface import as_bytes


class _Key:
    """A derived signing key that does not show its bytes."""

    __slots__ = ("secret",)

    def __init__(self, secret: bytes) -> None:
        self.secret = secret


async def sha256(data: Any, /) -> str:
    return _sha256(as_bytes(data)).hexdigest()


async def signing_key(credentials: Credentials, date: str, region: str, service: str, /) -> _Key:
    secret = f"AWS4{credentials.secret_access_key}".encode()
    for part in (date, region, service, "aws4_request"):
        secret = _hmac.digest(secret, part.encode(), "sha256")
    return _Key(secret)


async def hmac(key: _Key, text: str, /) -> str:
    return _hmac.digest(key.secret, text.encode(), "sha256").hex()
