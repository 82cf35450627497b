"""An object, or a folder with all that is in it, renamed, moved or copied, to another bucket too."""

from typing import Any

from aws4web.s3 import Bucket

from ..dom import announce, element, fill, make, on, on_submit, value
from ..visible_names import visible
from . import buckets, listing, renaming
from .asking import Dialog
from .bucket_names import fault_of_existing
from .folder import Entry
from .keys_below import is_there, keys_below
from .open_bucket import OpenBucket
from .unreadable import ExplainedError

_dialog = Dialog("copy")
_entry = Entry("", "")
_is_move = False
_may_replace = False  # what is there already has been asked about
_is_done = False


async def ask(opened: OpenBucket, entry: Entry, *, is_move: bool) -> None:
    """Ask where to."""
    global _entry, _is_move
    _entry, _is_move = entry, is_move
    what = "folder" if entry.is_folder else "object"
    element("copy-title").textContent = f"{'Rename or move' if is_move else 'Copy'} this {what}"
    element("copy-from").textContent = visible(entry.key)
    element("copy-bucket").value = opened.name
    element("copy-key").value = entry.key
    fill(element("copy-buckets"), *[make("option", value=name) for name in buckets.known()])
    element("copy-bar").hidden = True
    _ask_again()
    _dialog.show(opened, entry.key)
    js_key = element("copy-key")
    js_key.focus()
    name = entry.key.rstrip("/").rfind("/") + 1
    js_key.setSelectionRange(name, len(entry.key.rstrip("/")))  # what somebody renames is the name


def _ask_again() -> None:
    """Another place is typed in: what was asked about the one before does not count."""
    global _may_replace
    _may_replace = False
    element("copy-note").textContent = ""
    _name_button("Move" if _is_move else "Copy")


def _name_button(label: str, *, is_dangerous: bool = False) -> None:
    js_button = element("copy-confirm")
    js_button.textContent = label
    js_button.className = "danger" if is_dangerous else "primary"
    js_button.disabled = False


async def _confirmed() -> None:
    global _is_done
    _is_done = False
    element("copy-confirm").disabled = True
    work = _copy(_dialog.opened, value("copy-bucket").strip(), value("copy-key"))
    if not await _dialog.run(work, of_what_is_typed=True) and not _entry.is_folder:
        element("copy-note").textContent = ""
    element("copy-confirm").disabled = False
    if _is_done:
        _dialog.close()
        announce(f"{'Moved' if _is_move else 'Copied'} {visible(_entry.key)}")


async def _copy(opened: OpenBucket, to_bucket: str, to_key: str) -> None:
    """Copy all of it, if that replaces nothing that has not been asked about."""
    global _may_replace, _is_done
    if fault := fault_of_existing(to_bucket) or renaming.fault_of(_entry, opened.name, to_bucket, to_key):
        raise ExplainedError(fault, [])
    plan = [(key, renaming.renamed(key, _entry, to_key)) for key in await _keys(opened.bucket)]
    target = opened.beside(to_bucket)
    if not _may_replace and (count := await _replaced(target.bucket, to_key, [new for _, new in plan])):
        _may_replace = True
        element("copy-note").textContent = renaming.warning(count, is_folder=_entry.is_folder)
        _name_button("Replace", is_dangerous=True)
        return
    await _run(opened, target, plan)
    _is_done = True


async def _keys(bucket: Bucket) -> list[str]:
    if not _entry.is_folder:
        return [_entry.key]
    return [key async for key in keys_below(bucket, _entry.key)]


async def _replaced(bucket: Bucket, key: str, wanted: list[str]) -> int:
    """How many of the keys are there already."""
    if not _entry.is_folder:
        return int(await is_there(bucket, key))
    there = {found async for found in keys_below(bucket, renaming.as_folder(key))}
    return len(there.intersection(wanted))


async def _run(source: OpenBucket, target: OpenBucket, plan: list[tuple[str, str]]) -> None:
    js_bar, js_note = element("copy-bar"), element("copy-note")
    js_bar.hidden = False
    for at, (key, new) in enumerate(plan):
        js_note.textContent = f"{at:,} of {len(plan):,}" if len(plan) > 1 else "Copying…"
        info = await target.bucket.copy(new, (source.bucket, key), progress=_report(js_bar, at, len(plan)))
        listing.stored(target, new, info.size or 0)
        if _is_move:
            await source.bucket.delete(key)
            listing.removed(source, [key])
    if _is_move:
        listing.removed(source, [_entry.key])


def _report(js_bar: Any, at: int, count: int) -> Any:
    def report(done: int, total: int) -> None:
        js_bar.value = (at + done / (total or 1)) / count

    return report


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    for name in ("copy-bucket", "copy-key"):
        on(element(name), "input", lambda _: _ask_again())
    on_submit(element("copy-form"), _confirmed)
