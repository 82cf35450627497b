"""Bytes written to files: to a path, which is a whole file or none, or into an open file."""

import os
import stat
from _thread import allocate_lock
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO, RawIOBase
from typing import Any, cast

InThread = Callable[[Callable[[], Any]], Awaitable[Any]]
_AT_ONCE = 64 * 1024
"""Bytes that are copied and hashed in less time than a thread takes to begin."""


def file_target(to: Any, in_thread: InThread) -> Any:
    """See Host.target."""
    if isinstance(to, str | os.PathLike):
        return _Path(os.fsdecode(cast("str | os.PathLike[str]", to)), in_thread)
    if not callable(getattr(to, "write", None)):
        raise TypeError(
            f"to cannot be a {type(to).__name__}: pass a path, a file opened in binary mode, or in a page a"
            " FileSystemFileHandle or WritableStream"
        )
    if hasattr(to, "encoding"):
        raise TypeError("to is a file opened as text: open it in binary mode, open(path, 'wb')")
    return _OpenFile(to, in_thread)


class _Path:
    """A file beside the path, which takes its place in the end."""

    takes_any_order = True
    takes_raw = False

    def __init__(self, path: str, in_thread: InThread) -> None:
        self._number = -1
        self._in_thread = in_thread
        self._lock = allocate_lock()  # a thread that a cancelled write left behind may still be at it
        if not path or path.endswith(os.sep) or os.path.isdir(path):  # noqa: PTH112
            raise ValueError(f"to: {path!r} is a directory: name the file in it")
        self._path = os.path.abspath(path)  # noqa: PTH100 - a link is replaced, and not followed
        self._mode: int | None = None
        with suppress(FileNotFoundError):
            known = os.lstat(self._path).st_mode
            if not stat.S_ISREG(known) and not stat.S_ISLNK(known):
                raise ValueError(f"to: {path!r} is not a regular file: open it, and pass the open file")
            self._mode = stat.S_IMODE(known) & 0o777 if stat.S_ISREG(known) else None
        # A name that nobody can guess, and none that a server chose.
        self._temporary = os.path.join(os.path.dirname(self._path), f".{os.urandom(16).hex()}.part")  # noqa: PTH118, PTH120
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, name, 0)
        self._number = os.open(self._temporary, flags, 0o666 if self._mode is None else 0o600)

    async def write(self, at: int, data: bytes, digest: Any = None) -> None:
        await self._in_thread(lambda: self._write(at, data, digest))

    def _write(self, at: int, data: bytes, digest: Any) -> None:
        if digest:
            digest.update(data)
        with self._lock:
            if self._number >= 0:
                os.lseek(self._number, at, os.SEEK_SET)
                view = memoryview(data)
                while view:
                    view = view[os.write(self._number, view) :]

    async def finish(self) -> None:
        await self._in_thread(self._finish)

    def _finish(self) -> None:
        with self._lock:
            if self._number < 0:
                return
            self._close()
            if self._mode is not None:
                os.chmod(self._temporary, self._mode)  # noqa: PTH101
            os.replace(self._temporary, self._path)  # noqa: PTH105

    async def abandon(self) -> None:
        with self._lock:
            self._close()
            with suppress(OSError):
                os.unlink(self._temporary)  # noqa: PTH108

    def _close(self) -> None:
        number, self._number = self._number, -1
        if number >= 0:
            os.close(number)


class _OpenFile:
    """A caller's file, which stays open. What was written into it stays too."""

    takes_any_order = False  # it may be a pipe, be packed as it is written, or append
    takes_raw = False

    def __init__(self, file: Any, in_thread: InThread) -> None:
        self._file = file
        self._in_thread = in_thread
        self._is_over = False

    async def write(self, _at: int, data: bytes, digest: Any = None) -> None:
        if isinstance(self._file, BytesIO) and len(data) < _AT_ONCE:
            self._write(data, digest)
        else:
            await self._in_thread(lambda: self._write(data, digest))

    def _write(self, data: bytes, digest: Any) -> None:
        if digest:
            digest.update(data)
        left: Any = data
        while left and not self._is_over:
            count = self._file.write(left)
            if isinstance(count, Awaitable):
                raise TypeError("to: its write() is to be awaited: open it with open(path, 'wb')")
            if count is None and not isinstance(self._file, RawIOBase):  # many that are made by hand
                return
            if not count or not 0 < count <= len(left):
                raise OSError(f"to: its write() says that it took {count} bytes of {len(left)}")
            left = memoryview(left)[count:]

    async def finish(self) -> None:
        if not isinstance(self._file, BytesIO) and callable(getattr(self._file, "flush", None)):
            await self._in_thread(self._file.flush)

    async def abandon(self) -> None:
        self._is_over = True
