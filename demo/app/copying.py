"""The copy buttons: each names, in data-copy, the element whose text it copies."""

from typing import Any

from js import document, navigator

from .dom import announce, element, on, start


def _copy(js_button: Any) -> None:
    js_source = element(js_button.dataset.copy)
    is_field = js_source.tagName == "TEXTAREA"
    try:
        # Called within the click, as Safari wants it.
        js_promise = navigator.clipboard.writeText(js_source.value if is_field else js_source.textContent)
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
        on(js_button, "click", lambda _, js_button=js_button: _copy(js_button))
        for event in ("blur", "pointerleave"):
            on(js_button, event, lambda _, js_button=js_button: _reset(js_button))
