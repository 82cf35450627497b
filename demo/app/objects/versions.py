"""The versions of an object: saved, restored, deleted for good."""

from typing import Any

from aws4web.s3 import ObjectInfo

from ..dom import announce, element, fill, make, on_action
from ..visible_names import visible
from ..words import size_text, time_text
from . import links, listing
from .asking import Dialog
from .keys_below import is_there, versions_below
from .open_bucket import OpenBucket

_MOST = 1000
_dialog = Dialog("versions")
_key = ""
_sure: str | None = None  # the version whose deletion has been asked about


async def show(opened: OpenBucket, key: str) -> None:
    """List them in the dialog."""
    global _key, _sure
    _key, _sure = key, None
    element("versions-key").textContent = visible(key)
    fill(element("versions-list"))
    _dialog.show(opened, key)
    await _dialog.run(_load())


async def _load() -> None:
    element("versions-note").textContent = "Listing…"
    found: list[ObjectInfo] = []
    try:
        async for version in versions_below(_dialog.opened.bucket, _key):
            # Keys that only begin like this one come later, and are not meant.
            if version.key != _key or len(found) == _MOST:
                break
            found.append(version)
    except Exception:
        element("versions-note").textContent = ""
        raise
    fill(element("versions-list"), *[_line(version) for version in found])
    element("versions-note").textContent = _note(found)


def _note(found: list[ObjectInfo]) -> str:
    if all(version.version_id in (None, "null") for version in found):
        return "This bucket keeps no versions of it: there is the newest alone."
    more = f", the newest {_MOST:,}" if len(found) == _MOST else ""
    return f"{len(found):,} versions{more}." if len(found) != 1 else "1 version."


def _line(version: ObjectInfo) -> Any:
    when = time_text(version.last_modified) if version.last_modified else "at some time"
    what = "deleted then" if version.is_delete_marker else size_text(version.size or 0)
    name = version.version_id or ""
    actions = [("delete", "Delete")]
    if not version.is_delete_marker:
        actions = [("download", "Download"), *([] if version.is_latest else [("restore", "Restore")]), *actions]
    buttons = [
        make("button", label, type="button", data_action=action, data_key=name, aria_label=f"{label} version of {when}")
        for action, label in actions
    ]
    return make(
        "li",
        make("span", when, make("strong", " newest") if version.is_latest else ""),
        make("span", what, class_="quiet"),
        make("code", name or "null", class_="quiet"),
        make("div", *buttons, class_="actions small"),
    )


async def _act(action: str, version_id: str) -> None:
    global _sure
    opened = _dialog.opened
    if action == "delete" and _sure != version_id:
        _sure = version_id
        element("versions-note").textContent = "A deleted version is gone for good. Press Delete again to delete it."
        return
    works = {"download": _download, "restore": _restore, "delete": _delete}
    if await _dialog.run(works[action](opened, version_id)) and action != "download":
        await _dialog.run(_load())
        element("versions-dialog").querySelector("[data-close]").focus()


async def _download(opened: OpenBucket, version_id: str) -> None:
    await links.download(opened, _key, version_id or None)


async def _restore(opened: OpenBucket, version_id: str) -> None:
    """A copy of an old version is the newest one."""
    info = await opened.bucket.copy(_key, _key, source_version_id=version_id)
    listing.stored(opened, _key, info.size or 0)
    announce("Restored")


async def _delete(opened: OpenBucket, version_id: str) -> None:
    global _sure
    _sure = None
    bucket = opened.bucket
    await bucket.delete(_key, version_id=version_id or None)
    announce("Deleted")
    if not await is_there(bucket, _key):
        listing.removed(opened, [_key])
    else:
        listing.stored(opened, _key, (await bucket.head(_key)).size or 0)


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    on_action(element("versions-list"), _act)
