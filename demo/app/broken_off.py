"""Uploads that a reload broke off: the tab's session storage knows each until it ends. No secret is in it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from js import sessionStorage
from pyodide.ffi import JsException

_running: set[str] = set()


@contextmanager
def resumed(url: str, js_file: Any) -> Iterator[dict[str, Any]]:
    """The options of an upload that goes on where the same file's broke off; afterwards it is forgotten."""
    name = f"aws4web.upload {url} {js_file.size} {js_file.lastModified}"
    if name in _running:  # chosen twice: an upload of its own
        yield {}
        return

    def save(state: str) -> None:
        with suppress(JsException):  # the storage is full: then a reload is the end of this one
            sessionStorage.setItem(name, state)

    _running.add(name)
    try:
        yield {"save": save, "resume": sessionStorage.getItem(name) or None}
    finally:
        _running.discard(name)
        sessionStorage.removeItem(name)
