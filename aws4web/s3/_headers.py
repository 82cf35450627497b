"""The headers of requests for objects, of what a caller says in Python. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
"""

from collections.abc import Mapping
from datetime import UTC
from datetime import datetime as DateTime
from typing import Any

from .._sign.canonical import percent_encode

Headers = dict[str, str]


def read_conditions(
    range: str | tuple[int, int | None] | None,
    if_match: str | None,
    if_none_match: str | None,
    if_modified_since: DateTime | None,
    if_unmodified_since: DateTime | None,
) -> Headers:
    """Raises TypeError and ValueError."""
    found = {
        "range": None if range is None else _range(range),
        "if-match": if_match,
        "if-none-match": if_none_match,
        "if-modified-since": _http_date("if_modified_since", if_modified_since),
        "if-unmodified-since": _http_date("if_unmodified_since", if_unmodified_since),
    }
    return {name: value for name, value in found.items() if value is not None}


def write_headers(
    key: str,
    body: Any,
    given: Mapping[str, str | None],
    metadata: Mapping[str, str] | None,
    tags: Mapping[str, str] | None,
) -> Headers:
    """Raises TypeError and ValueError for metadata that S3 would not give back as it is."""
    headers = {name: value for name, value in given.items() if value is not None}
    if "content-type" not in headers and not getattr(body, "type", ""):  # a JS Blob says what it is
        guessed = _type_of(key)
        if guessed:
            headers["content-type"] = guessed
    for name, value in (metadata or {}).items():
        if not isinstance(name, str) or not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("metadata must have str for names and values")
        if not (name.isascii() and value.isascii() and value.isprintable()) or value != value.strip():
            raise ValueError(
                f"metadata {name!r} holds what a header cannot carry unchanged: encode it, as urllib.parse.quote does"
            )
        headers[f"x-amz-meta-{name.lower()}"] = value
    if tags:
        headers["x-amz-tagging"] = "&".join(
            [f"{percent_encode(name)}={percent_encode(value)}" for name, value in tags.items()]
        )
    return headers


def _type_of(key: str) -> str | None:
    from mimetypes import guess_type

    guessed, encoding = guess_type(key)
    return guessed if encoding is None else None  # what is packed is not what its name says within


def _range(given: str | tuple[int, int | None]) -> str:
    if isinstance(given, str):
        return given
    if not isinstance(given, tuple) or len(given) != 2:  # pyright: ignore[reportUnnecessaryIsInstance,reportUnnecessaryComparison]
        raise TypeError("range must be a str such as 'bytes=0-99', or (first byte, byte after the last or None)")
    first, after = given
    if first < 0 or (after is not None and after <= first):
        raise ValueError(f"range must be of one byte or more, not {first} to {after}")
    return f"bytes={first}-{'' if after is None else after - 1}"


def _http_date(name: str, moment: DateTime | None) -> str | None:
    if moment is None:
        return None
    if moment.utcoffset() is None:
        raise ValueError(f"{name} must know its time zone: datetime.datetime.now(datetime.UTC)")
    days, months = "MonTueWedThuFriSatSun", "JanFebMarAprMayJunJulAugSepOctNovDec"
    utc = moment.astimezone(UTC)
    day, month = days[utc.weekday() * 3 :][:3], months[(utc.month - 1) * 3 :][:3]
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} GMT"
