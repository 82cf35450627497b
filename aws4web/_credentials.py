"""Credentials that never show, and the cache of the signing keys derived from them. Pure."""

from collections.abc import MutableMapping
from datetime import UTC
from datetime import datetime as DateTime
from typing import Any, Never, Self

CacheKey = tuple[str, int, str, str, str]
"""(access key ID, a hash that does not reveal the secret, date, region, service)"""

KeyCache = MutableMapping[CacheKey, Any]
"""Any mutable mapping serves. Its values are opaque: under SubtleCrypto non-extractable CryptoKeys."""


class Credentials:
    """An access key and, for temporary credentials, the session token that belongs to it, and when they end.

        access_key_id      required, akin to AWS_ACCESS_KEY_ID
        secret_access_key  required, akin to AWS_SECRET_ACCESS_KEY
        session_token      for temporary credentials; by default None
        expires_at         an aware datetime, ISO 8601 text, seconds since 1970 or a JS Date; by default None: unknown

    White space at the ends is trimmed: keys are read from files, which end with a line break. Raises TypeError and
    ValueError for what cannot be a key or a time.

        aws = AwsClient(credentials=Credentials("ASIA…", "…", "…", expires_at="2026-01-01T12:00:00Z"))
    """

    NAMES = ("access_key_id", "secret_access_key", "session_token")
    __slots__ = ("_problem", "expires", "has_warned", "keys", "skew", *NAMES)

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        expires_at: str | DateTime | float | None = None,
    ) -> None:
        self._read(access_key_id, secret_access_key, session_token, expires_at)
        del access_key_id, secret_access_key, session_token, expires_at  # no traceback shows them
        self.check()

    @classmethod
    def unchecked(cls, access_key_id: Any, secret_access_key: Any, session_token: Any, expires_at: Any = None) -> Self:
        """The same, but what is wrong is raised by `check` only: the frame of an error would hold the secret."""
        made = cls.__new__(cls)
        made._read(access_key_id, secret_access_key, session_token, expires_at)
        return made

    def _read(self, access_key_id: Any, secret_access_key: Any, session_token: Any, expires_at: Any) -> None:
        self._problem: tuple[type[Exception], str] | None = None
        self.expires: float | None = None
        """When they end, in seconds since the epoch."""
        self.keys: KeyCache | None = None
        """The signing keys that were derived from them, if these end with them."""
        self.skew = 0.0
        """Seconds by which whoever issued them is ahead of this device's clock, if that is known."""
        self.has_warned = False
        """Whether the caller was told that a presigned URL outlives them."""
        given = access_key_id, secret_access_key, session_token
        if not (
            _is_key(access_key_id) and _is_key(secret_access_key) and (session_token is None or _is_key(session_token))
        ):
            from ._keys import problem_of, trimmed

            self._problem = next(filter(None, map(problem_of, self.NAMES, given)), None)
            # What is not a valid key may be anything, even a secret in the wrong place: it is not kept.
            given = (None, None, None) if self._problem else map(trimmed, given)
            access_key_id, secret_access_key, session_token = given
        self.access_key_id: str = access_key_id
        self.secret_access_key: str = secret_access_key
        self.session_token: str | None = session_token or None
        if expires_at is not None:
            from ._times import read_time

            self.expires, problem = read_time("expires_at", expires_at)
            self._problem = self._problem or problem

    @property
    def expires_at(self) -> DateTime | None:
        """When they end, in UTC; None if that is not known."""
        return None if self.expires is None else DateTime.fromtimestamp(self.expires, UTC)

    def check(self) -> None:
        """Raises TypeError if a key is missing or not a str, ValueError if it is empty or cannot be a key."""
        if self._problem:
            kind, message = self._problem
            raise kind(message)

    def cache_key(self, date: str, region: str, service: str) -> CacheKey:
        """The name under which a signing key of these credentials is kept."""
        return (self.access_key_id, hash(self.secret_access_key), date, region, service)

    def __repr__(self) -> str:
        return f"Credentials({getattr(self, 'access_key_id', None)!r}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("Credentials hold a secret and cannot be pickled or copied")


def _is_key(value: object) -> bool:
    """Whether a header can carry `value` unchanged: visible ASCII."""
    return type(value) is str and value.isascii() and value.isprintable() and " " not in value and value != ""
