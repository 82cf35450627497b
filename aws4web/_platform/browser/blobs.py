"""What a page has to upload: Blobs and files, of which a part is a slice that Python never sees; and streams."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from ..._errors import NetworkError
from ..sources import StreamSource, source_of
from .ffi import js, js_tag, js_value
from .transport import fixed, read_js

_PIECE = 256 * 1024


class BlobSource:
    """https://w3c.github.io/FileAPI/"""

    def __init__(self, js_blob: Any, read: Callable[[Any], Any] | None = None) -> None:
        self._js_blob = js_blob
        self._read = read
        self.size: int | None = int(js_blob.size)
        modified = getattr(js_blob, "lastModified", None)
        self.modified: float | None = None if modified is None else modified / 1000

    async def part(self, start: int, size: int) -> Any:
        return self._js_blob.slice(start, start + size)

    async def pieces(self, part: Any) -> AsyncIterator[Any]:
        for start in range(0, int(part.size), _PIECE):
            piece = part.slice(start, start + _PIECE)
            data = self._read(piece) if self._read else await read_js(piece, "arrayBuffer")
            yield data if isinstance(data, bytes) else data.to_bytes()

    async def close(self) -> None:
        """The page holds it."""


def source(given: Any, read: Callable[[Any], Any] | None = None) -> Any:
    """See Host.source. `read` reads a Blob without waiting."""
    tag = js_tag(given)
    if tag is None:
        return source_of(given, _at_once)
    if tag in ("Blob", "File"):
        return BlobSource(given, read)
    if tag == "ReadableStream":
        if given.locked:
            raise TypeError("source is a ReadableStream that something else reads")
        return StreamSource(_chunks(given))
    if tag == "ArrayBuffer" or js.ArrayBuffer.isView(given):
        return BlobSource(js.Blob.new(js_value([fixed(given)])), read)
    raise TypeError(f"source cannot be a {tag}: pass a Blob, a File, a ReadableStream, an ArrayBuffer or a view of one")


async def _at_once(function: Any) -> Any:
    return function()


async def _chunks(js_stream: Any) -> AsyncIterator[bytes]:
    js_reader = js_stream.getReader()
    is_open = True
    try:
        while True:
            try:
                js_chunk = await read_js(js_reader, "read")
            except NetworkError:  # it failed, and could not be cancelled
                is_open = False
                raise
            is_open = not js_chunk.done
            if not is_open:
                return
            chunk = js_chunk.value
            yield getattr(chunk, "to_bytes", lambda: chunk)()  # noqa: B023 - a str is refused by who takes it
    finally:
        if is_open:
            js_reader.cancel()
        js_reader.releaseLock()
