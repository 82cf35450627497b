"""How fast bytes go, and how long the rest will take. Pure."""

from collections import deque

from ...words import size_text

_WINDOW = 8.0
"""Seconds that the rate is the mean of: it is calm, and yet follows the line."""
_SOON = 1.0
"""Seconds that are watched before there is a rate."""
_LONG = 15.0
"""Seconds without any movement that are worth a word."""


class Rate:
    """Of what is sent, told now and then."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._moved = 0.0

    def tell(self, now: float, sent: int) -> None:
        """So many bytes are sent by `now`, in seconds. If they are fewer than before, all begins again."""
        seen = self._seen
        if seen and sent < seen[-1][1]:
            seen.clear()
        if not seen or sent != seen[-1][1]:
            self._moved = now
        seen.append((now, sent))
        while now - seen[0][0] > _WINDOW:
            seen.popleft()

    @property
    def per_second(self) -> float | None:
        """None if it is not known yet."""
        if not self._seen or self._seen[-1][0] - self._seen[0][0] < _SOON:
            return None
        (began, at_first), (now, sent) = self._seen[0], self._seen[-1]
        return (sent - at_first) / (now - began)

    def text(self, left: int) -> str:
        """`1.2 MiB/s, 12 s left`, with so many bytes to go; empty if that is not known."""
        rate = self.per_second
        if rate is None or not left:
            return ""
        if rate >= 1:
            return f"{size_text(round(rate))}/s, {time_left(left / rate)} left"
        return f"nothing has moved for {time_left(self._still)}" if self._still >= _LONG else "nothing moves"

    @property
    def storing_text(self) -> str:
        """What there is to say once all is sent."""
        if self._still < _LONG:
            return "being stored"
        return f"all is sent, and the server has not answered for {time_left(self._still)}"

    @property
    def _still(self) -> float:
        """For how many seconds nothing has moved."""
        return self._seen[-1][0] - self._moved if self._seen else 0


def time_left(seconds: float) -> str:
    """`12 s`, `3 min`, `2 h 5 min`."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return "days"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
