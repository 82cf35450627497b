"""The query of a presigned URL, as pure functions.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from collections.abc import Iterable

from ._canonical import QueryPair, percent_encode

MAX_EXPIRES = 604800  # seven days

_PARAMETERS = frozenset(
    f"X-Amz-{name}" for name in ("Algorithm", "Credential", "Date", "Security-Token", "Signature", "SignedHeaders")
)
_EXPIRES = "X-Amz-Expires"


def is_presigned(pairs: Iterable[QueryPair]) -> bool:
    """Whether a query is signed."""
    return any(name == "X-Amz-Signature" for name, _ in pairs)


def without_signature(pairs: Iterable[QueryPair]) -> list[QueryPair]:
    """A query as it was before it was signed; how long it was to live stays."""
    return [pair for pair in pairs if pair[0] not in _PARAMETERS]


def to_presign(
    pairs: Iterable[QueryPair],
    *,
    algorithm: str,
    credential: str,
    datetime: str,
    signed_headers: str,
    session_token: str | None,
    expires: int | None,
    default_expires: int | None,
) -> list[QueryPair]:
    """A query with all that is signed with it. What `expires` says wins over what the URL says.

    Raises ValueError for an expiry that AWS does not accept.
    """
    pairs = without_signature(pairs)
    pairs.append(("X-Amz-Date", datetime))
    if session_token:
        pairs.append(("X-Amz-Security-Token", percent_encode(session_token)))
    if expires is not None:
        pairs = [pair for pair in pairs if pair[0] != _EXPIRES]
        pairs.append((_EXPIRES, str(expires)))
    elif default_expires and all(name != _EXPIRES for name, _ in pairs):
        pairs.append((_EXPIRES, str(default_expires)))
    for name, value in pairs:
        if name == _EXPIRES and not _is_expiry(value):
            raise ValueError(f"expires must be 1 to {MAX_EXPIRES} seconds (seven days), not {value}")
    pairs.append(("X-Amz-Algorithm", algorithm))
    pairs.append(("X-Amz-Credential", percent_encode(credential)))
    pairs.append(("X-Amz-SignedHeaders", percent_encode(signed_headers)))
    return pairs


def _is_expiry(value: str | None) -> bool:
    return value is not None and value.isdecimal() and 1 <= int(value) <= MAX_EXPIRES
