"""Where a bucket is, and the URLs of its objects. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .._endpoints.regional import regional_host
from .._sign.canonical import percent_encode
from .._url import Url

_LONGEST_KEY = 1024  # bytes
_is_name = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}", re.ASCII
).fullmatch  # old buckets, and other stores, have more
_is_label = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", re.ASCII).fullmatch  # what TLS certificates cover
_access_point = re.compile(
    r"arn:aws[a-z-]*:s3:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):accesspoint[/:](?P<name>[a-z0-9-]{3,50})", re.ASCII
).fullmatch
STYLES = ("auto", "path", "virtual")


class Address(NamedTuple):
    """A bucket's."""

    base: str
    """The URL of the bucket, without a slash at its end."""
    region: str

    def url(self, key: str | None = None, query: Iterable[tuple[str, str | None]] = ()) -> str:
        """The URL of the bucket, or of an object in it. Raises TypeError and ValueError for what cannot be a key."""
        path = "/" if key is None else f"/{percent_encode(checked_key(key), keep_slashes=True)}"
        pairs = [
            percent_encode(name) if value is None else f"{percent_encode(name)}={percent_encode(value)}"
            for name, value in query
        ]
        return f"{self.base}{path}{'?' + '&'.join(pairs) if pairs else ''}"


def address_of(name: str | None, region: str | None, endpoint: Url | None, style: str) -> Address:
    """Where a bucket of AWS is, or of a store at `endpoint`; without a name, where these are.

    The name stands in the host, or in the path, as botocore chooses. Without a region it is the one that the host of
    the endpoint tells. Raises TypeError and ValueError.
    """
    if endpoint and not region:
        from .._endpoints.directory import infer  # a page pays for each module

        known = infer(endpoint.hostname)
        region = known and known.region
    region = region or "us-east-1"
    if name is None:
        return Address(
            f"https://{regional_host('s3', region)}" if endpoint is None else endpoint.address.rstrip("/"), region
        )
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance] - callers may be untyped
        raise TypeError(f"name must be a str, not {type(name).__name__}")
    if style not in STYLES:
        raise ValueError(f"addressing_style must be one of {', '.join(map(repr, STYLES))}, not {style!r}")
    if name.startswith("arn:"):
        return _of_access_point(name, endpoint)
    if not _is_name(name):
        raise ValueError(f"name must be a bucket's, of letters, digits, dots, hyphens and underscores, not {name!r}")
    if name.endswith("--x-s3") and endpoint is None:
        raise ValueError(f"{name!r} is an S3 Express directory bucket: it needs sessions, which this version has not")
    in_host = style == "virtual" if style != "auto" else endpoint is None and bool(_is_label(name))
    if endpoint is None:
        host = regional_host("s3", region)
        return Address(f"https://{name}.{host}" if in_host else f"https://{host}/{name}", region)
    if in_host:
        return Address(f"{endpoint.scheme}://{name}.{endpoint.host}{endpoint.path.rstrip('/')}", region)
    return Address(f"{endpoint.address.rstrip('/')}/{name}", region)


def checked_key(key: object) -> str:
    """A key that a URL can carry. Raises TypeError and ValueError."""
    text = checked_text(key)
    if not {".", ".."}.isdisjoint(text.split("/")):
        raise ValueError("key has a segment . or .., which no URL can carry: the request would reach another object")
    return text


def checked_text(key: object) -> str:
    """A key that S3 can have. Raises TypeError and ValueError."""
    if not isinstance(key, str):
        raise TypeError(f"key must be a str, not {type(key).__name__}")
    try:
        length = len(key.encode())
    except UnicodeEncodeError as exc:
        raise ValueError(f"key is not text that UTF-8 can carry: {exc.reason} at {exc.start}") from None
    if not 0 < length <= _LONGEST_KEY:
        raise ValueError(f"key must have 1 to {_LONGEST_KEY} bytes of UTF-8, not {length}")
    return key


def _of_access_point(arn: str, endpoint: Url | None) -> Address:
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
    match = _access_point(arn)
    if not match:
        raise ValueError(f"name must be a bucket's, or the ARN of an access point in a region, not {arn!r}")
    if endpoint is not None:
        raise ValueError("an access point is at AWS: pass no endpoint_url")
    host = regional_host("s3-accesspoint", match["region"])
    return Address(f"https://{match['name']}-{match['account']}.{host}", match["region"])
