"""The tab's dialogs: each with work that ends when it is closed, and a focus that comes back."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from .. import problems
from ..dom import element, on, show_dialog, start
from . import table, unreadable
from .open_bucket import OpenBucket


class Dialog:
    """A dialog, named `name`-dialog, with a box for problems, named `name`-problem."""

    opened: OpenBucket
    """What it is about, as of when it was shown."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._place = 0
        self._work: asyncio.Task[Any] | None = None

    def wire(self) -> None:
        """Listen to its being closed."""
        on(element(f"{self.name}-dialog"), "close", lambda _: self._closed())

    def show(self, opened: OpenBucket, key: str = "") -> None:
        """Open it, about a bucket, or the row of a key."""
        self.opened = opened
        self._place = table.place_of(key)
        self.clear()
        show_dialog(f"{self.name}-dialog")

    def close(self) -> None:
        """All is done."""
        self._work = None
        element(f"{self.name}-dialog").close()

    def clear(self) -> None:
        """Forget the problem."""
        problems.clear(f"{self.name}-problem")

    async def run(self, work: Awaitable[None], *, of_what_is_typed: bool = False) -> bool:
        """Do the dialog's work, until it is closed; explain what goes wrong. Return whether all went well.

        Of what is typed nothing can be changed meanwhile: it would count for the rest of a folder, or for nothing.
        """
        self.stop()
        self._work = task = start(unreadable.guarded(work, self.opened, f"{self.name}-problem"))
        if of_what_is_typed:
            self._hold(is_held=True)
        try:
            return await task
        except asyncio.CancelledError:
            return False
        finally:
            if of_what_is_typed and self._work in (task, None):
                self._hold(is_held=False)

    def _hold(self, *, is_held: bool) -> None:
        for js_field in element(f"{self.name}-dialog").querySelectorAll("input, textarea"):
            js_field.readOnly = is_held

    def stop(self) -> None:
        """Give up the work."""
        if self._work:
            self._work.cancel()
        self._work = None

    def _closed(self) -> None:
        self.stop()
        table.focus_if_lost(self._place)
