"""sys.stdout, sys.stderr and sys.stdin of a program. Pure."""

import io
from codecs import getincrementaldecoder
from collections.abc import Callable

from .batches import Batches


class _Bytes(io.RawIOBase):
    """What is written as bytes: `sys.stdout.buffer`."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._decoder = getincrementaldecoder("utf-8")("replace")

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._write(self._decoder.decode(bytes(data)))
        return len(data)


class _Text(io.TextIOBase):
    def reconfigure(self, **_: object) -> None:
        """Programs ask for UTF-8, or to be heard at once: both are so anyway."""


class Output(_Text):
    """A stream whose text goes to the page."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, batches: Batches) -> None:
        self._name = name
        self._batches = batches
        self.buffer = _Bytes(self.write)

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._batches.add(self._name, text)
        return len(text)


class Input(_Text):
    """A stream whose lines the visitor types. As in a terminal, it can be read on after its end."""

    def __init__(self, ask: Callable[[], str | None]) -> None:
        """`ask` returns a line, or None if the visitor says that there is no more."""
        self._ask = ask
        self._left = ""

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        if not self._left:
            self._more()
        return self._take(size)

    def read(self, size: int | None = -1) -> str:
        while (size is None or size < 0 or len(self._left) < size) and self._more():
            pass
        return self._take(size)

    def _more(self) -> bool:
        line = self._ask()
        if line is not None:
            self._left += f"{line}\n"
        return line is not None

    def _take(self, size: int | None) -> str:
        end = len(self._left) if size is None or size < 0 else size
        taken, self._left = self._left[:end], self._left[end:]
        return taken
