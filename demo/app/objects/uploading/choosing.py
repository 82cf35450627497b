"""Files are chosen, or dropped into the zone; all that is dropped elsewhere is held off, lest it replace the page."""

from collections.abc import Awaitable
from typing import Any

from js import window

from ... import connection, problems
from ...dom import element, on, value
from ..open_bucket import OpenBucket, open_bucket
from . import overwriting, upload_list
from .folders import Chosen, Dropped, chosen
from .upload import Upload

_BOX = "uploads-problem"


async def _take(files: Awaitable[list[Chosen]]) -> None:
    """Upload them into the folder that is shown now."""
    prefix = value("prefix")
    folder = prefix[: prefix.rfind("/") + 1]
    opened = open_bucket(value("bucket"))

    async def take() -> None:
        _ = opened.bucket  # says which field is left empty
        await _upload(opened, folder, await files)

    element("uploads-note").textContent = ""
    await problems.guarded(_BOX, take())


async def _upload(opened: OpenBucket, folder: str, files: list[Chosen]) -> None:
    if not files:
        element("uploads-note").textContent = "There are no files in it."
        return
    keys = [folder + file.path for file in files]
    element("uploads-note").textContent = "Looking what is there already…"
    there = await overwriting.already_there(opened, keys)
    there |= dict.fromkeys([key for key in keys if upload_list.is_on_its_way(opened, key)], True)
    element("uploads-note").textContent = ""
    wanted = list(zip(keys, files, strict=True))
    taken = [file.path for key, file in wanted if there[key]]
    answer = await overwriting.ask(taken, len(files)) if taken else "replace"
    if answer == "cancel":
        return
    if answer == "skip":
        wanted = [(key, file) for key, file in wanted if not there[key]]
    uploads: list[Upload] = []
    taken_keys: set[str] = set()
    for key, file in wanted:
        # Files of one name, from two folders, must not replace each other unasked.
        is_sure = there[key] is not None and key not in taken_keys
        taken_keys.add(key)
        uploads.append(Upload(opened, key, file.js_file, file.path, upload_list.changed, is_sure=is_sure))
    upload_list.add(uploads)


async def _all(files: list[Chosen]) -> list[Chosen]:
    return files


def _has_files(js_event: Any) -> bool:
    return bool(js_event.dataTransfer) and "Files" in js_event.dataTransfer.types


def _wire_chooser(name: str) -> None:
    js_chooser = element(name)

    def take(_: Any) -> Any:
        files = chosen(js_chooser.files)
        js_chooser.value = ""  # the same file can be chosen again
        return _take(_all(files)) if files else None

    on(js_chooser, "change", take)


def _wire_zone() -> None:
    js_zone = element("drop")

    def over(js_event: Any) -> None:
        if not _has_files(js_event):  # a text may be dropped into a field
            return
        js_event.preventDefault()
        is_inside = js_zone.contains(js_event.target)
        js_event.dataTransfer.dropEffect = "copy" if is_inside else "none"
        js_zone.classList.toggle("over", is_inside)

    def leave(_: Any = None) -> None:
        js_zone.classList.remove("over")

    def dropped(js_event: Any) -> Any:
        leave()
        if not _has_files(js_event):
            return None
        js_event.preventDefault()
        return _take(Dropped(js_event.dataTransfer).files()) if js_zone.contains(js_event.target) else None

    on(window, "dragover", over)
    on(window, "dragleave", leave)
    on(window, "drop", dropped)


def wire() -> None:
    """Listen to the page."""
    _wire_chooser("files")
    _wire_chooser("folder")
    _wire_zone()
    overwriting.wire()
    upload_list.wire()
    connection.on_change(upload_list.show)
