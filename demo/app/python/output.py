"""Where the tab shows what a program prints: the last part of it, painted once a frame."""

from typing import Any

from js import URL, Array, Blob, Object, document, window
from pyodide.ffi import create_once_callable, to_js

from ..dom import element, fill, make, on
from .scrollback import Scrollback

_NEAR = 40  # pixels from the end: whoever is there follows what comes
_MOST = 25_000_000  # characters that are kept for the download: a little more than the worker sends


class Output:
    """The output of one run, until the next."""

    def __init__(self) -> None:
        self._js_box = element("python-output")
        self._is_planned = False
        on(element("python-download"), "click", lambda _: self._download())
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._scrollback = Scrollback()
        self._js_all = Array.new()
        self._size = 0
        self._shown = (0, 0)  # the blocks that are in the page: the first, and the one after the last
        self._was_marked = False
        self._lost = 0  # characters that the worker did not keep
        fill(self._js_box)
        self._say_what_was_cut()

    def add(self, stream: str, text: str) -> None:
        """Show more text."""
        self._size += len(text)
        if self._size > _MOST:
            return
        self._js_all.push(text)
        self._scrollback.add(stream, text)
        if not self._is_planned:
            self._is_planned = True
            window.requestAnimationFrame(create_once_callable(self._paint))

    def mark(self, text: str) -> None:
        """Say, once, something about what comes next."""
        if not self._was_marked:
            self._was_marked = True
            end = self._scrollback.blocks[-1][-1][1] if self._scrollback.blocks else "\n"
            self._scrollback.add("mark", f"{'' if end.endswith(chr(10)) else chr(10)}{text}\n")

    def say_lost(self, characters: int) -> None:
        """Say what the worker did not keep."""
        self._lost = characters
        self._say_what_was_cut()

    def _paint(self, _time: float) -> None:
        self._is_planned = False
        js_box, scrollback = self._js_box, self._scrollback
        follows = js_box.scrollHeight - js_box.scrollTop - js_box.clientHeight < _NEAR
        first, end = self._shown
        for _ in range(min(scrollback.first, end) - first):
            js_box.firstChild.remove()
        if end > scrollback.first:  # the last block may have grown
            js_box.lastChild.remove()
            end -= 1
        js_new = document.createDocumentFragment()
        for number in range(max(end, scrollback.first), scrollback.end):
            js_new.append(_block(scrollback.blocks[number - scrollback.first]))
        js_box.append(js_new)
        self._shown = (scrollback.first, scrollback.end)
        if follows:
            js_box.scrollTop = js_box.scrollHeight
            # Only now does the browser lay out what came into view: its height may be another one.
            window.requestAnimationFrame(create_once_callable(lambda _: _to_the_end(js_box)))
        if scrollback.cut_characters:
            self._say_what_was_cut()

    def _say_what_was_cut(self) -> None:
        cut = self._scrollback.cut_lines
        texts: list[str] = []
        if self._scrollback.cut_characters:
            before = f"{cut:,} earlier lines are" if cut else "The beginning of a long line is"
            texts.append(f"{before} not shown.")
        if self._lost:
            texts.append(f"{self._lost:,} more characters were printed, and not kept.")
        element("python-cut").hidden = not texts
        element("python-cut-text").textContent = " ".join(texts)

    def _download(self) -> None:
        options = to_js({"type": "text/plain;charset=utf-8"}, dict_converter=Object.fromEntries)
        address = URL.createObjectURL(Blob.new(self._js_all, options))
        make("a", href=address, download="output.txt").click()
        URL.revokeObjectURL(address)


def _to_the_end(js_box: Any) -> None:
    js_box.scrollTop = js_box.scrollHeight


def _block(texts: list[tuple[str, str]]) -> Any:
    """An element that the browser need not lay out until it comes into view."""
    content = [text if stream == "out" else make("span", text, class_=f"out-{stream}") for stream, text in texts]
    return make("div", *content, class_="out-block")
