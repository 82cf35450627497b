"""Which part of a line of Python is what, for its colour. A line needs only the state left by those before it. Pure."""

import re
from keyword import kwlist

Part = tuple[str, str]
"""What it is ("" for the rest), and its text."""

_LONGEST = 1_000  # characters of a line that gets colours
_TOKEN = re.compile(
    r"""
      (?P<comment>\#.*)
    | (?P<string>(?i:[bfrtu]|br|rb|fr|rf|tr|rt)?(?P<quote>\"{3}|'{3}|"|'))
    | (?P<decorator>(?<!\S)@[\w.]+)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>(?:\d[\w.]*|\.\d\w*))
    """,
    re.VERBOSE,
)
# What ends each kind of string; a backslash hides what follows it.
_REST = {
    quote: re.compile(
        rf"(?:[^\\{quote[0]}]|\\.|{quote[0]}(?!{quote[1:]}))*{quote}"
        if len(quote) == 3
        else rf"(?:[^\\{quote}]|\\.)*{quote}"
    )
    for quote in ('"""', "'''", '"', "'")
}
_KEYWORDS = frozenset(kwlist)


def parts_of(line: str, state: str) -> tuple[list[Part], str]:
    """The parts of a line, given the quotes that are open before it ("" for none); and those after it."""
    parts: list[Part] = []
    at = 0
    if state:
        rest = _REST[state].match(line)
        if not rest:
            return [("string", line)] if line else [], state
        at, state = rest.end(), ""
        parts.append(("string", line[:at]))
    defines = False
    while found := _TOKEN.search(line, at):
        begin, at = found.span()
        kind = found.lastgroup or ""
        if found["string"]:
            kind, quote = "string", found["quote"]
            rest = _REST[quote].match(line, at)
            at = rest.end() if rest else len(line)
            if not rest and len(quote) == 3:
                state = quote
        elif found["word"]:
            kind = "name" if defines else "keyword" if found["word"] in _KEYWORDS else ""
            defines = found["word"] in ("def", "class")
        if begin > sum(len(text) for _, text in parts):
            parts.append(("", line[sum(len(text) for _, text in parts) : begin]))
        parts.append((kind, line[begin:at]))
    return _joined(parts, line), state


def _joined(parts: list[Part], line: str) -> list[Part]:
    """The parts and what follows them; neighbours of one kind are one part."""
    joined: list[Part] = []
    for kind, text in [*parts, ("", line[sum(len(text) for _, text in parts) :])]:
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        elif text:
            joined.append((kind, text))
    return [("", line)] if len(line) > _LONGEST else joined


class Colours:
    """The parts of all lines of a text that changes, a little at a time."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._states: list[str] = [""]  # before each line, and after the last one

    def update(self, text: str) -> None:
        """The text is now another one: read what is new."""
        lines = text.split("\n")
        old, states = self.lines, self._states
        same = next(
            (at for at, (a, b) in enumerate(zip(old, lines, strict=False)) if a != b), min(len(old), len(lines))
        )
        tail = 0
        while tail < min(len(old), len(lines)) - same and old[-1 - tail] == lines[-1 - tail]:
            tail += 1
        new = states[: same + 1]
        for at in range(same, len(lines)):
            from_end = len(lines) - at
            if from_end <= tail and new[-1] == states[len(old) - from_end]:
                new += states[len(old) - from_end + 1 :]  # from here on, all is as it was
                break
            new.append(parts_of(lines[at], new[-1])[1])
        self.lines, self._states = lines, new

    def parts(self, number: int) -> tuple[Part, ...]:
        """The parts of a line; the first is number 0."""
        return tuple(parts_of(self.lines[number], self._states[number])[0])
