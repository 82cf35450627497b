"""Menus that open below a button, as the ARIA Authoring Practices want them.

https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
"""

from collections.abc import Callable, Iterable
from typing import Any

from js import document, window

from ..dom import element, on

_MARGIN = 8  # pixels to the edge of the screen
_opened_for: dict[str, str] = {}  # what a menu was opened for, by the menu


def show(name: str, js_button: Any, key: str = "", hidden: Iterable[str] = ()) -> None:
    """Open a menu below a button, without some of its actions, for what has this key."""
    js_menu = element(name)
    _opened_for[name] = key
    for js_item in js_menu.querySelectorAll("[role=menuitem]"):
        js_item.hidden = js_item.dataset.action in hidden
    js_menu.showPopover()
    place = js_button.getBoundingClientRect()
    left = min(place.right - js_menu.offsetWidth, window.innerWidth - js_menu.offsetWidth - _MARGIN)
    below = place.bottom + js_menu.offsetHeight + _MARGIN < window.innerHeight
    top = place.bottom + 4 if below else max(_MARGIN, place.top - js_menu.offsetHeight - 4)
    js_menu.style.left = f"{max(_MARGIN, left)}px"
    js_menu.style.top = f"{top}px"
    _items(js_menu)[0].focus()


def _items(js_menu: Any) -> list[Any]:
    return list(js_menu.querySelectorAll("[role=menuitem]:not([hidden])"))


def _on_key(js_event: Any) -> None:
    items = _items(js_event.currentTarget)
    at = next((at for at, js_item in enumerate(items) if js_item.isSameNode(document.activeElement)), 0)
    moves = {"ArrowDown": at + 1, "ArrowUp": at - 1, "Home": 0, "End": -1}
    if js_event.key in moves:
        js_event.preventDefault()
        items[moves[js_event.key] % len(items)].focus()
    elif js_event.key == "Tab":
        js_event.currentTarget.hidePopover()


def wire(name: str, act: Callable[[str, str], Any], closed: Callable[[str], object] = lambda _: None) -> None:
    """Call `act(action, key)` for what is chosen of a menu, and `closed(key)` once it is closed."""

    def chosen(js_event: Any) -> Any:
        js_item = js_event.target.closest("[role=menuitem]")
        if not js_item:
            return None
        element(name).hidePopover()  # gives the focus back to the button
        return act(js_item.dataset.action, _opened_for[name])

    def toggled(js_event: Any) -> None:
        if js_event.newState == "closed":
            if element(name).contains(document.activeElement):  # the button is gone: the focus cannot go back to it
                document.activeElement.blur()
            closed(_opened_for[name])

    on(element(name), "click", chosen)
    on(element(name), "keydown", _on_key)
    on(element(name), "toggle", toggled)
    for js_scrolled, event in ((element("table-box"), "scroll"), (window, "resize")):
        on(js_scrolled, event, lambda _: element(name).hidePopover())
