"""The query of a presigned URL. Pure.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from collections.abc import Iterable

from .canonical import QueryPair, parse_query, percent_encode

MAX_EXPIRES = 604800  # seven days
_REPEATED = 300  # seconds

_PARAMETERS = frozenset(
    f"X-Amz-{name}" for name in ("Algorithm", "Credential", "Date", "Security-Token", "Signature", "SignedHeaders")
)
_EXPIRES = "X-Amz-Expires"


def is_presigned(pairs: Iterable[QueryPair]) -> bool:
    """Whether a query is signed, or would be taken for it: AWS accepts no request that is signed in two ways."""
    return any(name in ("X-Amz-Signature", "X-Amz-Algorithm", "X-Amz-Credential") for name, _ in pairs)


def without_signature(pairs: Iterable[QueryPair]) -> list[QueryPair]:
    """A query as it was before it was signed; its X-Amz-Expires stays."""
    return [pair for pair in pairs if pair[0] not in _PARAMETERS]


def check_expiry(pairs: Iterable[QueryPair], expires: int | None) -> None:
    """Raises ValueError if `expires`, or else the query, states an expiry that AWS does not accept."""
    for value in _stated(pairs, expires):
        if not (value and value.isascii() and value.isdecimal() and 1 <= int(value) <= MAX_EXPIRES):
            raise ValueError(f"expires must be 1 to {MAX_EXPIRES} seconds (seven days), not {value}")


def stated_expiry(query: str | None, expires: int | None, default: int | None) -> int | None:
    """The seconds for which a URL with this query is to be valid: `expires`, else what it says, else the default."""
    for value in _stated(parse_query(query or ""), expires):
        return int(value) if value and value.isdecimal() and len(value) < 10 else None  # it is refused
    return default


def _stated(pairs: Iterable[QueryPair], expires: int | None) -> list[str | None]:
    return [value for name, value in pairs if name == _EXPIRES] if expires is None else [str(expires)]


def repeated(time: float, expires: int | None) -> float:
    """When a URL is signed that is sent at once, and lives so long: rounded down, so that it is the same for a while.

    A browser's cache knows an object by its URL, and a new one each second would never be found there.
    """
    return time if expires is None else time - time % max(1, min(_REPEATED, expires // 3))


def to_presign(
    pairs: Iterable[QueryPair],
    *,
    algorithm: str,
    credential: str,
    datetime: str,
    signed_headers: str,
    session_token: str | None,
    token_name: str,
    expires: int | None,
    default_expires: int | None,
) -> list[QueryPair]:
    """A query with all that is signed with it. How long it is valid: `expires`, else what it says, else the default."""
    pairs = [pair for pair in pairs if expires is None or pair[0] != _EXPIRES]
    if expires is None and all(name != _EXPIRES for name, _ in pairs):
        expires = default_expires
    return [
        *pairs,
        ("X-Amz-Date", datetime),
        *([(token_name, percent_encode(session_token))] if session_token else []),
        *([(_EXPIRES, str(expires))] if expires is not None else []),
        ("X-Amz-Algorithm", algorithm),
        ("X-Amz-Credential", percent_encode(credential)),
        ("X-Amz-SignedHeaders", percent_encode(signed_headers)),
    ]
