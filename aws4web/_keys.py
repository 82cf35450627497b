"""Credentials, which show nowhere, and the cache of the signing keys derived from them."""

from collections.abc import MutableMapping
from typing import Any, Never

from ._canonical import percent_encode

CacheKey = tuple[str, int, str, str, str]
"""(access key ID, a hash of the secret that does not tell it, date, region, service)"""

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
            # What cannot be a key may be anything, a secret in the wrong place too: it is not kept.
            given = (None, None, None) if self._problem else map(_trimmed, given)
            access_key_id, secret_access_key, session_token = given
        self.access_key_id: str = access_key_id
        self.secret_access_key: str = secret_access_key
        self.session_token: str | None = session_token or None

    def check(self) -> None:
        """Raises TypeError where a key is missing or not a str, ValueError where it is empty or cannot be a key."""
        if self._problem:
            kind, message = self._problem
            raise kind(message)

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
        return f"Credentials({getattr(self, 'access_key_id', None)!r}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("Credentials hold a secret and cannot be pickled or copied")


def _is_key(value: object) -> bool:
    """Whether a header can carry `value` as it stands: visible ASCII."""
    return type(value) is str and value.isascii() and value.isprintable() and " " not in value and value != ""


def _trimmed(value: str | None) -> str | None:
    # By str's own methods, whatever a subclass makes of them. A file may begin with a byte-order mark.
    return None if value is None else str.strip(str.removeprefix(value, "\ufeff"))


def _problem(name: str, value: object) -> tuple[type[Exception], str] | None:
    """What is wrong with a key, in words that do not show it; None where it can be one."""
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
        super().__setitem__(key, value)
        # Several threads may be at it.
        while len(self) > self._limit:
            self.pop(next(iter([*self]), None), None)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"
