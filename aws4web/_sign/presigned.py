"""A presigned URL read back: what it is good for, and until when.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from datetime import datetime as DateTime
from datetime import timedelta
from typing import Any, NamedTuple

from .._endpoints.naming import bucket_and_key
from .._platform import PLATFORM
from .._times import time_text, timestamp_of, utc_of
from .._url import Url, checked_url, read_url
from .canonical import parse_query, percent_decode
from .presign import MAX_EXPIRES, is_presigned
from .scope import signing_rules

_SCOPE = "<access key ID>/<date>/<region>/<service>/aws4_request"


class Presigned(NamedTuple):
    """What a presigned URL says of itself. Nothing in it is secret: neither the signature nor a token."""

    host: str
    """With the port, if it is not the scheme's own."""
    path: str
    """As it is sent, percent-encoded."""
    bucket: str | None
    """Of Amazon S3, or of a store like it, or an access point; None for other services. Of a host that is not known the
    path is taken to begin with it."""
    key: str | None
    """The object's, decoded; None if the URL is the bucket's."""
    algorithm: str
    """'AWS4-HMAC-SHA256'."""
    access_key_id: str
    date: str
    """'20150830', as the scope says it."""
    region: str
    service: str
    """The signing name."""
    signed_headers: tuple[str, ...]
    """The headers that whoever uses it has to send as they were signed."""
    signed_at: DateTime
    """In UTC."""
    expires: int | None
    """Seconds that it is valid; None if it does not say."""
    has_session_token: bool
    """Whether it is signed with temporary credentials, and ends with them at the latest."""

    @property
    def expires_at(self) -> DateTime | None:
        """When it ends, in UTC, unless its credentials end before; None if it does not say."""
        return None if self.expires is None else self.signed_at + timedelta(seconds=self.expires)

    @property
    def seconds_left(self) -> float | None:
        """By this device's clock; negative once it has expired, and None if it does not say."""
        end = self.expires_at
        return None if end is None else end.timestamp() - PLATFORM.now()

    @property
    def problems(self) -> list[str]:
        """Why AWS would refuse it, as far as the URL tells, in words."""
        found: list[str] = []
        left = self.seconds_left
        if left is not None and left < 0 and (end := self.expires_at):
            found.append(f"it expired at {time_text(end.timestamp())}, {-left:.0f} s ago")
        if self.signed_at.timestamp() > PLATFORM.now() + 900:
            found.append(
                f"it was signed at {time_text(self.signed_at.timestamp())}, which is to come: a clock is wrong"
            )
        if self.expires is not None and not 1 <= self.expires <= MAX_EXPIRES:
            found.append(f"X-Amz-Expires must be 1 to {MAX_EXPIRES} seconds (seven days), not {self.expires}")
        if f"{self.signed_at:%Y%m%d}" != self.date:
            found.append(f"X-Amz-Credential says the date {self.date}, and X-Amz-Date another")
        if "host" not in self.signed_headers:
            found.append("host is not among the signed headers")
        return found


def presigned(url: object) -> Presigned:
    """What a presigned URL says of itself. Raises TypeError if it is no URL, ValueError if it is not presigned.

    parts = presigned(url)
    print(parts.bucket, parts.key, parts.signed_headers, parts.seconds_left, parts.problems)
    """
    address = read_url(checked_url(url), PLATFORM.transport.normalize_url)
    pairs = parse_query(address.query or "")
    if not is_presigned(pairs):
        raise ValueError(f"{address.address} is not presigned: its query has no X-Amz-Signature")
    values = {name: _decoded(value or "") for name, value in pairs}
    missing = [
        name
        for name in ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature")
        if not values.get(name)
    ]
    if missing:
        raise ValueError(f"{address.address} is not presigned as a whole: its query has no {', '.join(missing)}")
    return _read(address, values)


def _read(address: Url, values: dict[str, str]) -> Presigned:
    access_key_id, *scope = values["X-Amz-Credential"].split("/")
    if len(scope) == 3:  # SigV4A has its regions elsewhere
        scope.insert(1, values.get("X-Amz-Region-Set", ""))
    if len(scope) != 4 or not access_key_id:
        raise ValueError(f"{address.address}: X-Amz-Credential must be {_SCOPE}")
    date, region, service, _ = scope
    expires = values.get("X-Amz-Expires")
    if expires is not None and not (expires.isascii() and expires.isdecimal() and len(expires) < 10):
        raise ValueError(f"{address.address}: X-Amz-Expires must be a number of seconds")
    try:
        signed_at: Any = utc_of(timestamp_of(values["X-Amz-Date"]))
        _ = signed_at + timedelta(seconds=int(expires or 0))  # there may be no such time
    except (ValueError, OverflowError):
        raise ValueError(f"{address.address}: X-Amz-Date must be as 20150830T123600Z") from None
    bucket, key = bucket_and_key(address) if signing_rules(service).is_s3 else (None, "")
    return Presigned(
        address.host,
        address.path,
        bucket or None,
        _decoded(key) if bucket and key else None,
        values["X-Amz-Algorithm"],
        access_key_id,
        date,
        region,
        service,
        tuple(values["X-Amz-SignedHeaders"].split(";")),
        signed_at,
        None if expires is None else int(expires),
        any(name.lower() in ("x-amz-security-token", "x-amz-s3session-token") for name in values),
    )


def _decoded(text: str) -> str:
    return percent_decode(text).decode("utf-8", "replace")
