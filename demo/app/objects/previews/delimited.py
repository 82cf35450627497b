"""CSV as a table. Pure."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple

_DELIMITERS = ",;\t|"
_said = re.compile(r"sep=(.)\r?\n", re.IGNORECASE).match  # a first line that is Excel's own, and no row
_TRIED = 20  # rows that tell which delimiter it is
MOST_ROWS, MOST_COLUMNS = 200, 40


class Table(NamedTuple):
    """The first rows of it."""

    rows: list[list[str]]
    """All of the same length."""
    is_all: bool


def table_of(text: str, *, is_whole: bool) -> Table | None:
    """None if it is no table: one column, or not what CSV can be.

    Of what is not whole the end is left out: the last row, or the last cell of the only one.
    """
    said = _said(text)
    if said:
        text = text[said.end() :]
    best = said[1] if said else max(_DELIMITERS, key=lambda delimiter: _likeness(text, delimiter))
    if _likeness(text, best) <= 0:
        return None
    try:
        rows = list(islice(_rows(text, best), MOST_ROWS + 2))
    except csv.Error:
        return None
    if not is_whole:
        rows = rows[:-1] or [rows[0][:-1]]
    columns = max(map(len, rows), default=0)
    is_all = is_whole and len(rows) <= MOST_ROWS + 1 and columns <= MOST_COLUMNS
    width = min(columns, MOST_COLUMNS)
    return Table([(row + [""] * width)[:width] for row in rows[: MOST_ROWS + 1]], is_all)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter)


def _likeness(text: str, delimiter: str) -> float:
    """How much this looks like the delimiter: the columns of the first row, if the others have as many."""
    try:
        rows = [row for row in islice(_rows(text, delimiter), _TRIED) if row]
    except csv.Error:
        return 0
    if not rows or len(rows[0]) < 2:
        return 0
    same = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return same + len(rows[0]) / 1000
