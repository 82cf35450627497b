"""Rows of a name and a value each: typed, added, removed by keyboard too, pasted as a whole, or edited as lines."""

from collections.abc import Callable
from typing import Any

from js import Event, Object
from pyodide.ffi import to_js

from ..dom import element, fill, make, on
from .query_text import Row, rows_of


class Rows:
    """The rows of what a function reads and another one writes.

    Enter adds a row below, Backspace in an empty row removes it; pasted lines become rows.
    """

    def __init__(
        self, name: str, what: str, read: Callable[[], list[Row]], write: Callable[[list[Row]], object]
    ) -> None:
        self._name = name
        self._what = what
        self._read = read
        self._write = write
        self._js_list = element(f"{name}-rows")
        self._js_lines = element(f"{name}-lines")
        on(self._js_list, "input", lambda _: self._changed())
        on(self._js_list, "keydown", self._on_key)
        on(self._js_list, "paste", self._on_paste)
        on(self._js_list, "click", self._on_click)
        on(element(f"{name}-add"), "click", lambda _: self._insert(len(self._typed()), [("", "")]))
        on(self._js_lines, "click", lambda _: self.show_lines(self._js_lines.getAttribute("aria-pressed") != "true"))

    def show(self) -> None:
        """Show what is there now."""
        self._render(self._read())

    def show_lines(self, shown: bool) -> None:
        """Show a text of lines instead of the rows, or the rows."""
        self._js_lines.setAttribute("aria-pressed", "true" if shown else "false")
        element(self._name).hidden = not shown
        self._js_list.hidden = element(f"{self._name}-add").hidden = shown
        self.show()

    def _render(self, rows: list[Row]) -> None:
        fill(self._js_list, *[self._row(number, *row) for number, row in enumerate(rows, 1)])

    def _row(self, number: int, name: str, text: str) -> Any:
        what = f"{self._what} {number}"
        js_name = make("input", aria_label=f"{what}: name", autocomplete="off", spellcheck="false", placeholder="name")
        js_text = make(
            "input", aria_label=f"{what}: value", autocomplete="off", spellcheck="false", placeholder="value"
        )
        js_name.value, js_text.value = name, text
        js_remove = make("button", "×", type="button", aria_label=f"Remove {what}", title="Remove")
        return make("div", js_name, js_text, js_remove, class_="row")

    def _typed(self) -> list[Row]:
        return [(js_row.children[0].value, js_row.children[1].value) for js_row in self._js_list.children]

    def _changed(self) -> None:
        self._write(self._typed())

    def _tell(self) -> None:
        """As if it were typed: the form listens to that."""
        self._js_list.dispatchEvent(Event.new("input", to_js({"bubbles": True}, dict_converter=Object.fromEntries)))

    def _insert(self, at: int, rows: list[Row]) -> None:
        typed = self._typed()
        self._render([*typed[:at], *rows, *typed[at:]])
        self._tell()
        self._focus(at + len(rows) - 1)

    def _remove(self, at: int) -> None:
        typed = self._typed()
        self._render([*typed[:at], *typed[at + 1 :]])
        self._tell()
        self._focus(min(at, len(typed) - 2))

    def _focus(self, at: int) -> None:
        """To the name of a row, or to the button that adds one."""
        js_target = self._js_list.children[at].children[0] if at >= 0 else element(f"{self._name}-add")
        js_target.focus()

    def _at(self, js_event: Any) -> int:
        js_row = js_event.target.closest(".row")
        return next((at for at, js_one in enumerate(self._js_list.children) if js_one.isSameNode(js_row)), -1)

    def _on_key(self, js_event: Any) -> None:
        at = self._at(js_event)
        if js_event.target.tagName != "INPUT" or js_event.isComposing or js_event.ctrlKey or js_event.metaKey:
            return
        if js_event.key == "Enter":
            js_event.preventDefault()
            self._insert(at + 1, [("", "")])
        elif js_event.key == "Backspace" and self._typed()[at] == ("", ""):
            js_event.preventDefault()
            self._remove(at)

    def _on_click(self, js_event: Any) -> None:
        if js_event.target.tagName == "BUTTON":
            self._remove(self._at(js_event))

    def _on_paste(self, js_event: Any) -> None:
        """Several lines become several rows, in the place of the row if that is empty."""
        text = js_event.clipboardData.getData("text/plain")
        if "\n" not in text.strip():
            return
        js_event.preventDefault()
        at, typed = self._at(js_event), self._typed()
        is_empty = typed[at] == ("", "")
        if is_empty:
            self._render([*typed[:at], *typed[at + 1 :]])
        self._insert(at if is_empty else at + 1, rows_of(text) or [("", "")])
