"""The headers of requests for objects, of what a caller says in Python. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
"""

from datetime import UTC
from datetime import datetime as DateTime
from typing import Any

from .._options import refuse_unknown
from .._sign.canonical import percent_encode

Headers = dict[str, str]
Query = list[tuple[str, str | None]]


_READING = frozenset({"range", "version_id", "if_modified_since", "if_unmodified_since", "if_match", "if_none_match"})
_OVERRIDES = frozenset({"response_content_type", "response_content_disposition", "response_cache_control"})
_STORED = {  # the header of each option, but for metadata and tags
    "content_type": "content-type",
    "cache_control": "cache-control",
    "content_disposition": "content-disposition",
    "content_encoding": "content-encoding",
    "content_language": "content-language",
    "storage_class": "x-amz-storage-class",
    "server_side_encryption": "x-amz-server-side-encryption",
    "sse_kms_key_id": "x-amz-server-side-encryption-aws-kms-key-id",
    "if_match": "if-match",
    "if_none_match": "if-none-match",
}
CONDITIONS = ("if-match", "if-none-match")
"""The headers of a request to write that say when it is to fail."""


def of_version(version_id: str | None) -> Query:
    """The query that names a version."""
    return [] if version_id is None else [("versionId", version_id)]


def read_options(options: dict[str, Any]) -> tuple[Headers, Query]:
    """The headers and the query of what `ReadOptions` describes. Raises TypeError and ValueError."""
    refuse_unknown("get", options, _READING | _OVERRIDES)
    given = {name: value for name, value in options.items() if value is not None}
    if "range" in given:
        given["range"] = _range(given["range"])
    for name in ("if_modified_since", "if_unmodified_since"):
        if name in given:
            given[name] = _http_date(name, given[name])
    query: Query = [("versionId", given.pop("version_id"))] if "version_id" in given else []
    query += [(name.replace("_", "-"), given.pop(name)) for name in sorted(_OVERRIDES & given.keys())]
    return {name.replace("_", "-"): value for name, value in given.items()}, query


def write_options(method: str, key: str, body: Any, options: dict[str, Any]) -> Headers:
    """The headers of what `ObjectOptions` describes.

    Raises TypeError and ValueError, also for metadata that S3 would not give back as it is.
    """
    refuse_unknown(method, options, {*_STORED, "metadata", "tags", "checksum"})
    if options.get("checksum") not in (None, "CRC32"):
        raise ValueError(f"checksum must be 'CRC32' or None, not {options['checksum']!r}")
    headers = {_STORED[name]: value for name, value in options.items() if name in _STORED and value is not None}
    if "content-type" not in headers:
        own = getattr(body, "type", "")  # a JS Blob says what it is
        guessed = own if own and isinstance(own, str) else _type_of(key)
        if guessed:
            headers["content-type"] = guessed
    metadata: dict[Any, Any] = options.get("metadata") or {}
    for name, value in metadata.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError("metadata must have str for names and values")
        if not (name.isascii() and value.isascii() and value.isprintable()) or value != value.strip():
            raise ValueError(
                f"metadata {name!r} holds what a header cannot carry unchanged: encode it, as urllib.parse.quote does"
            )
        header = f"x-amz-meta-{name.lower()}"
        if header in headers:
            raise ValueError(f"metadata {name!r} is given twice, but for its case")
        headers[header] = value
    if options.get("tags"):
        headers["x-amz-tagging"] = "&".join(
            [f"{percent_encode(name)}={percent_encode(value)}" for name, value in options["tags"].items()]
        )
    return headers


def _type_of(key: str) -> str | None:
    from mimetypes import guess_type

    guessed, encoding = guess_type(key)
    return guessed if encoding is None else None  # what is packed is not what its name says within


def _range(given: str | tuple[int, int | None]) -> str:
    if isinstance(given, str) and given.startswith("bytes="):
        return given
    if not isinstance(given, tuple) or len(given) != 2 or float in map(type, given):  # pyright: ignore[reportUnnecessaryIsInstance,reportUnnecessaryComparison]
        raise TypeError("range must be a str such as 'bytes=0-99', or (first byte, byte after the last or None)")
    first, after = given
    if first < 0 or (after is not None and after <= first):
        raise ValueError(f"range must be of one byte or more, not {first} to {after}")
    return f"bytes={first}-{'' if after is None else after - 1}"


def _http_date(name: str, moment: DateTime) -> str:
    if not isinstance(moment, DateTime) or moment.utcoffset() is None:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"{name} must be a datetime that knows its time zone: datetime.datetime.now(datetime.UTC)")
    days, months = "MonTueWedThuFriSatSun", "JanFebMarAprMayJunJulAugSepOctNovDec"
    utc = moment.astimezone(UTC)
    day, month = days[utc.weekday() * 3 :][:3], months[(utc.month - 1) * 3 :][:3]
    return f"{day}, {utc.day:02} {month} {utc.year:04} {utc:%H:%M:%S} GMT"
