"""Which rows are ticked: objects and folders, to do the same with all of them."""

from collections.abc import Callable, Sequence
from typing import Any

from js import document

from ..dom import element, on
from .folder import Entry, total_text

_keys: dict[str, None] = {}  # in the order in which they were ticked
_shown: Sequence[Entry] = ()
_last: str | None = None  # the box that was ticked last: Shift ticks from there


def holds(key: str) -> bool:
    """Whether a row is ticked."""
    return key in _keys


def entries() -> list[Entry]:
    """The ticked ones, in the order of the list. What a filter hides is not among them."""
    return [entry for entry in _shown if entry.key in _keys]


def follow(shown: Sequence[Entry]) -> None:
    """The list is another one: what it does not have is not ticked any more."""
    global _shown
    _shown = shown
    there = {entry.key for entry in shown}
    for key in [key for key in _keys if key not in there]:
        del _keys[key]
    _show()


def clear() -> None:
    """Tick none."""
    _keys.clear()
    _show()


def _tick(keys: Sequence[str], *, is_on: bool) -> None:
    for key in keys:
        if is_on:
            _keys[key] = None
        else:
            _keys.pop(key, None)
    _show()


def _on_click(js_event: Any) -> None:
    global _last
    js_box = js_event.target.closest("[data-choose]")
    if not js_box:
        return
    key = js_box.dataset.choose
    order = [entry.key for entry in _shown] if js_event.shiftKey and _last else []
    if key in order and _last in order:
        one, other = sorted((order.index(key), order.index(_last)))
        _tick(order[one : other + 1], is_on=js_box.checked)
    else:
        _tick([key], is_on=js_box.checked)
    _last = key


def _show() -> None:
    """Tick the boxes, and say what is ticked."""
    for js_box in document.querySelectorAll("#rows [data-choose]"):
        js_box.checked = js_box.dataset.choose in _keys
    js_all = element("choose-all")
    js_all.checked = bool(_keys) and len(_keys) == len(_shown)
    js_all.indeterminate = 0 < len(_keys) < len(_shown)
    ticked = entries()
    element("chosen").hidden = not ticked
    element("chosen-count").textContent = f"{total_text(ticked)} selected" if ticked else ""
    has_objects = any(not entry.is_folder for entry in ticked)
    for name in ("chosen-download", "chosen-links"):
        element(name).disabled = not has_objects


def wire(*, delete: Callable[[], Any], download: Callable[[], Any], links: Callable[[], Any]) -> None:
    """Listen to the boxes, and to the buttons of what is ticked."""
    on(element("rows"), "click", _on_click)
    on(element("choose-all"), "click", lambda e: _tick([one.key for one in _shown], is_on=e.target.checked))
    on(element("chosen-clear"), "click", lambda _: _clear_all())
    on(element("chosen-delete"), "click", lambda _: delete())
    on(element("chosen-download"), "click", lambda _: download())
    on(element("chosen-links"), "click", lambda _: links())


def _clear_all() -> None:
    clear()
    element("choose-all").focus()
