"""The query of a URL as rows, and back: what is not changed keeps its spelling. Pure."""

from typing import NamedTuple
from urllib.parse import quote, unquote_plus

_SAFE = "-._~"  # AWS escapes all but these, letters and digits


Row = tuple[str, str]
"""A name and a value."""


class Pair(NamedTuple):
    """A parameter as it is written, and as it is meant."""

    raw: str
    name: str
    value: str


def pairs_of(url: str) -> list[Pair]:
    """The parameters of a URL, in order."""
    query = url.partition("#")[0].partition("?")[2]
    return [_pair(raw) for raw in query.split("&") if raw]


def _pair(raw: str) -> Pair:
    name, _, value = raw.partition("=")
    return Pair(raw, unquote_plus(name), unquote_plus(value))


def with_pairs(url: str, rows: list[Row]) -> str:
    """The URL with these parameters."""
    before, hash_mark, fragment = url.partition("#")
    known: dict[Row, list[str]] = {}
    for pair in pairs_of(url):
        known.setdefault((pair.name, pair.value), []).append(pair.raw)
    written: list[str] = []
    for row in rows:
        spellings = known.get(row)
        written.append(spellings.pop(0) if spellings else f"{quote(row[0], safe=_SAFE)}={quote(row[1], safe=_SAFE)}")
    query = "&".join(text for text, row in zip(written, rows, strict=True) if row != ("", ""))
    return before.partition("?")[0] + (f"?{query}" if query else "") + hash_mark + fragment


def lines_of(rows: list[Row]) -> str:
    """Rows as `name=value` lines."""
    return "\n".join(f"{name}={value}" for name, value in rows)


def rows_of(text: str) -> list[Row]:
    """The rows of pasted text: `name=value` or `name: value` lines, or a query as a URL has it."""
    text = text.strip()
    if "\n" not in text and "&" in text:
        return [(pair.name, pair.value) for pair in pairs_of(f"?{text.rpartition('?')[2]}")]
    rows: list[Row] = []
    for line in filter(str.strip, text.splitlines()):
        at = min((line.index(mark) for mark in "=:\t" if mark in line), default=len(line))
        rows.append((line[:at].strip(), line[at + 1 :].strip()))
    return rows
