"""Colours for a textarea: the lines in view, painted on a layer behind its transparent text."""

from typing import Any

from js import ResizeObserver, document, window
from pyodide.ffi import create_once_callable, create_proxy

from ..dom import element, make, on
from .colours import Colours

_LINE = 20  # pixels, as python.css says
_PADDING = 8


class Layer:
    """Paints after each change, scroll and resize, once a frame."""

    def __init__(self, js_area: Any) -> None:
        self._js_area = js_area
        self._js_rows = element("python-layer-rows")
        self._colours = Colours()
        self._rows: list[tuple[Any, object]] = []  # each with what it shows
        self._marked: int | None = None
        self._is_planned = False
        on(js_area, "input", lambda _: self.refresh())
        on(js_area, "scroll", lambda _: self._plan())
        ResizeObserver.new(create_proxy(lambda *_: self._plan())).observe(js_area)
        self.refresh()

    def refresh(self) -> None:
        """The text is another one: a mark would be in the wrong place."""
        self._colours.update(self._js_area.value)
        self.mark(None)

    def mark(self, line: int | None) -> None:
        """Mark a line, the first is 1, or none."""
        self._marked = line
        self._plan()

    def _plan(self) -> None:
        if not self._is_planned:
            self._is_planned = True
            window.requestAnimationFrame(create_once_callable(self._paint))

    def _paint(self, _time: float) -> None:
        self._is_planned = False
        js_area = self._js_area
        top, lines = js_area.scrollTop, self._colours.lines
        first = max(0, int((top - _PADDING) // _LINE))
        shown = range(first, min(len(lines), first + int(js_area.clientHeight // _LINE) + 2))
        while len(self._rows) > len(shown):
            self._rows.pop()[0].remove()
        for slot, number in enumerate(shown):
            parts, is_marked = self._colours.parts(number), number + 1 == self._marked
            if slot == len(self._rows):
                self._rows.append((make("div"), None))
                self._js_rows.append(self._rows[slot][0])
            js_row, showing = self._rows[slot]
            if showing != (parts, is_marked):
                js_row.className = "code-row marked" if is_marked else "code-row"
                js_row.replaceChildren(*[_part(kind, text) for kind, text in parts])
                self._rows[slot] = (js_row, (parts, is_marked))
        across, down = -js_area.scrollLeft, first * _LINE - top
        self._js_rows.style.transform = f"translate({across}px, {down}px)"


def _part(kind: str, text: str) -> Any:
    return make("span", text, class_=f"part-{kind}") if kind else document.createTextNode(text)
