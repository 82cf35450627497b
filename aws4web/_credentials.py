"""Credentials that never show, and the cache of the signing keys derived from them. Pure."""

from collections.abc import MutableMapping
from typing import Any, Never, Self

CacheKey = tuple[str, int, str, str, str]
"""(access key ID, a hash that does not reveal the secret, date, region, service)"""

KeyCache = MutableMapping[CacheKey, Any]
"""Any mutable mapping serves. Its values are opaque: under SubtleCrypto non-extractable CryptoKeys."""


class Credentials:
    """An access key and, for temporary credentials, the session token that belongs to it.

    White space at the ends is trimmed: keys are read from files, which end with a line break.
    """

    NAMES = ("access_key_id", "secret_access_key", "session_token")
    __slots__ = ("_problem", *NAMES)

    def __init__(self, access_key_id: Any, secret_access_key: Any, session_token: Any = None) -> None:
        # Nothing is raised here: the frame of an error would hold the secret.
        self._problem = None
        given = access_key_id, secret_access_key, session_token
        if not (
            _is_key(access_key_id) and _is_key(secret_access_key) and (session_token is None or _is_key(session_token))
        ):
            self._problem = next(filter(None, map(_problem, self.NAMES, given)), None)
            # What is not a valid key may be anything, even a secret in the wrong place: it is not kept.
            given = (None, None, None) if self._problem else map(_trimmed, given)
            access_key_id, secret_access_key, session_token = given
        self.access_key_id: str = access_key_id
        self.secret_access_key: str = secret_access_key
        self.session_token: str | None = session_token or None

    async def current(self) -> Self:
        """These: a CredentialsSource whose credentials do not change."""
        return self

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


def _trimmed(value: str | None) -> str | None:
    # By str's own methods, whatever a subclass overrides. A file may begin with a byte-order mark.
    return None if value is None else str.strip(str.removeprefix(value, "\ufeff"))


def _problem(name: str, value: object) -> tuple[type[Exception], str] | None:
    """What is wrong with a key, in words that do not show it; None if it can be one."""
    if value is None:
        return None if name == "session_token" else (TypeError, f"{name} is a required option")
    if not isinstance(value, str):
        return TypeError, f"{name} must be a str, not {type(value).__name__}"
    text = _trimmed(value) or ""
    if not text:
        return None if name == "session_token" else (ValueError, f"{name} is empty")
    if _is_key(text) or (name == "secret_access_key" and text.isprintable()):
        return None  # a secret goes into no header, and some S3-compatible stores take any passphrase
    if not text.isascii():
        what = "a character beyond ASCII"
    else:
        what = "white space" if " " in text and text.isprintable() else "a line break or another control character"
    return ValueError, f"{name} holds {what}, which no key has: was more copied than the key?"
