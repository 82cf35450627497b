"""How much of a file has been sent, by its requests that are under way. Pure."""

ANSWERED, LOST = -1, -2


class Tally:
    """The bytes of one upload: those that have arrived, and those on their way."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._arrived = 0
        self._answered = 0
        self._on_their_way: dict[int, int] = {}

    @property
    def sent(self) -> int:
        """The bytes that have left. A request that is lost takes its own back: they are sent again."""
        return min(self.size, max(self._arrived, self._answered) + sum(self._on_their_way.values()))

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.sent / self.size if self.size else 1.0

    @property
    def percent(self) -> int:
        """100 only if all has been sent."""
        return int(self.share * 100)

    def begin(self) -> None:
        """The upload starts, or starts again; `arrive` says from where."""
        self._arrived = self._answered = 0
        self._on_their_way.clear()

    def arrive(self, arrived: int) -> None:
        """So many bytes are there."""
        self._arrived = arrived
        self._answered = max(self._answered, arrived)

    def move(self, request: int, sent: int) -> None:
        """A request has sent so many bytes, or is over: ANSWERED, LOST."""
        before = self._on_their_way.pop(request, 0)
        if sent >= 0:
            self._on_their_way[request] = sent
        elif sent == ANSWERED:
            self._answered += before
