"""The page's elements: found, made, listened to. The only module that knows how Pyodide reaches the DOM."""

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from js import console, document
from pyodide.ffi.wrappers import add_event_listener

tasks: set[asyncio.Task[Any]] = set()  # the event loop itself does not keep a task alive


def start(work: Awaitable[Any]) -> asyncio.Task[Any]:
    """Run `work` in the background."""
    task = asyncio.ensure_future(work)
    tasks.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[Any]) -> None:
    """What nobody awaits must not fail in silence."""
    tasks.discard(task)
    error = None if task.cancelled() else task.exception()
    if error:
        console.error("".join(traceback.format_exception(error)))


def element(name: str) -> Any:
    """The element with this id."""
    return document.getElementById(name)


def value(name: str) -> str:
    """What is typed into a field."""
    return element(name).value


def make(tag: str, *content: Any, **attributes: str) -> Any:
    """A new element with text and elements in it: `make("p", "text", class_="hint", aria_label="…")`."""
    js_element = document.createElement(tag)
    for name, text in attributes.items():
        js_element.setAttribute(name.rstrip("_").replace("_", "-"), text)
    js_element.append(*content)
    return js_element


def fill(js_parent: Any, *content: Any) -> None:
    """Replace all that an element holds with `content`."""
    js_parent.replaceChildren(*content)


def on(js_target: Any, event: str, handler: Callable[[Any], Any]) -> None:
    """Call `handler` at each event, for as long as the page lives. An async handler runs in the background."""

    def handle(js_event: Any) -> None:
        result = handler(js_event)
        if asyncio.iscoroutine(result):
            start(result)

    add_event_listener(js_target, event, handle)


def on_submit(js_form: Any, handler: Callable[[], Any]) -> None:
    """Call `handler` instead of letting the browser submit the form."""

    def submit(js_event: Any) -> Any:
        js_event.preventDefault()
        return handler()

    on(js_form, "submit", submit)


def on_action(js_parent: Any, handler: Callable[[str, str], Any]) -> None:
    """Call `handler(action, key)` for a click on any button with data-action inside, present or future."""

    def click(js_event: Any) -> Any:
        js_button = js_event.target.closest("[data-action]")
        if js_button:
            return handler(js_button.dataset.action, js_button.dataset.key)
        return None

    on(js_parent, "click", click)


def announce(text: str) -> None:
    """Tell screen reader users."""
    element("announcements").textContent = text


def show_dialog(name: str) -> None:
    """Open a modal dialog."""
    element(name).showModal()


def wire_dialogs() -> None:
    """Make a dialog's buttons with data-close close it."""
    for js_button in document.querySelectorAll("dialog [data-close]"):
        on(js_button, "click", lambda js_event: js_event.target.closest("dialog").close())
