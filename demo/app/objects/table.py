"""The table of what a folder holds: only the rows in sight are elements, with a spacer above and one below them."""

from collections.abc import Sequence
from typing import Any

from js import document, window

from ..dom import element, on
from . import chosen
from .folder import Entry
from .row_view import number, row_of

_BEYOND = 12  # rows that are ready above and below those in sight
_USUAL_HEIGHT = 44.0  # pixels, until a row has been measured
_MOVES = ("ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End")

_entries: Sequence[Entry] = ()
_places: dict[str, int] = {}  # where an entry is, by its key
_rows: dict[str, Any] = {}  # the rows that are elements, by their keys
_height = _USUAL_HEIGHT


def show(entries: Sequence[Entry], *, from_top: bool = False) -> None:
    """Show these. What is in sight stays there, and the focus on its row, or on the one that took its place."""
    global _entries, _places
    focus = _focus()
    at = _places.get(focus[0]) if focus else None
    _entries, _places = entries, {entry.key: at for at, entry in enumerate(entries)}
    old_rows = [*_rows.values()]
    _rows.clear()
    element("table-box").hidden = not entries
    element("listing").setAttribute("aria-rowcount", str(len(entries) + 1))
    if from_top:
        element("table-box").scrollTop = 0
    render()
    for js_row in old_rows:  # only now, or the browser would have scrolled up for want of rows
        js_row.remove()
    if focus and at is not None:
        focus_on(_places.get(focus[0], at), focus[1])


def place_of(key: str) -> int:
    """Where an entry is in the table."""
    return _places.get(key, 0)


def render() -> None:
    """Make elements of the rows in sight, and of no others."""
    first, last = _in_sight()
    wanted = _entries[first:last]
    js_before = None
    for at, entry in reversed([*enumerate(wanted, first)]):
        js_row = _rows.get(entry.key)
        if js_row is None:
            js_row = _rows[entry.key] = row_of(entry, at=at, is_chosen=chosen.holds(entry.key))
            element("rows").insertBefore(js_row, js_before)
        else:
            number(js_row, at)
        js_before = js_row
    _space("rows-above", first)
    _space("rows-below", len(_entries) - last)
    _drop({entry.key for entry in wanted})  # only now, or the browser would scroll up for want of rows
    _measure()


def _in_sight() -> tuple[int, int]:
    js_box = element("table-box")
    first = int(js_box.scrollTop / _height) - _BEYOND
    last = first + int(js_box.clientHeight / _height) + 2 * _BEYOND + 1
    last = min(len(_entries), max(last, 2 * _BEYOND))
    return max(0, min(first, last - 1)), last


def _drop(kept: set[str]) -> None:
    """Remove the other rows. The focus must not be lost with one: it goes to what is scrolled."""
    for key in [key for key in _rows if key not in kept]:
        js_row = _rows.pop(key)
        if js_row.contains(document.activeElement):
            element("table-box").focus(preventScroll=True)
        js_row.remove()


def _space(name: str, rows: int) -> None:
    element(name).hidden = not rows
    element(name).querySelector("td").style.height = f"{rows * _height}px"


def _measure() -> None:
    """All rows are equally high; how high, the screen's width decides."""
    global _height
    js_row = element("rows").lastElementChild
    height = js_row.getBoundingClientRect().height if js_row else 0
    if height and abs(height - _height) > 0.1:
        _height = height
        render()


# -- the focus ---------------------------------------------------------------------------------------------------------


def _focus() -> tuple[str, str] | None:
    """The key of the row with the focus, and what of it has it."""
    js_active = document.activeElement
    if not element("rows").contains(js_active):
        return None
    if js_active.hasAttribute("data-choose"):
        return js_active.dataset.choose, "[data-choose]"
    return js_active.dataset.key, f"[data-action={js_active.dataset.action}]"


def focus_on(at: int, part: str = ".name") -> None:
    """Bring a row into sight, and the focus to a part of it. Without rows the way to the folder has it, if any."""
    if not _entries:
        for js_step in list(element("trail").querySelectorAll("button"))[-1:]:
            js_step.focus()
        return
    at = max(0, min(at, len(_entries) - 1))
    _scroll_to(at)
    js_row = _rows[_entries[at].key]
    js_part = js_row.querySelector(part) or js_row.querySelector(".name")
    js_part.focus(preventScroll=True)


def focus_if_lost(at: int, part: str = ".name") -> None:
    """A dialog or a menu has been closed: if what opened it is gone, the focus goes to the row that has its place."""
    if document.activeElement.isSameNode(document.body):
        focus_on(at, part)


def _scroll_to(at: int) -> None:
    js_box = element("table-box")
    head = element("listing").querySelector("thead").getBoundingClientRect().height
    top = at * _height
    room = js_box.clientHeight - head - _height
    if top < js_box.scrollTop:
        js_box.scrollTop = top
    elif top > js_box.scrollTop + room:
        js_box.scrollTop = top - room
    render()


def _on_key(js_event: Any) -> None:
    focus = _focus()
    if js_event.key not in _MOVES or not focus or js_event.altKey or js_event.ctrlKey or js_event.metaKey:
        return
    js_event.preventDefault()
    at = _places[focus[0]]
    page = max(1, int(element("table-box").clientHeight / _height) - 1)
    moves = {"ArrowDown": at + 1, "ArrowUp": at - 1, "PageDown": at + page, "PageUp": at - page, "Home": 0}
    focus_on(moves.get(js_event.key, len(_entries) - 1), focus[1])


def _on_resize(_: Any) -> None:
    if _entries:
        render()


def wire() -> None:
    """Follow the scrolling, and the arrow keys from row to row."""
    on(element("table-box"), "scroll", lambda _: render())
    on(element("rows"), "keydown", _on_key)
    on(window, "resize", _on_resize)
