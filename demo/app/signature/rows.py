"""Parts of a signature, as the rows of a list."""

from typing import Any

from ..dom import make
from .parts import Part


def part_rows(parts: list[Part]) -> list[Any]:
    """Parts as rows of a description list."""
    return [
        make(
            "div",
            make("dt", part.label),
            make("dd", make("code", part.text or " "), make("span", part.why, class_="hint")),
            class_="part",
            data_kind=part.kind,
        )
        for part in parts
    ]
