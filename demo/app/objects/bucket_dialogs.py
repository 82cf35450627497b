"""A bucket made, and a bucket deleted: emptied first, its name typed."""

from collections.abc import Callable
from typing import Any

from aws4web.s3 import Bucket, DeleteError

from ..dom import announce, element, on, on_submit, value
from . import buckets, cors_dialog, listing, menus
from .asking import Dialog
from .bucket_names import fault_of
from .keys_below import versions_below
from .open_bucket import OpenBucket, open_bucket
from .unreadable import ExplainedError

_HINT = "3 to 63 lower-case letters, digits and hyphens, unique in all of AWS."
_AT_A_TIME = 1000
_new = Dialog("bucket")
_remove = Dialog("remove")
_is_counted = False


# -- a new one ---------------------------------------------------------------------------------------------------------


def _ask_name() -> None:
    element("bucket-name").value = ""
    element("bucket-name-hint").textContent = _HINT
    _new.show(open_bucket(""))
    element("bucket-name").focus()


def _check_name() -> bool:
    name = value("bucket-name").strip()
    fault = fault_of(name) if name else ""
    element("bucket-name-hint").textContent = fault or _HINT
    element("bucket-name").setAttribute("aria-invalid", "true" if fault else "false")
    return bool(name) and not fault


async def _create() -> str:
    """The name of the bucket that is to be shown."""
    if not _check_name():
        return ""
    _new.opened = opened = _new.opened.beside(value("bucket-name").strip())

    async def create() -> None:
        await opened.bucket.create()

    if not await _new.run(create(), of_what_is_typed=True):
        return ""
    _new.close()
    return opened.name if opened.is_here else ""


# -- one that goes -----------------------------------------------------------------------------------------------------


async def _ask_remove() -> None:
    global _is_counted
    _is_counted = False
    opened = listing.opened()
    element("remove-title").textContent = f"Delete the bucket {opened.name}?"
    element("remove-name").value = ""
    element("remove-note").textContent = "Counting what is in it…"
    _remove.show(opened)
    _check_typed()
    if await _remove.run(_count(opened)):
        _is_counted = True
        _check_typed()


async def _count(opened: OpenBucket) -> None:
    count = 0
    try:
        async for _ in versions_below(opened.bucket):
            count += 1
            if count % _AT_A_TIME == 0:
                element("remove-note").textContent = f"Counting what is in it… {count:,} so far."
    except Exception:
        element("remove-note").textContent = ""
        raise
    said = "It is empty."
    if count:
        things = "1 object" if count == 1 else f"{count:,} objects, old versions included,"
        said = f"{things} in it will be deleted for good, and then the bucket itself."
    element("remove-note").textContent = said


def _check_typed() -> None:
    element("remove-confirm").disabled = not _is_counted or value("remove-name").strip() != _remove.opened.name


async def _empty_and_remove(there: Bucket) -> None:
    """Delete all versions of all objects, a thousand at a time, and then the bucket."""
    batch, done = list[Any](), 0

    async def delete() -> None:
        nonlocal done
        try:
            await there.delete(batch)
        except DeleteError as error:
            reasons = [f"{key}: {each.message or each.code}" for (key, _), each in error.versions.items()]
            raise ExplainedError(f"{len(reasons):,} objects could not be deleted", reasons) from error
        done += len(batch)
        batch.clear()
        element("remove-note").textContent = f"{done:,} deleted."

    async for version in versions_below(there):
        batch.append(version)
        if len(batch) == _AT_A_TIME:
            await delete()
    if batch:
        await delete()
    await there.remove()


async def _removed() -> bool:
    """Whether a bucket that is offered is gone."""
    opened = _remove.opened
    if element("remove-confirm").disabled:
        return False
    element("remove-confirm").disabled = True
    if not await _remove.run(_empty_and_remove(opened.bucket), of_what_is_typed=True):
        _check_typed()
        return False
    buckets.gone(opened)
    _remove.close()
    announce(f"Deleted the bucket {opened.name}")
    return opened.is_here


def wire(reopen: Callable[[str], object]) -> None:
    """Listen to the buttons and the dialogs; `reopen` is called with a bucket to show, or "" if one is gone."""

    async def create() -> None:
        if name := await _create():
            reopen(name)

    async def remove() -> None:
        if await _removed():
            reopen("")

    _new.wire()
    _remove.wire()
    cors_dialog.wire()
    on(element("new-bucket"), "click", lambda _: _ask_name())
    on(element("bucket-name"), "input", lambda _: _check_name())
    on_submit(element("bucket-form"), create)
    on(element("remove-name"), "input", lambda _: _check_typed())
    on_submit(element("remove-form"), remove)
    on(element("bucket-more"), "click", lambda _: menus.show("bucket-menu", element("bucket-more")))
    menus.wire("bucket-menu", lambda action, _: cors_dialog.show() if action == "cors" else _ask_remove())
