"""Which files would replace an object, and whether they may."""

import asyncio
from contextlib import aclosing
from itertools import takewhile
from typing import Any

from aws4web import AwsError, NetworkError

from ...dom import element, fill, make, on, show_dialog
from ...visible_names import visible
from .. import listing
from ..open_bucket import OpenBucket

_LOOKED_AT = 3000  # keys: then it is left to S3 to say
_PATIENCE = 10.0  # seconds: then, too
_NAMED = 5
_asking = asyncio.Lock()
_answer: asyncio.Future[str] | None = None


async def already_there(opened: OpenBucket, keys: list[str]) -> dict[str, bool | None]:
    """For each key whether the bucket has it; None if that is not known."""
    there = {key: listing.has(opened, key) for key in keys}
    unknown = [key for key, has in there.items() if has is None]
    if unknown:
        found, is_all = await _found(opened, _common_start(min(unknown), max(unknown)))
        there |= {key: True if key in found else False if is_all else None for key in unknown}
    return there


def _common_start(first: str, last: str) -> str:
    """Of all keys in between, too."""
    return "".join(a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


async def _found(opened: OpenBucket, prefix: str) -> tuple[set[str], bool]:
    """Keys that begin so, and whether these are all."""
    found: set[str] = set()
    try:
        async with asyncio.timeout(_PATIENCE), aclosing(opened.bucket.list(prefix)) as entries:
            async for entry in entries:
                found.add(entry.key)
                if len(found) >= _LOOKED_AT:
                    return found, False
    except (AwsError, NetworkError, ValueError, TimeoutError):
        return found, False
    return found, True


async def ask(names: list[str], count: int) -> str:
    """What to do with those of `count` files that are there already: replace, skip or cancel."""
    global _answer
    async with _asking:
        if count == 1:
            title = "This file is here already"
        elif len(names) == count:
            title = f"All {count} files are here already"
        else:
            title = f"{len(names)} of these {count} files {'is' if len(names) == 1 else 'are'} here already"
        element("replace-title").textContent = title
        shown = [make("li", make("bdi", visible(name))) for name in names[:_NAMED]]
        more = [make("li", f"and {len(names) - _NAMED} more", class_="quiet")] if len(names) > _NAMED else []
        fill(element("replace-names"), *shown, *more)
        _answer = asyncio.get_running_loop().create_future()
        show_dialog("replace-dialog")
        return await _answer


def _answered(answer: str) -> None:
    if _answer and not _answer.done():
        _answer.set_result(answer)
    element("replace-dialog").close()


def wire() -> None:
    """Listen to the dialog."""

    def click(js_event: Any) -> None:
        js_button = js_event.target.closest("[data-answer]")
        if js_button:
            _answered(js_button.dataset.answer)

    on(element("replace-dialog"), "click", click)
    on(element("replace-dialog"), "close", lambda _: _answered("cancel"))
