"""The folder that is shown: listed in the background, a thousand at a time, sorted and filtered here."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

from js import document

from .. import tabs
from ..dom import announce, element, fill, on, on_action, start, value
from ..seldom import Calm
from . import chosen, table, unreadable
from .folder import COLUMNS, Folder, Order, summary
from .getting_on import GettingOn
from .open_bucket import OpenBucket, open_bucket
from .places import place_of
from .trail import steps

_MOMENT = 1.5  # seconds after which a listing can be stopped: most are done by then
_folder = Folder("", "")  # what the rows are of
_opened: OpenBucket | None = None  # the bucket that it is in
_order = Order()
_listing: asyncio.Task[None] | None = None
_pending: tuple[OpenBucket, Folder] | None = None  # what is being listed
_slow: asyncio.TimerHandle | None = None  # until it takes long


def show(*, replace_address: bool = False) -> None:
    """List the chosen bucket under the prefix, from the start. No other folder is listed any more."""
    leave()
    bucket, prefix = value("bucket"), value("prefix")
    if not bucket:
        return
    tabs.set_place("objects", place_of(bucket, prefix), replace=replace_address)
    _start(open_bucket(bucket), Folder(bucket, prefix))


def _start(opened: OpenBucket, folder: Folder) -> None:
    global _listing, _pending, _slow
    _set_busy(is_busy=True)
    _pending = opened, folder
    _listing = start(_list(opened, folder))
    _slow = asyncio.get_running_loop().call_later(_MOMENT, _offer, "Stop")


def leave() -> None:
    """List no more of the folder. What is still asked is given up."""
    _end()
    _offer("")


def _end() -> None:
    global _pending
    if _listing and _listing is not asyncio.current_task():
        _listing.cancel()
    if _slow:
        _slow.cancel()
    _pending = None
    _set_busy(is_busy=False)


def _set_busy(*, is_busy: bool) -> None:
    element("table-box").setAttribute("aria-busy", "true" if is_busy else "false")


def empty() -> None:
    """Forget what is shown: it is of another connection, or of a bucket that is gone."""
    global _folder, _opened
    leave()
    _folder, _opened = Folder("", ""), None
    fill(element("trail"))
    element("listing-end").textContent = ""
    _show(from_top=True)


def shown() -> Folder:
    """The folder that the rows are of."""
    return _folder


def opened() -> OpenBucket:
    """The bucket that the rows are of, or the chosen one as long as there are none."""
    return _opened or open_bucket(value("bucket"))


def stored(opened: OpenBucket, key: str, size: int) -> None:
    """An object has been stored: the list shows it, if it is of the folder that is shown."""
    if opened == _opened and _folder.stored(key, size, datetime.now(UTC)):
        _shown_calmly.ask()


def has(opened: OpenBucket, key: str) -> bool | None:
    """Whether the folder that is shown has this object; None if it is of another one, or not all is listed yet."""
    if opened != _opened or not key.startswith(_folder.prefix) or "/" in key[len(_folder.prefix) :]:
        return None
    if key in _folder:
        return True
    return False if _folder.is_whole and not _folder.is_cut_off else None


def removed(opened: OpenBucket, keys: list[str]) -> None:
    """These are gone from a bucket: their rows leave, and all else stays where it is."""
    if opened == _opened:
        _folder.remove(keys)
        _show()


async def _list(opened: OpenBucket, folder: Folder) -> None:
    """A folder that is listed anew stays in sight until all is there; another one grows as its pages come."""
    is_same = _is_shown(opened, folder) and _folder.is_whole
    unreadable.clear()
    try:
        source = opened.bucket.pages(folder.prefix, delimiter="/", start_after=folder.last)
        async with aclosing(source) as pages:
            getting_on = GettingOn()
            async for page in pages:
                folder.take(page)
                if folder.is_whole or (not is_same and _folder is not folder):
                    _take(folder, opened)
                elif not is_same:
                    _shown_calmly.ask()
                if folder.is_whole:
                    break
                if fault := getting_on.fault(page.token, len(folder)):
                    raise unreadable.ExplainedError(fault, [])
    except Exception as error:
        _end()
        _break_off(opened, folder)
        unreadable.explain(error, opened)
    else:
        leave()
        announce(element("listing-end").textContent)


def _is_shown(opened: OpenBucket, folder: Folder) -> bool:
    return opened == _opened and folder.prefix == _folder.prefix


def _break_off(opened: OpenBucket, folder: Folder) -> None:
    """No more of it comes by itself. One that was whole before it was listed anew is left as it was."""
    if _is_shown(opened, folder) and _folder.is_whole:
        _offer("")
        return
    folder.is_broken_off = True
    _take(folder, opened)
    _offer("Go on")


def _go_on_or_stop() -> None:
    if _pending:
        opened, folder = _pending
        _end()
        _break_off(opened, folder)
        announce("Stopped")
    elif _opened:
        _folder.is_broken_off = False
        _start(_opened, _folder)
        _offer("Stop")
        _show()


def _offer(label: str) -> None:
    """To go on, or to stop; without a label neither."""
    js_button = element("listing-more")
    if not label and js_button.isSameNode(document.activeElement):
        element("table-box").focus(preventScroll=True)
    js_button.textContent = label
    js_button.hidden = not label


def _take(folder: Folder, opened: OpenBucket) -> None:
    """Show what has come of it."""
    global _folder, _opened
    is_other = (opened, folder.prefix) != (_opened, _folder.prefix)
    _folder, _opened = folder, opened
    if is_other:
        chosen.clear()
        element("filter").value = ""
        _set_order(_order._replace(part=""))
    fill(element("trail"), steps(folder.bucket, folder.prefix))
    _show(from_top=is_other)


def _show(*, from_top: bool = False) -> None:
    entries = _folder.arranged(_order)
    chosen.follow(entries)
    table.show(entries, from_top=from_top)
    element("listing-end").textContent = summary(_folder, entries, _order) if _folder.bucket else ""


_shown_calmly = Calm(_show, 1.0)  # a thousand small files may be stored at once, and 100,000 keys be there to be sorted


# -- the order ---------------------------------------------------------------------------------------------------------


def _set_order(order: Order) -> None:
    global _order
    _order = order
    for column in COLUMNS:
        js_heading = element(f"by-{column}")
        if column == order.column:
            js_heading.setAttribute("aria-sort", "descending" if order.descending else "ascending")
        else:
            js_heading.removeAttribute("aria-sort")


def _sort(_: str, column: str) -> None:
    is_again = column == _order.column
    # What is looked for in a long list is what is large, or new.
    descending = not _order.descending if is_again else column != "name"
    _set_order(_order._replace(column=column, descending=descending))
    _show(from_top=True)
    announce(f"Sorted by {column}, {'descending' if descending else 'ascending'}")


def _filter() -> None:
    _set_order(_order._replace(part=value("filter")))
    _show(from_top=True)
    announce(element("listing-end").textContent)


def wire() -> None:
    """Listen to what says what is listed, and how."""
    on(element("prefix"), "change", lambda _: show())
    on(element("filter"), "input", lambda _: _filter())
    on(element("listing-more"), "click", lambda _: _go_on_or_stop())
    on_action(document.querySelector("#listing thead"), _sort)
    table.wire()
