"""What can be done with a row, or with all that are ticked: each leads to a dialog, or to a download."""

from collections.abc import Callable
from typing import Any

from ..dom import element, on
from . import chosen, copies, deletion, details, links, listing, menus, new_folder, table, unreadable, versions
from .open_bucket import OpenBucket
from .previews import preview_dialog

_ONLY_OF_OBJECTS = ("download", "link", "details", "versions")
_previewed = 0  # the row of the preview that is open


def _preview(opened: OpenBucket, key: str) -> Any:
    global _previewed
    _previewed = table.place_of(key)
    return preview_dialog.preview(opened, key)


def _act(action: str, key: str) -> Any:
    entry, opened = listing.shown().entry(key), listing.opened()
    if entry is None:  # it has left meanwhile
        return None
    match action:
        case "preview":
            return _preview(opened, key)
        case "download":
            return unreadable.guarded(links.download(opened, key), opened)
        case "link":
            return links.show(opened, [key])
        case "details":
            return details.show(opened, key)
        case "versions":
            return versions.show(opened, key)
        case "move" | "copy":
            return copies.ask(opened, entry, is_move=action == "move")
        case "delete":
            return deletion.ask(opened, [entry])
        case _:
            return None


def _on_row(js_event: Any, open_folder: Callable[[str], object]) -> Any:
    js_button = js_event.target.closest("[data-action]")
    if not js_button:
        return None
    action, key = js_button.dataset.action, js_button.dataset.key
    if action == "open":
        return open_folder(key)
    if action == "more":
        entry = listing.shown().entry(key)
        return menus.show("row-menu", js_button, key, _ONLY_OF_OBJECTS if entry and entry.is_folder else ())
    return _act(action, key)


def _objects() -> list[str]:
    return [entry.key for entry in chosen.entries() if not entry.is_folder]


def _download_chosen() -> Any:
    opened = listing.opened()
    return unreadable.guarded(links.download_all(opened, _objects()), opened)


def wire(open_folder: Callable[[str], object]) -> None:
    """Listen to the rows, their menu, and the bar of what is ticked."""
    on(element("rows"), "click", lambda js_event: _on_row(js_event, open_folder))
    menus.wire("row-menu", _act, lambda key: table.focus_if_lost(table.place_of(key), "[data-action=more]"))
    chosen.wire(
        delete=lambda: deletion.ask(listing.opened(), chosen.entries()),
        download=_download_chosen,
        links=lambda: links.show(listing.opened(), _objects()),
    )
    for part in (deletion, links, copies, details, versions, new_folder):
        part.wire()
    preview_dialog.wire()
    on(element("preview-dialog"), "close", lambda _: table.focus_if_lost(_previewed))
