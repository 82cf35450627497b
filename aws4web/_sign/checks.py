"""What a caller asks to have signed, checked: the time, the host, lengths. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime as DateTime
from functools import lru_cache
from time import gmtime, strftime
from typing import Any

_END_OF_TIME = 253402300800  # the year 10000, for which AWS's form has no digits


def timestamp(datetime: str | DateTime | float) -> str:
    """A time (seconds since the epoch, or as the option gives it) in AWS's form, '20150830T123600Z'.

    Raises TypeError and ValueError if it is not a valid time.
    """
    if isinstance(datetime, int | float) and not isinstance(datetime, bool):
        if not 0 <= datetime < _END_OF_TIME:
            raise ValueError(f"datetime must be seconds since 1970, not {datetime!r} (JavaScript has milliseconds)")
        return _of_second(int(datetime))
    from .._times import timestamp_of

    return timestamp_of(datetime)  # pyright: ignore[reportArgumentType] - bool is refused there


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
