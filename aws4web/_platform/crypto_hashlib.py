"""SHA-256 and HMAC by hashlib: on CPython, and on a page that has no `crypto.subtle`."""

from hashlib import sha256 as _sha256
from hmac import digest
from typing import Any

from .._credentials import Credentials
from .values import as_bytes

_CHUNK = 1024 * 1024  # bytes of a JS buffer that are copied at a time

_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class _Key:
    """A derived signing key that does not show its bytes.

    The key's own part of HMAC is hashed once. That halves the time of a signature: RFC 2104, section 4.
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, secret: bytes) -> None:
        block = secret.ljust(64, b"\0")
        self._inner = _sha256(block.translate(_INNER))
        self._outer = _sha256(block.translate(_OUTER))

    def hmac(self, data: bytes) -> str:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(data)
        outer.update(inner.digest())
        return outer.hexdigest()


class _Hash(str):
    """A hash, as distinct from a text to be hashed."""

    __slots__ = ()


def _hash(data: Any) -> str:
    if isinstance(data, _Hash):
        return data
    if not hasattr(data, "byteLength"):
        return _sha256(as_bytes(data)).hexdigest()
    # Of JavaScript, on a page without SubtleCrypto. What a Blob becomes is an ArrayBuffer, and may be large.
    if not hasattr(data, "slice") or hasattr(data, "BYTES_PER_ELEMENT"):
        return _sha256(data.to_bytes()).hexdigest()
    digest = _sha256()
    for at in range(0, data.byteLength, _CHUNK):
        digest.update(data.slice(at, at + _CHUNK).to_bytes())
    return digest.hexdigest()


async def sha256(data: Any, /) -> str:
    return _hash(data)


def hashing(data: Any, /) -> _Hash:
    return _Hash(_hash(data))


async def signing_key(credentials: Credentials, /, *parts: str) -> _Key:
    secret = f"AWS4{credentials.secret_access_key}".encode()
    for part in parts:
        secret = digest(secret, part.encode(), "sha256")
    return _Key(secret)


async def hmac(key: _Key, data: str, /) -> str:
    return key.hmac(data.encode())


async def signature(key: _Key, to_sign: str, canonical: str, payload: Any, /) -> str:
    if payload is not None:
        canonical += _hash(payload)
    to_sign += _sha256(canonical.encode()).hexdigest()
    return key.hmac(to_sign.encode())


async def signatures(key: _Key, to_sign: str, canonicals: list[str], /) -> list[str]:
    return [key.hmac((to_sign + _sha256(each.encode()).hexdigest()).encode()) for each in canonicals]
