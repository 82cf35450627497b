"""The list of uploads: in the order chosen, with a line that sums them up."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from js import window

from ...dom import announce, element, on, on_action, start
from .. import listing
from ..open_bucket import OpenBucket
from .line import Line
from .rates import Rate
from .totals import Counted, sent_of, summary
from .upload import Upload, come_online

_MOST = 40  # lines that are shown
_PAUSE = 0.4  # seconds between two looks at what moves
_uploads: dict[str, Upload] = {}  # by their buttons' keys, in the order chosen
_lines: dict[str, Line] = {}  # those that are shown
_leaving: set[str] = set()  # the keys of those that are being taken off
_rate = Rate()
_watching: asyncio.Task[None] | None = None


def add(uploads: Iterable[Upload]) -> None:
    """Start them, and show them."""
    _uploads.update({str(id(upload)): upload for upload in uploads})
    _start(uploads)


def is_on_its_way(opened: OpenBucket, key: str) -> bool:
    """Whether a file will soon be stored under the key."""
    return any(not one.is_over and (one.opened, one.key) == (opened, key) for one in _uploads.values())


def _start(uploads: Iterable[Upload]) -> None:
    global _watching
    for upload in uploads:
        upload.start()
    if _watching is None or _watching.done():
        _watching = start(_watch())
    show()


def changed(upload: Upload) -> None:
    """Something happened to an upload."""
    if upload.is_over and len(_uploads) <= _MOST:
        announce(f"{upload.name}: {upload.said}")
    if upload.state == "done":
        listing.stored(upload.opened, upload.key, upload.size)
    line = _lines.get(str(id(upload)))
    if line:
        line.update()


async def _watch() -> None:
    """Show what moves, until nothing does."""
    global _rate
    _rate = Rate()
    while any(not upload.is_over for upload in _uploads.values()):
        for upload in _uploads.values():
            upload.tick()
        _rate.tell(time.monotonic(), sent_of(_counted()))
        show()
        await asyncio.sleep(_PAUSE)
    show()
    if len(_uploads) > _MOST:
        announce(summary(_counted(), _rate))


def _counted() -> list[Counted]:
    return [Counted(upload.state, upload.size, upload.tally.sent) for upload in _uploads.values()]


def show() -> None:
    """Bring the list up to date. A line that stays is left where it is, with the focus."""
    wanted = _wanted()
    for key in [key for key in _lines if key not in wanted]:
        _lines.pop(key).js_line.remove()
    last: Any = None
    for key, upload in wanted.items():
        if key not in _lines:
            line = _lines[key] = Line(upload)
            last.after(line.js_line) if last else element("uploads").prepend(line.js_line)
        _lines[key].update()
        last = _lines[key].js_line
    hidden = len(_uploads) - len(wanted)
    element("uploads-more").textContent = f"and {hidden} more" if hidden else ""
    element("uploads-summary").hidden = len(_uploads) < 2
    element("uploads-total").textContent = summary(_counted(), _rate)
    is_going = any(not upload.is_over for upload in _uploads.values())
    element("uploads-end").textContent = "Cancel all" if is_going else "Dismiss all"
    states = [upload.state for upload in _uploads.values()]
    element("uploads-replace").hidden = states.count("exists") < 2
    element("uploads-again").hidden = states.count("error") < 2


def _wanted() -> dict[str, Upload]:
    """Those to show: if there are too many, first those that are not done."""
    if len(_uploads) <= _MOST:
        return _uploads
    keys = sorted(_uploads, key=lambda key: _uploads[key].state == "done")[:_MOST]  # which leaves the order as it is
    return {key: upload for key, upload in _uploads.items() if key in set(keys)}


async def _act(action: str, key: str) -> None:
    upload = _uploads[key]
    if action == "again":
        _again([upload])
        _lines[key].focus()
    elif upload.is_over:
        await _dismiss([upload])
    else:
        upload.cancel()


def _again(uploads: list[Upload]) -> None:
    for upload in uploads:
        upload.is_sure = upload.is_sure or upload.state == "exists"  # this was asked, and is the answer
    _start(uploads)


async def _dismiss(uploads: list[Upload]) -> None:
    """Take them off the list, those apart whose parts could not be removed. The focus goes to the next one."""
    keys = [str(id(upload)) for upload in uploads]
    if not _leaving.isdisjoint(keys):  # pressed twice
        return
    _leaving.update(keys)
    try:
        dropped = await asyncio.gather(*[upload.drop() for upload in uploads])
    finally:
        _leaving.difference_update(keys)
    at = list(_uploads).index(keys[0])
    for key, is_dropped in zip(keys, dropped, strict=True):
        if is_dropped:
            del _uploads[key]
    show()
    rest = [_lines[key] for key in list(_uploads)[at:] if key in _lines] or list(_lines.values())
    rest[0].focus() if rest else element("files").focus()


async def _end_all() -> None:
    going = [upload for upload in _uploads.values() if not upload.is_over]
    for upload in going:
        upload.cancel()
    if not going and _uploads:
        await _dismiss(list(_uploads.values()))


def _in_state(state: str) -> list[Upload]:
    return [upload for upload in _uploads.values() if upload.state == state]


def wire() -> None:
    """Listen to the list."""
    on_action(element("uploads"), _act)
    on(element("uploads-end"), "click", lambda _: _end_all())
    on(element("uploads-replace"), "click", lambda _: _again(_in_state("exists")))
    on(element("uploads-again"), "click", lambda _: _again(_in_state("error")))
    on(window, "online", lambda _: come_online())
