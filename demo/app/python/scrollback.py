"""The last part of what a program printed, in blocks that the page shows one by one. Pure."""

from collections import deque

LINES = 10_000
CHARACTERS = 1_000_000
_BLOCK_LINES = 50
_BLOCK_CHARACTERS = 8_000

Block = list[tuple[str, str]]
"""Texts with their streams; all of it is whole lines, but for the last block."""


class Scrollback:
    """Holds LINES lines at most, and CHARACTERS characters; older blocks make room."""

    def __init__(self) -> None:
        self.first = 0
        """The number of the oldest block that is held."""
        self.blocks: deque[Block] = deque()
        self.cut_lines = 0
        self.cut_characters = 0
        self._sizes: deque[tuple[int, int]] = deque()  # lines and characters of each block
        self._lines = 0
        self._characters = 0

    @property
    def end(self) -> int:
        """The number of the block after the last one."""
        return self.first + len(self.blocks)

    def add(self, stream: str, text: str) -> None:
        """Take more text."""
        begin = 0
        while begin < len(text):
            if not self.blocks or self._is_full():
                self.blocks.append([])
                self._sizes.append((0, 0))
            end = self._fitting(text, begin)
            self._put(stream, text[begin:end])
            begin = end
        self._make_room()

    def _is_full(self) -> bool:
        lines, characters = self._sizes[-1]
        ends_a_line = self.blocks[-1][-1][1].endswith("\n")
        return characters >= _BLOCK_CHARACTERS or (ends_a_line and lines >= _BLOCK_LINES)

    def _fitting(self, text: str, begin: int) -> int:
        """Where the part of the text that fits into the last block ends."""
        lines, characters = self._sizes[-1]
        most = begin + _BLOCK_CHARACTERS - characters
        end = begin
        for _ in range(max(1, _BLOCK_LINES - lines)):
            found = text.find("\n", end, most)
            if found < 0:
                return min(len(text), most)
            end = found + 1
        return end

    def _put(self, stream: str, text: str) -> None:
        block = self.blocks[-1]
        if block and block[-1][0] == stream:
            block[-1] = (stream, block[-1][1] + text)
        else:
            block.append((stream, text))
        new_lines = text.count("\n")
        lines, characters = self._sizes[-1]
        self._sizes[-1] = (lines + new_lines, characters + len(text))
        self._lines += new_lines
        self._characters += len(text)

    def _make_room(self) -> None:
        while len(self.blocks) > 1 and (self._lines > LINES or self._characters > CHARACTERS):
            lines, characters = self._sizes.popleft()
            self.blocks.popleft()
            self.first += 1
            self._lines -= lines
            self._characters -= characters
            self.cut_lines += lines
            self.cut_characters += characters
