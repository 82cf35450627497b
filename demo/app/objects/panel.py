"""The Objects tab: buckets, and what can be done with what is in them."""

import asyncio

from .. import connection, tabs
from ..dom import element, on, on_action, start, value
from ..latest import Latest
from . import actions, bucket_dialogs, buckets, listing, sample_bucket, unreadable
from .open_bucket import open_bucket
from .places import place_of, read_place
from .uploading import choosing

_is_stale = True
_reloading: asyncio.Task[None] | None = None
_loads = Latest()
_wished = ("", "")  # the bucket and the prefix to show once the buckets are listed
_is_led_there = False  # by the address, so whether it is listed or not


def _wish(bucket: str, prefix: str, *, is_led_there: bool = False) -> None:
    global _wished, _is_led_there
    _wished, _is_led_there = (bucket, prefix), is_led_there


def _connection_changed() -> None:
    """Nothing of the old connection is shown any more; a bucket that the new one lists too stays chosen."""
    _wish(*((value("bucket"), value("prefix")) if value("bucket") else _wished))
    buckets.forget()
    listing.empty()
    unreadable.clear()
    reload_later()


def reload_later() -> None:
    """List everything again, at once or when the tab is shown. Requests that are still running are given up."""
    global _reloading, _is_stale
    _is_stale = not tabs.is_shown("objects")
    if _reloading:
        _reloading.cancel()
    listing.leave()
    if not _is_stale:
        _reloading = start(_reload())


def _reload_stale() -> None:
    if _is_stale:
        reload_later()


def _refresh() -> None:
    bucket = value("bucket")  # one that was listed and is no more is gone
    _wish(bucket, value("prefix"), is_led_there=bool(bucket) and not buckets.is_listed(bucket))
    reload_later()


async def _reload() -> None:
    """List the buckets, and the wished one's objects: at once, if it need not be listed."""
    is_latest = _loads.ask()
    unreadable.clear()
    if _ask_for_connection():
        return
    if _is_led_there:
        _open_wished()
    try:
        await buckets.load(is_latest)
    except Exception as error:
        if is_latest():
            unreadable.explain(error, None)
        return
    if not is_latest():
        return
    if _is_led_there:
        buckets.offer(value("bucket"), anyway=True)
    else:
        _open_wished()


def _ask_for_connection() -> bool:
    """Whether something is to be filled in first; then it is said, and is no error."""
    left_empty = connection.caller().left_empty
    element("unconnected").hidden = not left_empty
    element("unconnected-still").textContent = f"Still empty: {', '.join(left_empty)}."
    return bool(left_empty)


def _open_wished() -> None:
    bucket, prefix = _wished
    chosen = buckets.offer(bucket, anyway=_is_led_there)
    element("prefix").value = prefix if chosen == bucket else ""
    listing.show(replace_address=True)


def _go(bucket: str, prefix: str = "") -> None:
    """Show another place. Buckets that are still being listed lead nowhere else."""
    _wish(bucket, prefix, is_led_there=True)
    buckets.offer(bucket, anyway=True)
    element("prefix").value = prefix
    listing.show()


def _on_place(place: str) -> None:
    """The address leads somewhere."""
    bucket, prefix = read_place(place)
    if not bucket:  # the tab's name alone: where the tab is
        shown = listing.shown()
        tabs.set_place("objects", place_of(shown.bucket, shown.prefix), replace=True)
        return
    if not buckets.check(bucket):
        return
    _wish(bucket, prefix, is_led_there=True)
    if not _is_stale:
        _open_wished()


def _bucket_chosen() -> None:
    bucket = value("bucket")
    if bucket:
        _go(bucket)
    else:
        element("bucket").value = listing.shown().bucket
        buckets.ask_for_name()


def _reopen(bucket: str) -> None:
    """List the buckets again: there is another one, which is shown, or one less."""
    _wish(bucket, "", is_led_there=bool(bucket))
    if not bucket:
        listing.empty()
        element("prefix").value = ""
    reload_later()


async def _make_samples() -> None:
    element("samples").disabled = True
    opened = open_bucket(sample_bucket.BUCKET)

    async def store() -> None:
        await sample_bucket.store(opened.bucket)

    are_there = await unreadable.guarded(store(), opened)
    element("samples").disabled = False
    if are_there and opened.is_here:
        _reopen(sample_bucket.BUCKET)


def _open_folder(_: str, key: str) -> None:
    _go(listing.shown().bucket, key)


def wire() -> None:
    """Listen to the tab."""
    connection.on_change(_connection_changed)
    tabs.on_show("objects", _reload_stale)
    tabs.on_place("objects", _on_place)
    on(element("bucket"), "change", lambda _: _bucket_chosen())
    on(element("refresh"), "click", lambda _: _refresh())
    on(element("samples"), "click", lambda _: _make_samples())
    on_action(element("trail"), _open_folder)
    buckets.wire(_go)
    listing.wire()
    choosing.wire()
    bucket_dialogs.wire(_reopen)
    actions.wire(lambda key: _open_folder("open", key))
