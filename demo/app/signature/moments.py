"""Times as people write them, as AWS wants them. Pure."""

from datetime import UTC, datetime


def aws_time(text: str) -> str:
    """A time in AWS's form: `2015-08-30T12:36:00Z` is `20150830T123600Z`; empty stays empty.

    A time without a zone is in UTC. Raises ValueError if it is not understood.
    """
    text = text.strip()
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except (ValueError, OverflowError):
        raise ValueError(
            f"the time {text[:60]!r} is not understood: write it as 20150830T123600Z or 2015-08-30T12:36:00Z"
        ) from None
