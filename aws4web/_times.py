"""A moment as AWS and its libraries write it. Pure."""

import re
from datetime import UTC
from datetime import datetime as DateTime
from typing import Any

_is_datetime = re.compile(r"\d{8}T\d{6}Z", re.ASCII).fullmatch
_NO_MARKS = {ord("-"): "", ord(":"): ""}
_END_OF_TIME = 253402300800.0  # the year 10000, for which no form has digits
_TAKEN = "an aware datetime, a text such as '2015-08-30T12:36:00Z' or seconds since 1970"


def seconds_of(name: str, moment: Any) -> float:
    """Seconds since the epoch, of an aware datetime, ISO 8601 text, such seconds, or a JS Date.

    Text without a time zone is UTC, as AWS's times are. `name` is the option's, for TypeError and ValueError.
    """
    if isinstance(moment, DateTime):
        if moment.utcoffset() is None:
            raise ValueError(f"{name} must know its time zone: datetime.datetime.now(datetime.UTC)")
        moment = moment.timestamp()
    elif isinstance(moment, str):
        read = utc_of(moment)
        if read is None:
            raise ValueError(f"{name} must be {_TAKEN}; the text that it is says no time")
        moment = read.timestamp()
    elif hasattr(moment, "getTime"):
        moment = moment.getTime() / 1000
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise TypeError(f"{name} must be {_TAKEN}, not {type(moment).__name__}")
    if not 0 <= moment < _END_OF_TIME:
        raise ValueError(f"{name} must be seconds since 1970, not {moment!r} (JavaScript has milliseconds)")
    return float(moment)


def read_time(name: str, moment: Any) -> tuple[float | None, tuple[type[Exception], str] | None]:
    """The seconds, or what is wrong, in words that do not show it."""
    try:
        return seconds_of(name, moment), None
    except (TypeError, ValueError) as exc:
        return None, (type(exc), str(exc))


def utc_of(text: str) -> DateTime | None:
    """The moment that ISO 8601 text says, in UTC, which it is in if it names no zone; None if it says none."""
    try:
        moment = DateTime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter for what lies before the year 1, or after 9999, in UTC
        return None


def time_text(seconds: float) -> str:
    """A moment for people, as '2015-08-30 12:36:00 UTC'."""
    return DateTime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def timestamp_of(datetime: str | DateTime) -> str:
    """The time of a signature, in AWS's form. Raises TypeError and ValueError if it is not a valid one."""
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
