"""Where a page writes to: files that a visitor picked, the origin's own, streams.

https://fs.spec.whatwg.org/, https://streams.spec.whatwg.org/
"""

from contextlib import suppress
from typing import Any

from ..files import file_target
from .ffi import JsFailure, call, js_object, js_tag


async def target_of(to: Any) -> Any:
    """See Host.target. What Python has is a file of Pyodide's own file system, or an open one."""
    tag = js_tag(to)
    if tag == "FileSystemFileHandle":
        return _File(await _done(to, "createWritable"))
    if tag == "FileSystemWritableFileStream":
        return _File(to)
    if tag == "WritableStream":
        if to.locked:
            raise TypeError("to is a WritableStream that something else writes to")
        return _Stream(to.getWriter())
    if tag is not None:
        raise TypeError(f"to cannot be a {tag}: pass a FileSystemFileHandle or a WritableStream")
    return file_target(to, _here)


async def _here(function: Any) -> Any:
    return function()


class _Stream:
    """Closed in the end, as pipeTo does it; aborted if it comes to none."""

    takes_any_order = False
    takes_raw = True

    def __init__(self, js_writer: Any) -> None:
        self._js_writer = js_writer

    async def write(self, at: int, data: Any, digest: Any = None) -> None:
        if digest:
            for piece in data:
                digest.update(piece)
        await _done(self._js_writer, "write", self._js_chunk(at, data.js_array()))

    def _js_chunk(self, _at: int, js_data: Any) -> Any:
        return js_data

    async def finish(self) -> None:
        await _done(self._js_writer, "close")

    async def abandon(self) -> None:
        with suppress(OSError):
            await _done(self._js_writer, "abort")


class _File(_Stream):
    """The browser swaps it in when it is closed."""

    takes_any_order = True

    def _js_chunk(self, at: int, js_data: Any) -> Any:
        return js_object({"type": "write", "position": at, "data": js_data})


async def _done(js_this: Any, method: str, *js_args: Any) -> Any:
    try:
        return await call(js_this, method, *js_args)
    except JsFailure as exc:  # the disk is full, or the visitor took the permission back
        raise OSError(f"to: {exc}") from exc
