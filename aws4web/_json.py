"""JSON to send, and JSON that a server sent. Pure."""

import json
from itertools import accumulate
from typing import Any

MAX_DEPTH = 500
"""Levels of nested arrays and objects. V8's stack has room for six times as many, CPython 3.11's for twice."""

_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b'[]{}"'))
_PASSES = 8


def parse_json(text: str, **options: Any) -> Any:
    """As json.loads. Raises ValueError if the text is not JSON, or is nested deeper than MAX_DEPTH."""
    if depth_of(text) > MAX_DEPTH:
        raise ValueError(f"JSON that is nested deeper than {MAX_DEPTH} levels")
    try:
        return json.loads(text, **options)
    except RecursionError:
        raise ValueError("JSON that is nested too deep for what is left of Python's stack") from None


def depth_of(text: str) -> int:
    """How deep a parser may go before it reaches the end or an error."""
    least = text.count("[") + text.count("{")
    if least <= MAX_DEPTH:
        return least
    # Only functions written in C, so that it takes a fraction of the parser's time: escapes first, then all that
    # neither opens nor closes anything, then the strings. A string without brackets is two quotes side by side.
    data = text.encode(errors="replace")
    if b"\\" in data:
        data = data.replace(rb"\\", b"").replace(rb"\"", b"")
    data = data.translate(_BRACKETS, _OTHERS).replace(b'""', b"")
    data = b"".join(data.split(b'"')[::2])
    for _ in range(_PASSES):  # each removes the innermost level, and most of the text
        data = data.replace(b"[]", b"")
    return _PASSES + max(accumulate(1 if code == b"["[0] else -1 for code in data), default=0)


def json_payload(body: Any, value: Any) -> tuple[bytes, str]:
    """The body for the option json, and its Content-Type. Raises TypeError if there is a body too."""
    if body is not None:
        raise TypeError("body and json are two bodies: pass one of them")
    return json_body(value), "application/json"


def json_body(value: Any) -> bytes:
    """`value` as compact JSON in UTF-8. Raises TypeError and ValueError if JSON cannot express it."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except TypeError as exc:
        raise TypeError(f"json: {exc}") from None
    except (ValueError, RecursionError) as exc:
        reason = "a lone surrogate is no character" if isinstance(exc, UnicodeEncodeError) else exc
        raise ValueError(f"json: {reason}") from None
