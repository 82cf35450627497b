"""AWS's rules once more, from urllib and hashlib, to correct a result of aws4fetch. Nothing here is from aws4web."""

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes

Pair = tuple[str, str | None]

PRESIGN = {
    f"X-Amz-{name}" for name in ("Algorithm", "Credential", "Date", "SignedHeaders", "Signature", "Security-Token")
}


def canonical(text: str, safe: str = "") -> str:
    """Any percent-encoding of some bytes, as RFC 3986 and AWS write it. A stray % stands for itself."""
    return quote(unquote_to_bytes(text), safe=safe)


def read_pairs(search: str) -> list[Pair]:
    """The pairs of application/x-www-form-urlencoded, encoded canonically; None is a value without `=`."""
    pairs: list[Pair] = []
    for part in filter(None, search.removeprefix("?").replace("+", "%20").split("&")):
        name, equals, value = part.partition("=")
        pairs.append((canonical(name), canonical(value) if equals else None))
    return pairs


def write_pairs(pairs: list[Pair]) -> str:
    return "&".join(name if value is None else f"{name}={value}" for name, value in pairs)


def sorted_query(pairs: list[Pair]) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted((name, value or "") for name, value in pairs))


def is_utf8(text: str) -> bool:
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sign_again(result: dict[str, Any], secret: str) -> None:
    """Recompute what follows from the path, the query, the headers, the scope and the payload's hash."""
    payload_hash = result["canonical_string"].rpartition("\n")[2]
    result["canonical_string"] = "\n".join(
        [
            result["method"].upper(),
            result["encoded_path"],
            result["encoded_search"],
            result["canonical_headers"],
            "",
            result["signed_headers"],
            payload_hash,
        ]
    )
    scope = result["credential_string"]
    result["string_to_sign"] = "\n".join(
        ["AWS4-HMAC-SHA256", result["datetime"], scope, sha256(result["canonical_string"])]
    )
    key = f"AWS4{secret}".encode()
    for step in [*scope.split("/"), result["string_to_sign"]]:
        key = hmac.digest(key, step.encode(), "sha256")
    old, result["signature"] = result["signature"], key.hex()
    # The old one is a hash: it occurs nowhere else.
    result["url"] = result["url"].replace(old, result["signature"])
    result["headers"] = [[name, re.sub(old, result["signature"], value)] for name, value in result["headers"]]
