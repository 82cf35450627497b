"""Signing keys, kept for the day that they are valid."""

from collections.abc import MutableMapping
from typing import Any

CacheKey = tuple[str, int, str, str, str]
"""(access key ID, a hash of the secret that does not tell it, date, region, service)"""

KeyCache = MutableMapping[CacheKey, Any]
"""Any mutable mapping serves. Its values are opaque: under SubtleCrypto non-extractable CryptoKeys."""

MAX_KEYS = 64


def cache_key(access_key_id: str, secret_access_key: str, date: str, region: str, service: str) -> CacheKey:
    """The key under which a signing key is kept."""
    return (access_key_id, hash(secret_access_key), date, region, service)


class BoundedKeyCache(dict[CacheKey, Any]):
    """A cache of at most 64 signing keys that forgets the oldest first."""

    def __setitem__(self, key: CacheKey, value: Any) -> None:
        if len(self) >= MAX_KEYS and key not in self:
            del self[next(iter(self))]
        super().__setitem__(key, value)

    def __repr__(self) -> str:
        return f"<{len(self)} signing keys>"
