"""The copy buttons: each names, in data-copy, the element whose text it copies."""

from itertools import count
from typing import Any

from js import document, navigator

from .dom import announce, element, make, on, start

_numbers = count(1)


def _copy(js_button: Any) -> None:
    js_source = element(js_button.dataset.copy)
    copy(js_button, js_source, js_source.value if _is_field(js_source) else js_source.textContent)


def _is_field(js_source: Any) -> bool:
    return js_source.tagName in ("TEXTAREA", "INPUT")


def copy(js_button: Any, js_source: Any, text: str) -> None:
    """Copy a text, as a button that was just clicked promises; if that fails, select the element that shows it."""
    is_field = _is_field(js_source)
    try:
        js_promise = navigator.clipboard.writeText(text)  # called within the click, as Safari wants it
    except Exception:  # an insecure origin has no clipboard
        _select(js_source, is_field)
        return
    start(_report(js_promise, js_button, js_source, is_field))


async def _report(js_promise: Any, js_button: Any, js_source: Any, is_field: bool) -> None:
    try:
        await js_promise
    except Exception:  # the visitor, or the browser, does not allow it
        _select(js_source, is_field)
        return
    js_button.textContent = "Copied"
    announce("Copied")


def _select(js_source: Any, is_field: bool) -> None:
    """Leave the copying to the visitor."""
    if is_field:
        js_source.select()
    else:
        document.getSelection().selectAllChildren(js_source)
    announce("Selected: press Ctrl C to copy")


def _reset(js_button: Any) -> None:
    js_button.textContent = "Copy"


def wire() -> None:
    """Make the buttons work."""
    for js_button in document.querySelectorAll("[data-copy]"):
        _listen(js_button)


def _listen(js_button: Any) -> None:
    on(js_button, "click", lambda _: _copy(js_button))
    for event in ("blur", "pointerleave"):
        on(js_button, event, lambda _: _reset(js_button))


def copyable(text: str, label: str) -> Any:
    """A text with a button that copies it."""
    name = f"copied-{next(_numbers)}"
    js_button = make("button", "Copy", type="button", class_="copy", data_copy=name)
    _listen(js_button)
    return make("div", js_button, make("pre", text, id=name, tabindex="0", aria_label=label), class_="code")
