"""Ranges of bytes that are asked for together, as a request takes longer than some bytes that nobody wants. Pure."""

from typing import NamedTuple

GAP = 64 * 1024
_LARGEST = 16 * 2**20


class Block(NamedTuple):
    """What one request asks for."""

    first: int
    after: int
    wanted: list[int]
    """The ranges that it holds, by their place in the list."""


def merged(ranges: list[tuple[int, int]], max_gap: int) -> list[Block]:
    """The blocks that hold all ranges which are of one byte or more."""
    blocks: list[Block] = []
    for index in sorted(range(len(ranges)), key=lambda index: ranges[index]):
        first, after = ranges[index]
        if after <= first:
            continue
        last = blocks[-1] if blocks else None
        if last and first <= last.after + max_gap and max(after, last.after) - last.first <= _LARGEST:
            last.wanted.append(index)
            blocks[-1] = last._replace(after=max(after, last.after))
        else:
            blocks.append(Block(first, after, [index]))
    return blocks
