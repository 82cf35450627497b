"""The Objects tab: buckets, and what can be done with what is in them."""

import asyncio
from collections.abc import Callable

from . import connection, listing, object_dialogs, problems, sample_bucket, tabs, uploads
from .dom import element, fill, make, on, on_action, on_submit, show_dialog, start, value
from .latest import Latest

_BOX = "objects-problem"
_is_stale = True
_reloading: asyncio.Task[None] | None = None
_buckets = Latest()


def reload_later() -> None:
    """List everything again, at once or when the tab is shown. Requests that are still running are given up."""
    global _reloading, _is_stale
    _is_stale = not tabs.is_shown("objects")
    if _reloading:
        _reloading.cancel()
    listing.leave()
    if not _is_stale:
        _reloading = start(reload())


def _reload_stale() -> None:
    if _is_stale:
        reload_later()


async def reload() -> None:
    """List the buckets, then the chosen one's objects."""
    is_latest = _buckets.ask()
    listing.leave()  # what is still to come from another bucket or connection no longer counts
    if await problems.guarded(_BOX, _load_buckets(is_latest), is_latest) and is_latest() and value("bucket"):
        listing.show()


async def _load_buckets(is_latest: Callable[[], bool]) -> None:
    names: list[str] | None = None
    try:
        names = [bucket.name async for bucket in connection.buckets()]
    finally:
        if is_latest():
            element("no-buckets").hidden = names != []
            element("bucket-view").hidden = not names
    if is_latest():
        chosen = value("bucket")
        fill(element("bucket"), *[make("option", name) for name in names or []])
        if names and chosen in names:
            element("bucket").value = chosen


async def _act(action: str, key: str) -> None:
    bucket = value("bucket")
    if action == "open":
        element("prefix").value = key
        listing.show()
    elif action == "preview":
        await object_dialogs.preview(bucket, key)
    elif action == "download":
        await problems.guarded(_BOX, object_dialogs.download(bucket, key))
    elif action == "link":
        await object_dialogs.show_link(bucket, key)
    elif action == "delete":
        object_dialogs.ask_delete(bucket, key)


def _another_bucket() -> None:
    element("prefix").value = ""
    listing.show()


async def _create_bucket() -> None:
    name = value("bucket-name").strip()

    async def create() -> None:
        await connection.bucket(name).create()

    if await problems.guarded("bucket-problem", create()):
        element("bucket-dialog").close()
        fill(element("bucket"), make("option", name))  # the one to show once all are listed
        element("prefix").value = ""
        await reload()


async def _make_samples() -> None:
    element("samples").disabled = True
    are_there = await problems.guarded(_BOX, sample_bucket.store())
    element("samples").disabled = False
    if are_there:
        await reload()


def wire() -> None:
    """Listen to the tab."""
    connection.on_change(reload_later)
    tabs.on_show("objects", _reload_stale)
    on(element("bucket"), "change", lambda _: _another_bucket())
    on(element("refresh"), "click", lambda _: reload_later())
    on(element("new-bucket"), "click", lambda _: show_dialog("bucket-dialog"))
    on_submit(element("bucket-form"), _create_bucket)
    on(element("samples"), "click", lambda _: _make_samples())
    on_action(element("rows"), _act)
    on_action(element("trail"), _act)
    listing.wire()
    uploads.wire(listing.show)
    object_dialogs.wire(listing.show)
