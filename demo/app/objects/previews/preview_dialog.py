"""The dialog in which an object is looked at."""

import asyncio

from ... import problems
from ...dom import element, fill, on, show_dialog, start
from ...visible_names import visible
from ..links import download
from ..open_bucket import OpenBucket
from . import views
from .contents import preview_of

_chosen: tuple[OpenBucket, str] | None = None  # what is shown
_loading: asyncio.Task[None] | None = None


async def preview(opened: OpenBucket, key: str) -> None:
    """Show what it is, as far as that can be shown."""
    global _chosen, _loading
    _stop()
    _chosen = (opened, key)
    element("preview-title").textContent = element("preview-title").title = visible(key)
    element("preview-about").textContent = "Loading…"
    fill(element("preview-content"))
    show_dialog("preview-dialog")
    _loading = start(_load(opened, key))


async def _load(opened: OpenBucket, key: str) -> None:
    try:
        about, content = await preview_of(opened.bucket, key)
    except Exception as error:
        about, content = "", problems.problem(error)
    element("preview-about").textContent = about
    fill(element("preview-content"), content)


def _stop() -> None:
    """Nothing is loaded or played any more, and nothing is kept."""
    if _loading:
        _loading.cancel()
    fill(element("preview-content"))
    views.forget()


def _download() -> object:
    return problems.guarded("preview-problem", download(*_chosen)) if _chosen else None


def wire() -> None:
    """Listen to the dialog."""
    on(element("preview-dialog"), "close", lambda _: _stop())
    on(element("preview-download"), "click", lambda _: _download())
