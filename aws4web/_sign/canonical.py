"""AWS's canonical request as pure functions: strings in, strings out.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

URLs come here as the WHATWG URL Standard serialises them, so that every part is ASCII and what is signed is what a
browser sends. Percent-encoding is our own because `urllib.parse` costs 77 ms at a cold import in Pyodide.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

# What AWS does not need signed, and aws4fetch leaves out.
_UNSIGNED_HEADERS = frozenset({"content-length", "content-type", "presigned-expires", "range"})
# What the browser, a proxy or a load balancer adds, rewrites or removes on the way: botocore's list, and what the Fetch
# Standard forbids a page to set (https://fetch.spec.whatwg.org/#forbidden-request-header).
_REWRITTEN_HEADERS = frozenset(
    {"accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method"}
    | {"authorization", "baggage", "connection", "cookie", "cookie2", "date", "dnt", "expect", "keep-alive", "origin"}
    | {"referer", "set-cookie", "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade"}
    | {"access-control-request-private-network", "user-agent", "via", "x-amzn-trace-id"}
)
_NEVER_NEEDED = _UNSIGNED_HEADERS | _REWRITTEN_HEADERS
_BROWSERS_OWN = ("proxy-", "sec-")

# RFC 3986 section 2.3: what is never escaped.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPES = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]
_ESCAPES_BUT_SLASH = [*_ESCAPES]
_ESCAPES_BUT_SLASH[ord("/")] = "/"

_is_plain = re.compile(r"[A-Za-z0-9\-._~]*").fullmatch
_is_canonical_path = re.compile(r"(?:/[A-Za-z0-9\-._~]+)*/?").fullmatch  # as most are
_percent_byte = re.compile(rb"%([0-9A-Fa-f]{2})")
_slashes = re.compile("//+")
# White space that servers fold in a header's value: what Python takes for it, as botocore does, and what Go does.
# Control characters are refused.
_is_odd = re.compile(r"[\0-\x1f\x7f\x85\xa0]|  ").search
_white_space = re.compile(r"[\t \x85\xa0]+")
_is_control = re.compile(r"[\0-\x08\x0a-\x1f\x7f]").search

QueryPair = tuple[str, str | None]
"""A name and a value, each in canonical encoding; the value is None if the query has no `=`."""


def percent_encode(text: str, *, keep_slashes: bool = False) -> str:
    """Escape every byte of `text` (as UTF-8) that RFC 3986 does not call unreserved, in upper-case hex."""
    if _is_plain(text):
        return text
    escapes = _ESCAPES_BUT_SLASH if keep_slashes else _ESCAPES
    return "".join([escapes[byte] for byte in text.encode()])


def percent_decode(text: str) -> bytes:
    """The bytes that `text` stands for. A percent sign that begins no escape stands for itself."""
    return _percent_byte.sub(lambda match: bytes.fromhex(match[1].decode()), text.encode())


def _recode(text: str) -> str:
    """Decode and encode again, so that every spelling of the same bytes becomes the canonical one."""
    return text if _is_plain(text) else "".join([_ESCAPES[byte] for byte in percent_decode(text)])


def canonical_path(path: str, *, single_encode: bool = False) -> str:
    """The canonical URI of every service but S3: repeated slashes fold, then the encoded path is encoded again.

    `path` is a URL's pathname, its dot segments already removed. `single_encode` leaves existing escapes unchanged.
    """
    if _is_canonical_path(path):
        return path
    path = _slashes.sub("/", path)
    if single_encode:
        # Only what a URL may hold raw but AWS wants escaped: `!'()*` and the like; existing escapes stay.
        return "%".join([percent_encode(part, keep_slashes=True) for part in path.split("%")])
    return percent_encode(path, keep_slashes=True)


def canonical_s3_path(path: str) -> str:
    """S3's canonical URI: the object key encoded once. Slashes and dot segments are part of the key.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    """
    if _is_canonical_path(path):
        return path
    return "".join([_ESCAPES_BUT_SLASH[byte] for byte in percent_decode(path)])


def parse_query(search: str) -> list[QueryPair]:
    """The pairs of a URL's query (without `?`), read as application/x-www-form-urlencoded and encoded canonically.

    Order and repetition are kept; empty parts between two `&` are dropped.
    """
    pairs: list[QueryPair] = []
    for part in search.split("&"):
        if part:
            name, equals, value = part.replace("+", " ").partition("=")
            pairs.append((_recode(name), _recode(value) if equals else None))
    return pairs


def serialize_query(pairs: Iterable[QueryPair]) -> str:
    """The query as it is sent."""
    return "&".join([name if value is None else f"{name}={value}" for name, value in pairs])


def canonical_query(pairs: Sequence[QueryPair]) -> str:
    """The canonical query string: sorted by encoded name, then by encoded value, each with its `=`."""
    if not pairs:
        return ""
    return "&".join([f"{name}={value}" for name, value in sorted([(name, value or "") for name, value in pairs])])


def signable_headers(names: Iterable[str], *, all_headers: bool = False) -> list[str]:
    """The lower-case names that are signed, sorted, `host` among them. Those rewritten on the way never are."""
    left_out = _REWRITTEN_HEADERS if all_headers else _NEVER_NEEDED
    signed = {name for name in names if name not in left_out and not name.startswith(_BROWSERS_OWN)}
    return sorted(signed | {"host"})


def fold_header_values(values: dict[str, str]) -> None:
    """Replace each run of white space within a value by one space, as AWS does to sign, within quotes too.

    What is signed is what is sent: some servers fold what they are sent before they compare, and others do not.
    Raises ValueError for control characters: RFC 9110, section 5.5, allows none in a value.
    """
    for name, value in values.items():
        if _is_odd(value):
            if _is_control(value):
                raise ValueError(f"header {name} holds a control character, which HTTP cannot carry: percent-encode it")
            values[name] = _white_space.sub(" ", value).strip(" ")


def canonical_headers(names: Iterable[str], values: Mapping[str, str]) -> str:
    """A `name:value` line for each name; the values are folded already."""
    return "\n".join([f"{name}:{values[name]}" for name in names])


def canonical_request(method: str, path: str, query: str, headers: str, signed_headers: str, payload_hash: str) -> str:
    """The canonical request, of parts that are canonical already."""
    return f"{method}\n{path}\n{query}\n{headers}\n\n{signed_headers}\n{payload_hash}"


def string_to_sign(algorithm: str, datetime: str, credential_scope: str, request_hash: str) -> str:
    """What is signed: the hash of the canonical request, and what it is valid for."""
    return f"{algorithm}\n{datetime}\n{credential_scope}\n{request_hash}"
