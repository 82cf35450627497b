"""Answers may not come in the order of the questions. Pure."""

from collections.abc import Callable


class Latest:
    """Tells which of several questions is the latest: only its answer counts."""

    def __init__(self) -> None:
        self._asked = 0

    def ask(self) -> Callable[[], bool]:
        """Start a question; what is returned tells whether it is still the latest."""
        self._asked += 1
        asked = self._asked
        return lambda: asked == self._asked
