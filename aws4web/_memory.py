"""What a client learns from AWS's answers, for the requests that follow."""

_MAX_ENTRIES = 256


class Memory:
    """Of one client."""

    def __init__(self) -> None:
        self.clock_offset: float = 0.0
        """Seconds that AWS's clock is ahead of this device's."""
        self._regions: dict[str, str] = {}
        self._answered: dict[str, None] = {}

    @property
    def knows_regions(self) -> bool:
        """Whether any bucket was found elsewhere than asked."""
        return bool(self._regions)

    def region(self, bucket: str) -> str | None:
        """The region that S3 said a bucket is in."""
        return self._regions.get(bucket)

    def learn_region(self, bucket: str, region: str) -> None:
        """S3 said so."""
        _make_room(self._regions)
        self._regions[bucket] = region

    def has_answered(self, host: str) -> bool:
        """Whether this host ever sent a response."""
        return host in self._answered

    def learn_answered(self, host: str) -> None:
        """It just did."""
        if host not in self._answered:
            _make_room(self._answered)
            self._answered[host] = None


def _make_room(entries: dict[str, str] | dict[str, None]) -> None:
    if len(entries) >= _MAX_ENTRIES:
        del entries[next(iter(entries))]
