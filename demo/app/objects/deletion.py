"""Objects and folders deleted: asked first, with what it comes to; what could not be deleted is said, and stays."""

from collections.abc import Sequence

from aws4web.s3 import Bucket, DeleteError

from ..dom import announce, element, fill, make, on
from ..visible_names import visible
from . import listing
from .asking import Dialog
from .folder import Entry, total_text
from .keys_below import keys_below
from .open_bucket import OpenBucket
from .unreadable import ExplainedError

_SHOWN = 5
_AT_A_TIME = 1000
_dialog = Dialog("delete")
_asked: Sequence[Entry] = ()
_keys: list[str] = []


async def ask(opened: OpenBucket, entries: Sequence[Entry]) -> None:
    """Ask, and count what is in the folders first."""
    global _asked
    _asked = entries
    one = entries[0] if len(entries) == 1 else None
    what = ("this folder" if one.is_folder else "this object") if one else total_text(entries).rpartition(", ")[0]
    element("delete-title").textContent = f"Delete {what or total_text(entries)}?"
    fill(element("delete-keys"), *[make("li", make("code", visible(entry.key))) for entry in entries[:_SHOWN]])
    if len(entries) > _SHOWN:
        element("delete-keys").append(make("li", f"and {len(entries) - _SHOWN:,} more"))
    element("delete-dialog").querySelector("[data-close]").textContent = "Keep it" if one else "Keep them"
    element("delete-note").textContent = ""
    element("delete-confirm").disabled = True
    _dialog.show(opened, entries[0].key)
    if await _dialog.run(_count(opened.bucket)):
        element("delete-confirm").disabled = False


async def _count(bucket: Bucket) -> None:
    _keys[:] = [entry.key for entry in _asked if not entry.is_folder]
    for folder in [entry.key for entry in _asked if entry.is_folder]:
        async for key in keys_below(bucket, folder):
            _keys.append(key)
            if len(_keys) % _AT_A_TIME == 0:
                element("delete-note").textContent = f"Counting… {len(_keys):,} so far."
    if any(entry.is_folder for entry in _asked):
        things = "1 object" if len(_keys) == 1 else f"{len(_keys):,} objects"
        element("delete-note").textContent = f"{things} in all, with those in the folder{'s' * (len(_asked) > 1)}."


async def _confirmed() -> None:
    element("delete-confirm").disabled = True
    if await _dialog.run(_delete(_dialog.opened)):
        _dialog.close()


async def _delete(opened: OpenBucket) -> None:
    """Delete all of them. What cannot be deleted is explained at the end."""
    failed: dict[str, str] = {}
    keys = [*_keys]
    for at in range(0, len(keys), _AT_A_TIME):
        batch = keys[at : at + _AT_A_TIME]
        if at:
            element("delete-note").textContent = f"{at:,} of {len(keys):,} deleted."
        left: dict[str, str] = {}
        try:
            await opened.bucket.delete(batch)
        except DeleteError as error:
            left = {key: each.message or each.code for key, each in error.failed.items()}
        failed |= left
        listing.removed(opened, [key for key in batch if key not in left])
    folders = [entry.key for entry in _asked if entry.is_folder]
    listing.removed(opened, [folder for folder in folders if not any(key.startswith(folder) for key in failed)])
    if failed:
        reasons = [f"{key}: {reason}" for key, reason in failed.items()]
        raise ExplainedError(f"{len(failed):,} could not be deleted", reasons)
    announce(f"Deleted {visible(_asked[0].key)}" if len(_asked) == 1 else f"Deleted {len(keys):,} objects")


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    on(element("delete-confirm"), "click", lambda _: _confirmed())
