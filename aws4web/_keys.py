"""Credentials, which show nowhere, and the cache of the signing keys derived from them."""

from collections.abc import MutableMapping
from typing import Any, Never

from ._canonical import percent_encode

CacheKey = tuple[str, int, str, str, str]
"""(access key ID, a hash of the secret that does not tell it, date, region, service)"""

KeyCache = MutableMapping[CacheKey, Any]
"""Any mutable mapping serves. Its values are opaque: under SubtleCrypto non-extractable CryptoKeys."""


class Credentials:
    """An access key and, for temporary credentials, the session token that belongs to it."""

    __slots__ = ("access_key_id", "secret_access_key", "session_token")

    def __init__(self, access_key_id: Any, secret_access_key: Any, session_token: Any = None) -> None:
        # Nothing is checked here: the frame of an error would hold the secret.
        self.access_key_id: str = access_key_id
        self.secret_access_key: str = secret_access_key
        self.session_token: str | None = session_token or None

    def check(self) -> None:
        """Raises TypeError where a key is missing or not a str, ValueError where it is empty."""
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, str):
                if not value:
                    raise ValueError(f"{name} is empty")
            elif value is not None:
                raise TypeError(f"{name} must be a str, not {type(value).__name__}")
            elif name != "session_token":
                raise TypeError(f"{name} is a required option")

    def cache_key(self, date: str, region: str, service: str) -> CacheKey:
        """What a signing key of these credentials is kept under."""
        return (self.access_key_id, hash(self.secret_access_key), date, region, service)

    def redact(self, text: str) -> str:
        """The text without these secrets, without any session token and without presigned URLs' signatures."""
        from ._advice import mask  # only errors need it

        for secret in (self.secret_access_key, self.session_token):
            if secret:
                text = text.replace(secret, "…").replace(percent_encode(secret), "…")
        return mask(text)

    def __repr__(self) -> str:
        return f"Credentials({self.access_key_id!r}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("Credentials hold a secret and cannot be pickled or copied")


class Hidden(dict[str, Any]):
    """A mapping whose values do not show, not even in a traceback that prints locals."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name}: …' for name in self)}}}"


class Bounded(dict[Any, Any]):
    """Holds the last so many entries."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= self._limit and key not in self:
            del self[next(iter(self))]
        super().__setitem__(key, value)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"
