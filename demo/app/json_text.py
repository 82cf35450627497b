"""JSON of servers and strangers: read without risk to the page's stack, and indented as it is written. Pure."""

import json
import re
from typing import Any

DEEPEST = 200
"""Levels: below some thousand, Python's parser exhausts the stack of a browser, which ends the page's Python."""


class TooDeepError(ValueError):
    """It may be JSON all the same."""


# It also takes a string that is not closed, so that no character is looked at again and again.
_string = r'"(?:[^"\\]|\\.)*+"?'
_brackets = re.compile(rf"{_string}|[\[\]{{}}]", re.DOTALL)
_tokens = re.compile(rf'{_string}|[\[\]{{}},:]|[^\s\[\]{{}},:"]+', re.DOTALL)


def is_deep(text: str, deepest: int) -> bool:
    """Whether arrays and objects are nested deeper than that."""
    depth = 0
    for found in _brackets.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > deepest:
                return True
        elif found[0] in "]}":
            depth -= 1
    return False


def parsed(text: str, deepest: int = DEEPEST, **options: Any) -> Any:
    """As json.loads. Raises ValueError if it is no JSON, TooDeepError if this page cannot tell."""
    if is_deep(text, deepest):
        raise TooDeepError(f"it is nested deeper than {deepest} levels")
    return json.loads(text, **options)


def indented(text: str) -> str:
    """JSON with a line for each item; its numbers, and names that are there twice, stay as they are written.

    What is no JSON stays as it is.
    """
    try:
        parsed(text)
    except ValueError:
        return text
    pieces: list[str] = []
    depth, before = 0, ":"
    for piece in _tokens.findall(text):
        if piece in "]}":
            depth -= 1
        if (before in "[{" and piece not in "]}") or before == "," or (piece in "]}" and before not in "[{"):
            pieces.append("\n" + "  " * depth)
        pieces.append({":": ": "}.get(piece, _plain(piece)))
        if piece in "[{":
            depth += 1
        before = piece
    return "".join(pieces)


def _plain(piece: str) -> str:
    r"""A string with its letters in place of \u escapes, where they are letters."""
    if "\\u" not in piece:
        return piece
    plain = json.dumps(json.loads(piece), ensure_ascii=False)
    return plain if plain.isprintable() else piece
