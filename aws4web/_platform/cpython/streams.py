"""Bodies that are read as they are sent, and never held whole: files, paths and async iterators."""

import os
import stat
from collections.abc import AsyncIterator
from threading import Lock
from typing import Any, NoReturn

from ..values import Body, as_bytes, bytes_left, is_text_or_buffer

PIECE = 256 * 1024
"""Bytes that are read, hashed or written at a time."""


TEXT = "text/plain;charset=UTF-8"
"""The content type of a str, as fetch sends it: https://fetch.spec.whatwg.org/#concept-bodyinit-extract"""


def describe(body: Body) -> str:
    """'file', 'path' or 'async iterator'. Raises TypeError if `body` cannot be sent."""
    if isinstance(body, FileBody | StreamBody):
        return describe(body.given)
    if isinstance(body, os.PathLike):
        return "path"
    if hasattr(body, "__aiter__"):
        return "async iterator"
    if callable(getattr(body, "read", None)):
        if hasattr(body, "encoding"):
            raise TypeError("body is a file opened as text: open it in binary mode, open(path, 'rb')")
        return "file"
    raise TypeError(
        f"body cannot be a {type(body).__name__}: pass str, a bytes-like object, a file opened in binary mode, a"
        " pathlib.Path or an async iterator of bytes (json.dumps makes a str)"
    )


def open_body(body: Body) -> "FileBody | StreamBody":
    """What reads the body. Raises TypeError if it cannot be read, OSError if a file cannot be opened."""
    if isinstance(body, FileBody | StreamBody):
        return body
    kind = describe(body)
    if kind == "path":
        return FileBody(body, _Descriptor(body))
    if kind == "async iterator":
        return StreamBody(body)
    return FileBody(body, body)


class _Descriptor:
    """A path's file, the same one for every attempt. Dropping it closes it."""

    def __init__(self, path: "os.PathLike[Any]") -> None:
        self._number = -1
        # O_NONBLOCK: a pipe that nobody writes to would block the event loop.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        self._number = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(self._number).st_mode):
            raise ValueError(f"body: {os.fspath(path)!r} is not a regular file: open it, and pass the open file")

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._number, position, whence)

    def read(self, size: int) -> bytes:
        return os.read(self._number, size)

    def __del__(self) -> None:
        if self._number >= 0:
            os.close(self._number)


class FileBody:
    """A file from its current position to its end. It is read in threads, so that a slow disk delays nobody."""

    def __init__(self, given: Any, file: Any) -> None:
        self.given: Any = given
        """As the caller passed it."""
        self._file = file
        # A thread that a cancelled attempt left behind may still read: no two at once.
        self._lock = Lock()
        seekable = getattr(file, "seekable", None)
        self.rewinds: bool = bool(seekable and seekable())
        """Whether it can be read more than once."""
        self._start = 0
        self.size: int | None = None
        """Bytes; None if only reading it tells."""
        if self.rewinds:
            self._start = file.tell()
            self.size = bytes_left(file)
        self._sha256: str | None = None

    async def sha256(self) -> str:
        """The hash of all of it, in lower-case hex. The file's position does not change."""
        if not self.rewinds:
            _refuse_to_hash("a file that cannot be read twice (a pipe, a socket)")
        if self._sha256 is None:
            from hashlib import sha256

            hashed = sha256()
            async for piece in self.pieces():
                hashed.update(piece)  # under a millisecond
            self._sha256 = hashed.hexdigest()
            self._file.seek(self._start)
        return self._sha256

    async def pieces(self) -> AsyncIterator[Any]:
        """All of it, from its beginning each time."""
        from asyncio import to_thread

        position = self._start
        while piece := await to_thread(self._read, position):
            position += len(piece)
            yield piece

    def _read(self, position: int) -> bytes | bytearray:
        with self._lock:
            if self.rewinds:
                self._file.seek(position)
            piece = self._file.read(PIECE)
        if not isinstance(piece, bytes | bytearray):  # None is not the end: a pipe that does not block is late
            raise TypeError(f"body: its read() returns a {type(piece).__name__} and not bytes")
        return piece


class StreamBody:
    """What an async iterator yields."""

    size = None

    def __init__(self, given: Any) -> None:
        self.given: Any = given
        """As the caller passed it."""
        self._iterator: Any = aiter(given)
        self.rewinds: bool = self._iterator is not given
        """Whether it can be read more than once: not an iterator, but something that makes one each time."""

    async def sha256(self) -> str:
        """Always refused: what was hashed could not be sent any more."""
        _refuse_to_hash("an async iterator")

    async def pieces(self) -> AsyncIterator[Any]:
        """What it yields, from its beginning if it can be read again."""
        async for piece in aiter(self.given) if self.rewinds else self._iterator:
            if isinstance(piece, str) or not is_text_or_buffer(piece):
                raise TypeError(f"body yields a {type(piece).__name__} and not bytes")
            if piece := as_bytes(piece):
                yield piece


def _refuse_to_hash(what: str) -> NoReturn:
    raise ValueError(
        f"body is {what}, and this request is signed with a hash of its body: pass bytes, a file or a path, or the"
        " header x-amz-content-sha256 with the hash if you know it"
    )


class Outgoing:
    """A body being written, in pieces, as many bytes as Content-Length says."""

    def __init__(self, pieces: AsyncIterator[Any], length: int | None) -> None:
        self._pieces = pieces
        self._left = length
        self._length = length
        self.failure: BaseException | None = None
        """What went wrong in the body itself, and not in the network."""

    def __aiter__(self) -> "Outgoing":
        return self

    async def __anext__(self) -> Any:
        try:
            piece = await anext(self._pieces, None)
            if self._left is not None:
                self._left -= len(piece or b"")
                if self._left < 0 or (piece is None and self._left):
                    more = "more" if self._left < 0 else "fewer"
                    raise ValueError(f"the body has {more} bytes than its Content-Length, {self._length}")
        except Exception as exc:
            self.failure = exc
            raise
        if piece is None:
            raise StopAsyncIteration
        return piece


async def in_pieces(data: Any) -> AsyncIterator[Any]:
    """Bytes, without a copy."""
    view = memoryview(data)
    for start in range(0, len(view), PIECE):
        yield view[start : start + PIECE]
