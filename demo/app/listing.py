"""The folder that is shown, page by page: one task lists it, and waits for the button between two pages."""

import asyncio
from contextlib import aclosing
from typing import Any

from aws4web.s3 import ObjectInfo, Page

from . import connection, problems
from .dom import announce, element, fill, make, on, start, value
from .words import size_text, time_text

_PAGE_SIZE = 50
_BOX = "objects-problem"
_listing: asyncio.Task[None] | None = None
_pages_shown = 0
_more = asyncio.Event()


def show(pages: int = 1) -> None:
    """List the bucket under the prefix, from the start, so many pages. No other folder is listed any more."""
    global _listing
    leave()
    _listing = start(_list(value("bucket"), value("prefix"), pages))


def leave() -> None:
    """Show no more of the folder. What is still asked is given up."""
    if _listing:
        _listing.cancel()


def _show_more() -> None:
    if _listing and _listing.done():  # it failed: to go on, all is asked again
        show(_pages_shown + 1)
    else:
        _more.set()


async def _list(bucket: str, prefix: str, wanted: int) -> None:
    await problems.guarded(_BOX, _show_pages(bucket, prefix, wanted))


async def _show_pages(bucket: str, prefix: str, wanted: int) -> None:
    """Show so many pages at once, then one whenever the button is clicked: it has come by then."""
    global _pages_shown
    number = 0
    async with aclosing(connection.bucket(bucket).pages(prefix, delimiter="/", page_size=_PAGE_SIZE)) as pages:
        async for page in pages:
            number += 1
            if number == 1:
                fill(element("rows"))
                fill(element("trail"), *_trail(bucket, prefix))
            _show_page(page, prefix)
            _pages_shown = number
            if page.token and number >= wanted:
                _more.clear()
                await _more.wait()
                problems.clear(_BOX)


def _show_page(page: Page, prefix: str) -> None:
    element("rows").append(
        *[_folder_row(folder, prefix) for folder in page.prefixes], *[_row(entry, prefix) for entry in page.objects]
    )
    count = element("rows").children.length
    element("listing").hidden = count == 0
    element("more").hidden = not page.token
    shown = f"{count} shown, there are more." if page.token else f"{count} in all."
    element("listing-end").textContent = shown if count else "Nothing here yet."
    announce(shown if count else "Nothing here yet.")


def _folder_row(folder: str, prefix: str) -> Any:
    name = folder.removeprefix(prefix[: prefix.rfind("/") + 1])
    button = make("button", name, type="button", class_="name", data_action="open", data_key=folder)
    return make("tr", make("th", button, scope="row"), make("td", "folder", class_="quiet"), make("td"), make("td"))


def _row(entry: ObjectInfo, prefix: str) -> Any:
    name = entry.key[prefix.rfind("/") + 1 :]
    buttons = [
        make("button", label, type="button", aria_label=f"{label} {name}", data_action=action, data_key=entry.key)
        for action, label in (("preview", "Preview"), ("download", "Download"), ("link", "Link"), ("delete", "Delete"))
    ]
    return make(
        "tr",
        make("th", make("span", name, class_="name"), scope="row"),
        make("td", "" if entry.size is None else size_text(entry.size)),
        make("td", time_text(entry.last_modified) if entry.last_modified else "", class_="quiet"),
        make("td", make("div", *buttons, class_="actions small")),
    )


def _trail(bucket: str, prefix: str) -> list[Any]:
    """The path to the folder that is shown, each step a button."""
    folders = prefix.split("/")[:-1]
    steps = [(bucket, "")] + [(name, "/".join(folders[: at + 1]) + "/") for at, name in enumerate(folders)]
    items = [
        make(
            "button",
            name,
            type="button",
            data_action="open",
            data_key=key,
            **({"aria_current": "true"} if last else {}),
        )
        for (name, key), last in zip(steps, [False] * (len(steps) - 1) + [True], strict=True)
    ]
    return [make("ol", *[make("li", item) for item in items])]


def wire() -> None:
    """Listen to what says what is listed."""
    on(element("prefix"), "change", lambda _: show())
    on(element("more"), "click", lambda _: _show_more())
