"""What is to be uploaded, in parts: bytes, files, and what an iterator yields."""

import os
import stat
from _thread import allocate_lock
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

from .values import as_bytes, bytes_left, is_text_or_buffer

_PIECE = 2**20
InThread = Callable[[Callable[[], Any]], Awaitable[Any]]


class BytesSource:
    """Bytes in memory, of which a part is no copy."""

    modified: float | None = None

    def __init__(self, data: Any) -> None:
        self._view = memoryview(as_bytes(data))
        self.size: int | None = len(self._view)

    async def part(self, start: int, size: int) -> memoryview:
        return self._view[start : start + size]

    def pieces(self, part: Any) -> AsyncIterator[Any]:
        return _pieces(part)

    async def close(self) -> None:
        self._view = memoryview(b"")


class FileSource:
    """A file from its position on, or all of a path's. It is read in threads if there are any."""

    def __init__(self, file: Any, in_thread: InThread, path: Any = None) -> None:
        self._file, self._in_thread, self._path = file, in_thread, path
        self._lock = allocate_lock()  # there is one position for all parts
        self._start: int = file.tell()
        self.size: int | None = bytes_left(file)
        self.modified: float | None = None if path is None else os.stat(path).st_mtime  # noqa: PTH116

    async def part(self, start: int, size: int) -> bytearray:
        # Made here: what threads allocate stays theirs, and would add up to twice as much.
        content = bytearray(size)
        if await self._in_thread(lambda: self._read(self._start + start, memoryview(content))) != size:
            raise ValueError("the file has become shorter while it was read")
        return content

    def _read(self, position: int, into: memoryview) -> int:
        done = 0
        with self._lock:
            self._file.seek(position)
            while done < len(into) and (piece := self._file.read(min(_PIECE, len(into) - done))):
                into[done : done + len(piece)] = piece
                done += len(piece)
        return done

    def pieces(self, part: Any) -> AsyncIterator[Any]:
        return _pieces(part)

    async def close(self) -> None:
        if self._path is not None:
            self._file.close()


class StreamSource:
    """What an iterator or a file that cannot be read twice yields: its parts come one after another."""

    size: int | None = None
    modified: float | None = None

    def __init__(self, chunks: Any) -> None:
        self._chunks = chunks
        self._left = bytearray()

    async def part(self, start: int, size: int) -> bytes:
        while len(self._left) < size:
            chunk = await anext(self._chunks, self)
            if chunk is self:
                break
            if isinstance(chunk, str) or not is_text_or_buffer(chunk):
                raise TypeError(f"source yields a {type(chunk).__name__} and not bytes")
            self._left += as_bytes(chunk)
        with memoryview(self._left) as view:
            part = bytes(view[:size])
        del self._left[:size]
        return part

    def pieces(self, part: Any) -> AsyncIterator[Any]:
        return _pieces(part)

    async def close(self) -> None:
        self._left.clear()
        if hasattr(self._chunks, "aclose"):  # left to itself, it would live on
            await self._chunks.aclose()


async def _pieces(part: Any) -> AsyncIterator[Any]:
    view = memoryview(part)
    for start in range(0, len(view), _PIECE):
        yield view[start : start + _PIECE]


def source_of(given: Any, in_thread: InThread) -> "BytesSource | FileSource | StreamSource":
    """What reads a source that is Python's. Raises TypeError for what is none, OSError if a file cannot be opened."""
    if isinstance(given, str):
        raise TypeError("source cannot be a str: pass pathlib.Path(…) for a file, or text.encode() for its content")
    if is_text_or_buffer(given):
        return BytesSource(given)
    if isinstance(given, os.PathLike):
        return _of_path(cast("os.PathLike[str]", given), in_thread)
    if callable(getattr(given, "read", None)):
        if hasattr(given, "encoding"):
            raise TypeError("source is a file opened as text: open it in binary mode, open(path, 'rb')")
        seekable = getattr(given, "seekable", None)
        if seekable and seekable():
            return FileSource(given, in_thread)
        return StreamSource(_reads(given, in_thread))
    if hasattr(given, "__aiter__"):
        return StreamSource(aiter(given))
    if hasattr(given, "__iter__") and not hasattr(given, "keys"):  # a mapping is a mistake
        return StreamSource(_each(given))
    raise TypeError(
        f"source cannot be a {type(given).__name__}: pass a bytes-like object, a pathlib.Path, a file opened in binary"
        " mode, an iterator of bytes, or in a page a Blob or File"
    )


def _of_path(path: "os.PathLike[str]", in_thread: InThread) -> FileSource:
    # A pipe that nobody writes to would block.
    file = open(path, "rb", buffering=0, opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))  # noqa: SIM115
    try:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError(f"source: {os.fspath(path)!r} is not a regular file: open it, and pass the open file")
        return FileSource(file, in_thread, path)
    except BaseException:
        file.close()
        raise


async def _reads(file: Any, in_thread: InThread) -> AsyncIterator[Any]:
    while (chunk := await in_thread(lambda: file.read(_PIECE))) != b"":  # None is not the end: what comes is late
        yield chunk


async def _each(chunks: Any) -> AsyncIterator[Any]:
    for chunk in chunks:
        yield chunk
