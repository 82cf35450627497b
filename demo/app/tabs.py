"""The tabs, as the ARIA Authoring Practices want them: one Tab stop, arrow keys, Home and End.

https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
"""

from collections.abc import Callable
from typing import Any

from js import document, history, location

from .dom import element, on

NAMES = ("objects", "call", "signature", "python")

_listeners: dict[str, Callable[[], object]] = {}


def on_show(name: str, listener: Callable[[], object]) -> None:
    """Call `listener` whenever a tab's panel is brought to the front."""
    _listeners[name] = listener


def is_shown(name: str) -> bool:
    """Whether a tab's panel is in front."""
    return not element(name).hidden


def select(name: str, *, focus: bool = False) -> None:
    """Show a tab's panel and hide the others. The address remembers it, for a reload or a link."""
    for other in NAMES:
        js_tab = element(f"tab-{other}")
        js_tab.setAttribute("aria-selected", "true" if other == name else "false")
        js_tab.tabIndex = 0 if other == name else -1
        element(other).hidden = other != name
    history.replaceState(None, "", f"#{name}")
    if focus:
        element(f"tab-{name}").focus()
    if name in _listeners:
        _listeners[name]()


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
    name = location.hash.removeprefix("#")
    select(name if name in NAMES else NAMES[0])


def wire() -> None:
    """Make the tabs work, and show the one that the address names."""
    js_list = document.querySelector("[role=tablist]")
    on(js_list, "keydown", _on_key)
    for name in NAMES:
        on(element(f"tab-{name}"), "click", lambda _, name=name: select(name))
    _from_address()
