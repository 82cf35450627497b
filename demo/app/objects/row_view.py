"""A row of the table: an object or a folder, and what can be done with it."""

from typing import Any

from ..dom import make
from ..visible_names import visible
from ..words import size_text, time_text
from .folder import Entry


def row_of(entry: Entry, *, at: int, is_chosen: bool) -> Any:
    """The row of an entry that is the `at`-th of the list."""
    name = visible(entry.name)
    js_box = make("input", type="checkbox", aria_label=f"Select {name}", data_choose=entry.key)
    js_box.checked = is_chosen
    action = "open" if entry.is_folder else "preview"
    js_name = make("button", name, type="button", class_="name", title=name, data_action=action, data_key=entry.key)
    size = "" if entry.size is None else size_text(entry.size)
    modified = time_text(entry.modified) if entry.modified else ""
    js_row = make(
        "tr",
        make("td", js_box, class_="choose", role="cell"),
        make("th", js_name, scope="row", role="rowheader"),
        make("td", "Folder" if entry.is_folder else size, class_="size", role="cell"),
        make("td", modified, class_="quiet time", role="cell"),
        make("td", make("div", *_buttons(entry, name), class_="actions small"), role="cell"),
        role="row",
    )
    number(js_row, at)
    return js_row


def number(js_row: Any, at: int) -> None:
    """Say which row of all it is: the headings are the first."""
    js_row.setAttribute("aria-rowindex", str(at + 2))


def _buttons(entry: Entry, name: str) -> list[Any]:
    labels = [] if entry.is_folder else [("download", "Download")]
    return [
        make(
            "button",
            label,
            type="button",
            aria_label=f"{label} {name}" if action == "download" else f"More for {name}",
            data_action=action,
            data_key=entry.key,
            **({"aria_haspopup": "menu"} if action == "more" else {}),
        )
        for action, label in [*labels, ("more", "More")]
    ]
