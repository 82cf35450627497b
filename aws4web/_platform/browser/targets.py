"""Where a page writes to: files that a visitor picked, the origin's own, streams; and what is written there.

https://fs.spec.whatwg.org/, https://streams.spec.whatwg.org/
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from ..files import file_target
from .ffi import JsException, JsFailure, call, js, js_object, js_tag, js_value, promise

_SLICE = 256 * 1024
"""Bytes that are in wasm at a time."""
_ROOM = 64 * 1024
"""Bytes that there is room for, if fewer are enough."""


async def target_of(to: Any) -> Any:
    """See Host.target. What Python has is a file of Pyodide's own file system, or an open one."""
    tag = js_tag(to)
    if tag == "FileSystemFileHandle":
        if not getattr(to, "createWritable", None):  # Safari before 26
            raise TypeError(f"to cannot be a {tag} in a browser without createWritable")
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
        await self._write(at, data)

    async def _write(self, _at: int, data: Any) -> None:
        await _done(self._js_writer, "write", data.js_array)  # who reads the stream may keep it

    async def finish(self) -> None:
        await _done(self._js_writer, "close")

    async def abandon(self) -> None:
        # A stream is aborted once its last write has ended, which a reader that has stopped keeps for ever.
        js_aborted = js.Promise.allSettled(js_value([promise(self._js_writer, "abort")]))
        if self.takes_any_order:
            await js_aborted


class _File(_Stream):
    """The browser swaps it in when it is closed."""

    takes_any_order = True

    async def _write(self, at: int, data: Any) -> None:
        js_chunk = js_object({"type": "write", "position": at, "data": data.js_array})
        await _done(self._js_writer, "write", js_chunk)
        data.let_go()


async def _done(js_this: Any, method: str, *js_args: Any) -> Any:
    try:
        return await call(js_this, method, *js_args)
    except JsFailure as exc:  # the disk is full, or the visitor took the permission back
        raise OSError(f"to: {exc}") from exc


class RawBytes:
    """See Target.takes_raw: bytes of a body that stay in JS. Their buffer is used again once they are let go."""

    def __init__(self, js_array: Any, js_spare: list[Any]) -> None:
        self.js_array, self._js_spare = js_array, js_spare
        self._size: int = js_array.length  # it is 0 once the buffer is used again

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self), _SLICE):
            yield self.js_array.subarray(at, at + _SLICE).to_bytes()

    def after(self, count: int) -> "RawBytes":
        return RawBytes(self.js_array.subarray(count), self._js_spare)

    def join(self, others: "list[RawBytes]") -> "RawBytes":
        js_whole, at = js.Uint8Array.new(sum(map(len, others))), 0
        for other in others:
            js_whole.set(other.js_array, at)
            at += len(other)
        return RawBytes(js_whole, self._js_spare)

    def let_go(self) -> None:
        self._js_spare.append(self.js_array.buffer)


class RawReading:
    """Reads at least as many bytes at a time as are `wanted`, into spare buffers: garbage would pile up to 100 MiB.

    Where a browser has no such reader (https://streams.spec.whatwg.org/#byob-readers), as many as have come.
    """

    def __init__(self, wanted: Callable[[], int], js_spare: list[Any]) -> None:
        self._wanted, self._js_spare, self._fills = wanted, js_spare, True

    def js_reader(self, js_body: Any) -> Any:
        """What reads a body."""
        try:
            return js_body.getReader(js_object({"mode": "byob"}))
        except JsException:
            self._fills = False
            return js_body.getReader()

    async def read(self, js_reader: Any, call: Callable[..., Awaitable[Any]]) -> tuple[RawBytes | None, bool]:
        """What comes next, and whether nothing does after that."""
        if not self._fills:
            js_chunk = await call(js_reader, "read")
            return None if js_chunk.done else RawBytes(js_chunk.value, []), js_chunk.done
        least, at, done = self._wanted(), 0, False
        js_buffer = self._js_buffer(max(least, _ROOM))
        while at < least and not done:
            js_rest = js.Uint8Array.new(js_buffer, at, max(least, _ROOM) - at)
            js_chunk = await call(js_reader, "read", js_rest, js_object({"min": least - at}))  # not all know of `min`
            js_buffer, done = js_chunk.value.buffer, js_chunk.done
            at += js_chunk.value.length
        return RawBytes(js.Uint8Array.new(js_buffer, 0, at), self._js_spare) if at else None, done

    def _js_buffer(self, size: int) -> Any:
        while self._js_spare:
            if (js_buffer := self._js_spare.pop()).byteLength >= size:
                return js_buffer
        return js.ArrayBuffer.new(size)
