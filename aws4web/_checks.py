"""What callers hand to the signer, checked before anything is sent."""

import re
from datetime import UTC
from datetime import datetime as DateTime

_is_datetime = re.compile(r"\d{8}T\d{6}Z", re.ASCII).fullmatch
_is_method = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch


def checked_method(method: object) -> str:
    """An HTTP method in upper case. Raises ValueError where it is none."""
    if not isinstance(method, str) or not _is_method(method):
        raise ValueError(f"{method!r} is not an HTTP method")
    return method.upper()  # AWS signs upper case; fetch would send `patch` as it stands


def checked_url(url: object) -> str:
    """A URL or URL object as text. Raises TypeError where there is none, ValueError for a lone surrogate."""
    if url is None:
        raise TypeError("url is a required option")
    text = str(url)
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise ValueError(f"url is not text that UTF-8 can carry: {exc.reason} at {exc.start}") from None
    return text


def timestamp(datetime: str | DateTime) -> str:
    """A time in AWS's form, '20150830T123600Z'. Raises TypeError and ValueError where it is none."""
    if isinstance(datetime, str):
        if _is_datetime(datetime):
            try:
                DateTime.fromisoformat(datetime)
                return datetime
            except ValueError:
                pass
        raise ValueError(f"datetime must have the form '20150830T123600Z', not {datetime!r}")
    if not isinstance(datetime, DateTime):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"datetime must be a str or a datetime.datetime, not {type(datetime).__name__}")
    if datetime.tzinfo is None:
        raise ValueError("datetime must know its time zone: datetime.datetime.now(datetime.UTC)")
    return datetime.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
