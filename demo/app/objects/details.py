"""What S3 knows of an object, and what of it can be changed: by copying it onto itself."""

from typing import Any

from aws4web.s3 import Bucket

from ..dom import announce, element, fill, make, on_submit, value
from ..visible_names import visible
from ..words import exact_size_text, header_pairs
from . import listing
from .asking import Dialog
from .hidden_words import is_hiding, note_of
from .open_bucket import OpenBucket

_EDITABLE = 5 * 2**30  # bytes: what one copy may have
_META = "x-amz-meta-"
_SHOWN = {
    "last-modified": "Modified",
    "etag": "ETag",
    "x-amz-storage-class": "Storage class",
    "x-amz-version-id": "Version",
    "x-amz-server-side-encryption": "Encryption",
    "content-encoding": "Content-Encoding",
    "content-disposition": "Content-Disposition",
    "content-language": "Content-Language",
    "x-amz-expiration": "Expires",
    "x-amz-restore": "Restored",
    "x-amz-tagging-count": "Tags",
}
_dialog = Dialog("details")
_key = ""
_before = ("", "", "")  # type, Cache-Control and metadata, as they are stored


async def show(opened: OpenBucket, key: str) -> None:
    """Ask for them, and open the dialog."""
    global _key
    _key = key
    element("details-key").textContent = visible(key)
    fill(element("details-list"))
    element("details-edit").hidden = element("details-save").hidden = True
    _dialog.show(opened, key)
    await _dialog.run(_load(opened.bucket, key))


async def _load(bucket: Bucket, key: str) -> None:
    global _before
    response = await bucket.get(key)
    await response.cancel()
    headers: dict[str, str] = dict(response.headers.items())
    size = int(headers.get("content-length", "0"))
    facts = [("Size", exact_size_text(size))]
    facts += [(label, headers[name]) for name, label in _SHOWN.items() if headers.get(name)]
    parts: list[Any] = []
    for label, text in facts:
        parts += [make("dt", label), make("dd", text)]
    fill(element("details-list"), *parts)
    metadata = "\n".join(f"{name[len(_META) :]}: {text}" for name, text in headers.items() if name.startswith(_META))
    _before = (headers.get("content-type", ""), headers.get("cache-control", ""), metadata)
    for name, text in zip(("details-type", "details-cache", "details-metadata"), _before, strict=True):
        element(name).value = text
    element("details-hidden").textContent = note_of(headers)
    element("details-save").textContent = "Save all the same" if is_hiding(headers) else "Save"
    element("details-save").className = "danger" if is_hiding(headers) else "primary"
    element("details-edit").hidden = element("details-save").hidden = size > _EDITABLE


async def _save() -> None:
    typed = (value("details-type").strip(), value("details-cache").strip(), value("details-metadata").strip())
    opened = _dialog.opened
    if typed == _before:
        _dialog.close()
        return

    async def save() -> None:
        metadata = {name.lower(): text for name, text in header_pairs(typed[2])}
        options: Any = {"cache_control": typed[1]} if typed[1] or _before[1] else {}
        info = await opened.bucket.copy(_key, _key, content_type=typed[0] or None, metadata=metadata, **options)
        listing.stored(opened, _key, info.size or 0)

    element("details-save").disabled = True
    is_saved = await _dialog.run(save(), of_what_is_typed=True)
    element("details-save").disabled = False
    if is_saved:
        _dialog.close()
        announce(f"Saved {_key}")


def wire() -> None:
    """Listen to the dialog."""
    _dialog.wire()
    on_submit(element("details-form"), _save)
