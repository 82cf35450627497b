"""Open files."""

# fsspec has no types.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportIncompatibleMethodOverride=false, reportOptionalMemberAccess=false

import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any

from fsspec.spec import AbstractBufferedFile

from ._errors import changed, there
from ._paths import Entry, Place
from ._tied import Tied
from ._writing import Writing

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LOOK_AHEAD = 128 * 1024
_PIECE = 2**20


class _FromCache(RawIOBase):
    """What a file's cache holds, from a position on, as a BufferedReader takes it."""

    def __init__(self, fetch: Callable[[int, int], bytes], at: int) -> None:
        super().__init__()
        self._fetch, self._at = fetch, at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._fetch(self._at, self._at + len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


class S3File(AbstractBufferedFile):
    """An object, opened in 'rb', 'wb', 'ab' or 'xb'.

    It is read in blocks, through one of fsspec's caches. If another object takes its place meanwhile, reading raises
    OSError. It is written in parts, of which four are held; it shows, as a whole, when it is closed. If that fails,
    nothing is left at the store. One that is not closed when the program ends is not stored.
    """

    def __init__(
        self,
        fs: Any,
        path: str,
        mode: str = "rb",
        block_size: Any = None,
        autocommit: bool = True,
        cache_type: str = "readahead",
        cache_options: dict[str, Any] | None = None,
        size: int | None = None,
        stored: dict[str, Any] | None = None,
    ) -> None:
        self.closed = True  # until it is open
        self._process = os.getpid()
        self._lines: BufferedReader | None = None
        self._lines_at = -1
        self._bucket_and_place: tuple[Any, Place] = fs._object(path)
        bucket, place = self._bucket_and_place
        if mode == "rb":
            known: Entry | None = None
            if size is None:
                known = self._details = dict[str, Any](fs._file(path))
                version = known.get("VersionId")
                if fs.version_aware and place.version is None and version != "null":
                    place = place._replace(version=version)
            self._tied = Tied(bucket, path, place, known)
        super().__init__(fs, path, mode, block_size, autocommit, cache_type, cache_options or {}, size)
        if mode != "rb":
            self._begin({**(stored or {})})

    # -- reading -------------------------------------------------------------------------------------------------

    def _fetch_range(self, start: int, end: int) -> bytes:
        end = min(end, self.size)
        if start >= end:
            return b""
        data = self.fs._run("read", self.path, self._tied.read(start, end), many=end - start > 2**24)
        if len(data) != end - start:  # it is shorter than it was
            raise changed(self.path)
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        """Up to the end of the line, and no more than `size` bytes."""
        if self.closed or self.mode != "rb":
            raise ValueError(f"{self.path} is closed, or not open for reading")
        if self._lines is None or self._lines_at != self.loc:
            self._lines = BufferedReader(_FromCache(self.cache._fetch, self.loc), _LOOK_AHEAD)  # pyright: ignore[reportPrivateUsage]
        line = self._lines.readline(-1 if size is None else size)
        self.loc += len(line)
        self._lines_at = self.loc
        return line

    def readlines(self, hint: int | None = -1, /) -> list[bytes]:
        """The lines that are left, or as many as have `hint` bytes."""
        lines: list[bytes] = []
        count = 0
        while (hint is None or hint <= 0 or count < hint) and (line := self.readline()):
            lines.append(line)
            count += len(line)
        return lines

    # -- writing -------------------------------------------------------------------------------------------------

    def _begin(self, stored: dict[str, Any]) -> None:
        bucket, place = self._bucket_and_place
        is_new = "x" in self.mode
        if is_new:
            stored["if_none_match"] = "*"
            if self.fs.exists(self.path, refresh=True):
                self.closed = True
                raise there(self.path)
        grows = not self.fs.fixed_upload_size
        self._writing = Writing(bucket, place.key, stored, int(self.blocksize), grows=grows)
        self._held = bytearray()
        self._is_written = self.mode != "ab"
        if self.mode == "ab":
            self._append()
        from ._at_exit import watch

        watch(self)

    def _append(self) -> None:
        try:
            self._held += self._run("open", self._writing.append())
            self.loc = self._writing.start or len(self._held)
        except FileNotFoundError:
            self._is_written = True

    def write(self, data: "Buffer", /) -> int:
        """Write bytes; they are sent when there are enough for some parts. Returns how many they are."""
        if self.closed or self.mode == "rb":
            raise ValueError(f"{self.path} is closed, or not open for writing")
        if self.forced:
            raise ValueError(f"{self.path} was flushed for good: it can only be closed")
        view = memoryview(data).cast("B")
        self._is_written = True
        for at in range(0, len(view), _PIECE):
            self._held += view[at : at + _PIECE]
            if len(self._held) >= self._writing.limit:
                self._try("write", self._writing.send(self._held))
        self.loc += len(view)
        return len(view)

    def flush(self, force: bool = False) -> None:
        """Nothing, as parts have a least size; with `force` all is sent, and nothing more may be written."""
        if self.closed:
            raise ValueError(f"{self.path} is closed")
        if force and self.mode != "rb":
            if self.forced:
                raise ValueError(f"{self.path} was flushed for good: it can only be closed")
            self.forced = True
            if self._is_written:
                self._try("close", self._writing.send(self._held, is_last=True))

    def close(self) -> None:
        """Store what was written. If that fails, it is not tried again."""
        if self.closed:
            return
        if self.mode == "rb":
            self._lines = None
            super().close()
            return
        try:
            if not self.forced:
                self.flush(force=True)
            if self.autocommit and self._is_written:
                self._run("close", self._writing.complete())
        finally:
            self.closed = True
            self.fs.invalidate_cache(self.path)

    def commit(self) -> None:
        """Store it, at the end of a transaction."""
        if not self.closed:
            raise ValueError(f"{self.path} is still open: close it before its transaction ends")
        if self._is_written and not self._is_over:
            self._is_over = True
            self._run("commit", self._writing.complete())
            self.fs.invalidate_cache(self.path)

    def discard(self) -> None:
        """Store nothing of it."""
        self.closed = self._is_over = True
        self._run("discard", self._writing.abort())

    _is_over = False

    def _try(self, operation: str, work: Coroutine[Any, Any, Any]) -> None:
        """After a failure there is nothing more to close."""
        try:
            self._run(operation, work)
        except BaseException:
            self.closed = self._is_over = True
            self._held.clear()
            with suppress(Exception):  # Ctrl-C may come when all is sent: then nobody has given the upload up
                self._run("discard", self._writing.abort())
            raise

    def _run(self, operation: str, work: Coroutine[Any, Any, Any]) -> Any:
        return self.fs._run(operation, self.path, work, many=True)

    def __del__(self) -> None:
        if self.closed or not hasattr(self, "_held"):  # its constructor failed
            return
        if self._process != os.getpid():  # the process that opened it stores it
            self.closed = True
            return
        try:
            self.close()
        except RuntimeError as exc:  # the collector runs in any thread, and up to the end
            raise RuntimeError(f"{self.full_name} was never closed, and is not stored: {exc}") from None

    def __hash__(self) -> int:
        return super().__hash__() if self.mode == "rb" else id(self)

    __eq__ = AbstractBufferedFile.__eq__

    def __reduce__(self) -> Any:
        if self.mode != "rb":
            raise TypeError("a file that is being written cannot be pickled")
        return super().__reduce__()
