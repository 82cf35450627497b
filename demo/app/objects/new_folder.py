"""A new folder: an object without content whose key ends in a slash, as the consoles make it."""

from ..dom import announce, element, on, on_submit, value
from . import listing
from .asking import Dialog
from .keys_below import is_there
from .renaming import fault_of_folder

_dialog = Dialog("folder")
_path = ""  # of the folder that it will be in


def _ask() -> None:
    global _path
    element("folder-name").value = ""
    _path = listing.shown().path
    element("folder-hint").textContent = f"It will be in {_path}" if _path else "It will be at the top of the bucket."
    _dialog.show(listing.opened())
    element("folder-name").focus()


async def _create() -> None:
    name, opened = value("folder-name").strip(), _dialog.opened
    if fault := fault_of_folder(name, _path):
        element("folder-hint").textContent = fault
        return
    key = f"{_path}{name.strip('/')}/"

    async def create() -> None:
        if not await is_there(opened.bucket, key):
            await opened.bucket.put(key, b"", content_type="application/x-directory")

    if await _dialog.run(create(), of_what_is_typed=True):
        _dialog.close()
        listing.stored(opened, key, 0)
        announce(f"Made the folder {name}")


def wire() -> None:
    """Listen to the button and the dialog."""
    _dialog.wire()
    on(element("new-folder"), "click", lambda _: _ask())
    on_submit(element("folder-form"), _create)
