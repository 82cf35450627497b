"""What a program prints, gathered into few messages. Pure."""

from collections.abc import Callable

MOST = 20_000_000  # characters of one run; what comes after is only counted
_BATCH = 32_000  # characters that are sent however little time has passed
_PERIOD = 0.1  # seconds
_AT_ONCE = 8  # lines in a period that are sent as soon as they are written

Segment = tuple[str, str]
"""The stream, "out" or "err", and the text."""


class Batches:
    """Sends the first lines at once, and more of them, in a short time, together."""

    def __init__(
        self, send: Callable[[list[Segment]], object], later: Callable[[float], object], clock: Callable[[], float]
    ) -> None:
        """`later(seconds)` has `flush` called if the program awaits something."""
        self._send = send
        self._later = later
        self._clock = clock
        self._stream = ""
        self._texts: list[str] = []
        self._full: list[Segment] = []
        self._size = 0
        self._is_planned = False
        self._period = 0.0
        self._sent = 0
        self.reset()

    def reset(self) -> None:
        """A new run: nothing has been written."""
        self.flush()
        self._total = 0
        self.lost = 0
        """Characters that were not kept."""

    def add(self, stream: str, text: str) -> None:
        """Take what is written to a stream."""
        room = MOST - self._total
        if len(text) > room:
            self.lost += len(text) - room
            text = text[:room]
        for begin in range(0, len(text), _BATCH):
            self._add(stream, text[begin : begin + _BATCH])

    def _add(self, stream: str, text: str) -> None:
        self._total += len(text)
        if stream != self._stream:
            self._close_segment()
            self._stream = stream
        self._texts.append(text)
        self._size += len(text)
        now = self._clock()
        is_new_period = now - self._period >= _PERIOD
        if is_new_period:
            self._period, self._sent = now, 0
        if is_new_period or self._size >= _BATCH or (self._sent < _AT_ONCE and text.endswith("\n")):
            self.flush()
        elif not self._is_planned:
            self._is_planned = True
            self._later(_PERIOD)

    def flush(self) -> None:
        """Send all that there is."""
        self._is_planned = False
        self._close_segment()
        if self._full:
            full, self._full, self._size = self._full, [], 0
            self._sent += 1
            self._send(full)

    def _close_segment(self) -> None:
        if self._texts:
            texts, self._texts = self._texts, []
            # A lone surrogate is no character: it is shown as print() shows it where it cannot be encoded.
            text = "".join(texts).encode("utf-8", "backslashreplace").decode("utf-8")
            self._full.append((self._stream, text))
