"""Presigned links: shown, to copy, and followed, to save objects of any size, as nothing goes through this page."""

import asyncio
from collections.abc import Sequence

from js import document

from ..dom import announce, element, make, on, value
from ..visible_names import visible
from .asking import Dialog
from .open_bucket import OpenBucket

_LINK_TO_SAVE = 300  # seconds
_BETWEEN = 1.0  # seconds: a browser that is sent to a second file too soon drops the first
_dialog = Dialog("link")
_keys: Sequence[str] = ()


async def download(opened: OpenBucket, key: str, version_id: str | None = None) -> None:
    """Have the browser save the object."""
    # Tried first, and dropped at once: to show a refusal, the browser would leave this page.
    bucket = opened.bucket
    await (await bucket.get(key, version_id=version_id)).cancel()
    name = key.rstrip("/").rpartition("/")[2] or "object"
    url = await bucket.presign(key, expires=_LINK_TO_SAVE, version_id=version_id, download_as=name)
    js_link = make("a", href=url, rel="noreferrer")
    document.body.append(js_link)
    js_link.click()
    js_link.remove()
    announce(f"Downloading {visible(key)}")


async def download_all(opened: OpenBucket, keys: Sequence[str]) -> None:
    """Have the browser save them, one after the other; it may ask whether it should."""
    js_note = element("chosen-count")
    for at, key in enumerate(keys, 1):
        js_note.textContent = f"Downloading {at:,} of {len(keys):,}. The browser may ask whether the page may do so."
        await download(opened, key)
        if at < len(keys):
            await asyncio.sleep(_BETWEEN)
    js_note.textContent = f"{len(keys):,} handed to the browser."


async def show(opened: OpenBucket, keys: Sequence[str]) -> None:
    """Open the dialog with the links, a line each."""
    global _keys
    _keys = keys
    is_one = len(keys) == 1
    element("link-title").textContent = "Presigned link" if is_one else f"{len(keys):,} presigned links"
    element("link-key").textContent = visible(keys[0]) if is_one else f"{visible(keys[0])} and {len(keys) - 1:,} more"
    element("link-open").hidden = not is_one
    element("link-url").value = ""
    _dialog.show(opened, keys[0])
    await _sign()


async def _sign() -> None:
    opened = _dialog.opened

    async def sign() -> None:
        bucket, expires = opened.bucket, int(value("link-expires"))
        urls = [await bucket.presign(key, expires=expires) for key in _keys]
        element("link-url").value = "\n".join(urls)
        element("link-open").href = urls[0]

    await _dialog.run(sign())
    whoever = "Whoever has the link can read the object until then."
    if len(_keys) > 1:
        whoever = "Whoever has a link can read its object until then."
    if opened.caller.is_temporary:
        whoever += " It expires sooner if the temporary keys do."
    element("link-hint").textContent = whoever


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    on(element("link-expires"), "change", lambda _: _sign())
