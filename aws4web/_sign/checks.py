"""What a caller asks to have signed, checked: the time, the host, lengths, S3's URLs. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC
from datetime import datetime as DateTime
from functools import lru_cache
from time import gmtime, strftime
from typing import Any

from .._url import TRIMMED, raw_path
from .canonical import canonical_s3_path, percent_encode

_is_datetime = re.compile(r"\d{8}T\d{6}Z", re.ASCII).fullmatch
_END_OF_TIME = 253402300800  # the year 10000, for which AWS's form has no digits


def timestamp(datetime: str | DateTime | float) -> str:
    """A time (seconds since the epoch, or as the option gives it) in AWS's form, '20150830T123600Z'.

    Raises TypeError and ValueError if it is not a valid time.
    """
    if isinstance(datetime, int | float) and not isinstance(datetime, bool):
        if not 0 <= datetime < _END_OF_TIME:
            raise ValueError(f"datetime must be seconds since 1970, not {datetime!r} (JavaScript has milliseconds)")
        return _of_second(int(datetime))
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


_NO_MARKS = {ord("-"): "", ord(":"): ""}


@lru_cache(maxsize=1)  # many requests are signed in a second
def _of_second(seconds: int) -> str:
    return strftime("%Y%m%dT%H%M%SZ", gmtime(seconds))


_is_host = re.compile(r"[!-~]+", re.ASCII).fullmatch
_STANDARD_PORTS = {"http": ":80", "https": ":443", "ws": ":80", "wss": ":443"}


def signed_host(scheme: str, host: str, given: str | None) -> str:
    """The host to sign, in a request to `host`: the Host header that is `given`, if it names another.

    Raises ValueError if that cannot be a host.
    """
    if given is None or given.lower().removesuffix(_STANDARD_PORTS[scheme]) == host:
        return host
    if not _is_host(given) or not set("/?#@\\,").isdisjoint(given):
        raise ValueError("header host must be a host name, with its port if that is not the scheme's own")
    return given


# Of a presigned URL's query; https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
_PARAMETERS = ("x-amz-algorithm", "x-amz-credential", "x-amz-expires", "x-amz-signature", "x-amz-signedheaders")


def check_headers(values: Mapping[str, str], body: Any) -> None:
    """Raises ValueError for headers that contradict the request."""
    for name in _PARAMETERS:
        if name in values:
            hint = "pass expires with sign_query=True" if name == "x-amz-expires" else "it is made by signing"
            raise ValueError(f"{name} is not a header but a parameter of a presigned URL: {hint}")
    stated, length = values.get("content-length"), _length(body)
    if stated is not None and length is not None and stated != str(length):
        raise ValueError(f"header content-length says {stated!r}, but the body has {length} bytes: leave it out")


def _length(body: Any) -> int | None:
    if body is None or isinstance(body, str):
        return len((body or "").encode())
    try:
        with memoryview(body) as view:
            return view.nbytes
    except TypeError:  # only the platform knows its length
        return None


# What URL parsers change in a path: https://url.spec.whatwg.org/#path-state
_rewritten = re.compile(r"[\\\t\n\r]").search
_DOT_SEGMENTS = frozenset({".", ".."})
_dropped = re.compile(r"[\t\n\r]").search  # https://url.spec.whatwg.org/#concept-basic-url-parser


def check_s3_url(url: str) -> None:
    """Refuse a URL to S3 if a URL parser would drop part of it: the request would reach another object.

    Raises ValueError.
    """
    _check_s3_path(raw_path(url))
    if "#" in url:
        raise ValueError(
            "url holds a raw #, and what follows one is never sent: in an S3 key write it as %23 (as urllib.parse.quote"
            " does); a fragment cannot be signed"
        )
    if url != url.strip(TRIMMED):
        edge = url[-1] if url[-1] in TRIMMED else url[0]
        raise ValueError(
            f"url begins or ends with {edge!r}, which a URL parser drops: if it belongs to the S3 key, write it as"
            f" %{ord(edge):02X} (as urllib.parse.quote does), otherwise leave it out"
        )
    if dropped := _dropped(url):
        raise ValueError(f"url holds {dropped[0]!r}, which a URL parser drops: write it as %{ord(dropped[0]):02X}")


def _check_s3_path(path: str) -> None:
    """Refuse a raw path with an S3 key that no URL can carry: the request would reach another object.

    URL parsers fold the segments `.` and `..`, turn a backslash into a slash and drop line breaks and tabs.
    """
    rewritten = _rewritten(path)
    if rewritten:
        escape = percent_encode(rewritten[0])
        raise ValueError(f"the S3 key in url holds {rewritten[0]!r}, which a URL parser changes: write it as {escape}")
    if not _DOT_SEGMENTS.isdisjoint(canonical_s3_path(path).split("/")):
        raise ValueError(
            "the S3 key in url has a segment . or .., which no URL can carry: the request would reach another object"
        )
