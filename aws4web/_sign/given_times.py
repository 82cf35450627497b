"""The time of a signature, if the caller gives it as text or as a datetime. Pure."""

import re
from datetime import UTC
from datetime import datetime as DateTime

_is_datetime = re.compile(r"\d{8}T\d{6}Z", re.ASCII).fullmatch
_NO_MARKS = {ord("-"): "", ord(":"): ""}


def timestamp_of(datetime: str | DateTime) -> str:
    """The time in AWS's form. Raises TypeError and ValueError if it is not a valid one."""
    if isinstance(datetime, str):
        if _is_datetime(datetime):
            try:
                DateTime.fromisoformat(datetime)
                return datetime
            except ValueError:
                pass
        raise ValueError(f"datetime must have the form '20150830T123600Z', not {datetime!r}")
    if not isinstance(datetime, DateTime):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(
            f"datetime must be a str, a datetime.datetime or seconds since 1970, not {type(datetime).__name__}"
        )
    if datetime.utcoffset() is None:
        raise ValueError("datetime must know its time zone: datetime.datetime.now(datetime.UTC)")
    try:
        return f"{datetime.astimezone(UTC).isoformat(timespec='seconds')[:19].translate(_NO_MARKS)}Z"
    except OverflowError:
        raise ValueError(f"datetime must be a time that UTC has, not {datetime!r}") from None
