"""Whether a listing gets on, page by page: a server may send its pages for ever. Pure."""

_MOST_WITHOUT = 100
"""Pages in a row that may hold nothing new: a store may look through much that is deleted."""


class GettingOn:
    """Of one listing."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._count = 0
        self._without = 0

    def fault(self, token: str | None, count: int) -> str:
        """Why to stop, as a sentence, after a page with this token, and so many entries so far; or the empty text."""
        self._without = 0 if count > self._count else self._without + 1
        self._count = count
        if not token:
            return ""
        if token in self._tokens:
            return "The listing goes in a circle: its pages come again and again."
        self._tokens.add(token)
        if self._without >= _MOST_WITHOUT:
            return f"The listing comes to no end: its last {_MOST_WITHOUT} pages held nothing new."
        return ""
