"""Answers may come in another order than the questions. Pure."""

from collections.abc import Callable


class Latest:
    """Tells which of several questions is the latest, whose answer alone counts."""

    def __init__(self) -> None:
        self._asked = 0

    def ask(self) -> Callable[[], bool]:
        """Begin a question; what is returned tells whether it still is the latest."""
        self._asked += 1
        asked = self._asked
        return lambda: asked == self._asked
