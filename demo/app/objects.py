"""The Objects tab: buckets, and what is in them, folder by folder."""

import asyncio
from collections.abc import Callable
from typing import Any

from . import connection, object_dialogs, problems, s3, sample_bucket, tabs, uploads
from .dom import announce, element, fill, make, on, on_action, on_submit, show_dialog, start, value
from .latest import Latest
from .words import size_text, time_text

_BOX = "objects-problem"
_next_token = ""
_is_stale = True
_reloading: asyncio.Task[None] | None = None
_buckets, _listings = Latest(), Latest()


def reload_later() -> None:
    """List everything again, at once or when the tab is shown. Requests that are still running are given up."""
    global _reloading, _is_stale
    _is_stale = not tabs.is_shown("objects")
    if _reloading:
        _reloading.cancel()
    if not _is_stale:
        _reloading = start(reload())


def _reload_stale() -> None:
    if _is_stale:
        reload_later()


async def reload() -> None:
    """List the buckets, then the chosen one's objects."""
    is_latest = _buckets.ask()
    _listings.ask()  # what is still to come from another bucket or connection no longer counts
    if await problems.guarded(_BOX, _load_buckets(is_latest), is_latest) and is_latest() and value("bucket"):
        await show_listing()


async def _load_buckets(is_latest: Callable[[], bool]) -> None:
    names: list[str] | None = None
    try:
        names = await s3.buckets()
    finally:
        if is_latest():
            element("no-buckets").hidden = names != []
            element("bucket-view").hidden = not names
    if is_latest():
        chosen = value("bucket")
        fill(element("bucket"), *[make("option", name) for name in names or []])
        if names and chosen in names:
            element("bucket").value = chosen


async def show_listing(*, more: bool = False) -> None:
    """List the bucket under the prefix: from the start, or the next page."""
    is_latest = _listings.ask()
    await problems.guarded(_BOX, _load_listing(is_latest, _next_token if more else ""), is_latest)


async def _load_listing(is_latest: Callable[[], bool], token: str) -> None:
    global _next_token
    bucket, prefix = value("bucket"), value("prefix")
    page = await s3.listing(bucket, prefix, token)
    if not is_latest():
        return
    _next_token = page.next_token
    rows = [_folder_row(folder, prefix) for folder in page.folders] + [_row(entry, prefix) for entry in page.entries]
    if token:
        element("rows").append(*rows)
    else:
        fill(element("rows"), *rows)
        fill(element("trail"), *_trail(bucket, prefix))
    count = element("rows").children.length
    element("listing").hidden = count == 0
    element("more").hidden = not page.next_token
    shown = f"{count} shown, there are more." if page.next_token else f"{count} in all."
    element("listing-end").textContent = shown if count else "Nothing here yet."
    announce(shown if count else "Nothing here yet.")


def _folder_row(folder: str, prefix: str) -> Any:
    name = folder.removeprefix(prefix[: prefix.rfind("/") + 1])
    button = make("button", name, type="button", class_="name", data_action="open", data_key=folder)
    return make("tr", make("th", button, scope="row"), make("td", "folder", class_="quiet"), make("td"), make("td"))


def _row(entry: s3.Entry, prefix: str) -> Any:
    name = entry.key[prefix.rfind("/") + 1 :]
    buttons = [
        make("button", label, type="button", aria_label=f"{label} {name}", data_action=action, data_key=entry.key)
        for action, label in (("preview", "Preview"), ("download", "Download"), ("link", "Link"), ("delete", "Delete"))
    ]
    return make(
        "tr",
        make("th", make("span", name, class_="name"), scope="row"),
        make("td", size_text(entry.size)),
        make("td", time_text(entry.modified), class_="quiet"),
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


async def _act(action: str, key: str) -> None:
    bucket = value("bucket")
    if action == "open":
        element("prefix").value = key
        await show_listing()
    elif action == "preview":
        await object_dialogs.preview(bucket, key)
    elif action == "download":
        await problems.guarded(_BOX, object_dialogs.download(bucket, key))
    elif action == "link":
        await object_dialogs.show_link(bucket, key)
    elif action == "delete":
        object_dialogs.ask_delete(bucket, key)


async def _another_bucket() -> None:
    element("prefix").value = ""
    await show_listing()


async def _create_bucket() -> None:
    name = value("bucket-name").strip()
    if await problems.guarded("bucket-problem", s3.create_bucket(name)):
        element("bucket-dialog").close()
        fill(element("bucket"), make("option", name))  # the one to show once all are listed
        element("prefix").value = ""
        await reload()


async def _make_samples() -> None:
    element("samples").disabled = True
    await problems.guarded(_BOX, sample_bucket.store())
    element("samples").disabled = False
    await reload()


def wire() -> None:
    """Listen to the tab."""
    connection.on_change(reload_later)
    tabs.on_show("objects", _reload_stale)
    on(element("bucket"), "change", lambda _: _another_bucket())
    on(element("prefix"), "change", lambda _: show_listing())
    on(element("refresh"), "click", lambda _: reload_later())
    on(element("new-bucket"), "click", lambda _: show_dialog("bucket-dialog"))
    on_submit(element("bucket-form"), _create_bucket)
    on(element("samples"), "click", lambda _: _make_samples())
    on(element("more"), "click", lambda _: show_listing(more=True))
    on_action(element("rows"), _act)
    on_action(element("trail"), _act)
    uploads.wire(show_listing)
    object_dialogs.wire(show_listing)
