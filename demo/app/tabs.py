"""The tabs, as the ARIA Authoring Practices want them: one Tab stop, arrow keys, Home and End. And the page's address.

The address says what is shown: `#objects/bucket/folder/` is a tab's name and the place in it, which only the tab
understands. Back and forward, links and reloads lead there again. What a tab does is loaded when it is first shown.

https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
"""

from collections.abc import Callable
from typing import Any

from js import document, history, location, window

from .dom import element, on

NAMES = ("objects", "call", "signature", "python")

_load: Callable[[str], object]  # what a tab does
_loaded: set[str] = set()
_on_show: dict[str, Callable[[], object]] = {}
_on_place: dict[str, Callable[[str], object]] = {}
_places: dict[str, str] = {}  # where each tab is


def on_show(name: str, listener: Callable[[], object]) -> None:
    """Call `listener` whenever a tab's panel is brought to the front."""
    _on_show[name] = listener


def on_place(name: str, listener: Callable[[str], object]) -> None:
    """Call `listener(place)` when the address leads to a place in a tab: at the start, by a link, by going back.

    `place` is what follows the tab's name and a slash, percent-encoded as it stands there; it may be anything.
    """
    _on_place[name] = listener


def is_shown(name: str) -> bool:
    """Whether a tab's panel is in front."""
    return not element(name).hidden


def set_place(name: str, place: str, *, replace: bool = False) -> None:
    """Say where a tab is now. If it is shown, the address follows: Back leads to where it was, unless `replace`."""
    _places[name] = place
    if is_shown(name):
        _write_address(name, replace=replace)


def select(name: str, *, focus: bool = False) -> None:
    """Show a tab's panel and hide the others. The address follows: Back leads to the tab before."""
    _write_address(name)
    _show(name, focus=focus)


def _write_address(name: str, *, replace: bool = False) -> None:
    place = _places.get(name)
    address = f"#{name}/{place}" if place else f"#{name}"
    if address != location.hash:
        (history.replaceState if replace else history.pushState)(None, "", address)


def _be_ready(name: str) -> None:
    if name not in _loaded:
        _loaded.add(name)
        _load(name)


def _show(name: str, *, focus: bool = False) -> None:
    _be_ready(name)
    for other in NAMES:
        js_tab = element(f"tab-{other}")
        js_tab.setAttribute("aria-selected", "true" if other == name else "false")
        js_tab.tabIndex = 0 if other == name else -1
        element(other).hidden = other != name
    if focus:
        element(f"tab-{name}").focus()
    if name in _on_show:
        _on_show[name]()


def _on_key(js_event: Any) -> None:
    current = js_event.target.id.removeprefix("tab-")
    if current not in NAMES:
        return
    at, last = NAMES.index(current), len(NAMES) - 1
    moves = {"ArrowRight": (at + 1) % len(NAMES), "ArrowLeft": (at - 1) % len(NAMES), "Home": 0, "End": last}
    if js_event.key in moves:
        js_event.preventDefault()
        select(NAMES[moves[js_event.key]], focus=True)


def _from_address() -> None:
    name, _, place = location.hash.removeprefix("#").partition("/")
    if name not in NAMES:
        name, place = NAMES[0], ""
    _places[name] = place
    _be_ready(name)
    if name in _on_place:
        _on_place[name](place)
    _write_address(name, replace=True)
    _show(name)


def wire(load: Callable[[str], object]) -> None:
    """Make the tabs work, and show what the address says. `load(name)` is called before a tab is shown at all."""
    global _load
    _load = load
    js_list = document.querySelector("[role=tablist]")
    on(js_list, "keydown", _on_key)
    on(window, "hashchange", lambda _: _from_address())
    for name in NAMES:
        on(element(f"tab-{name}"), "click", lambda _, name=name: select(name))
    _from_address()
