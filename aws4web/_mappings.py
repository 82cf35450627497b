"""Mappings with a difference: one that does not show its values, one that holds only so many."""

from typing import Any


class Hidden(dict[str, Any]):
    """A mapping whose values do not show, not even in a traceback that prints locals."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name}: …' for name in self)}}}"


class Bounded(dict[Any, Any]):
    """Holds only its last `limit` entries."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        # Several threads may use it.
        while len(self) > self._limit:
            self.pop(next(iter([*self]), None), None)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"
