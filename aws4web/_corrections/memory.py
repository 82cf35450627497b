"""What a client learns from AWS's answers, for the requests that follow. Pure."""

from typing import Any

from .._mappings import Bounded


class Learnt:
    """Values by key, and a `default` for all others. `Lesson` says how they come and go."""

    def __init__(self, default: Any) -> None:
        self.default: Any = default
        self.proven: dict[str, Any] = Bounded(256)
        self.told: dict[str, Any] = Bounded(64)


class Memory:
    """What one client knows."""

    def __init__(self) -> None:
        self.offsets: Learnt = Learnt(0.0)
        """By host: seconds that its clock is ahead of this device's."""
        self.regions: Learnt = Learnt("")
        """By bucket, as `bucket_of` names it: the region that it is in; "" for the one that was asked for."""
        self.answered: dict[str, None] = Bounded(256)
        """The hosts that ever sent a response."""

    @property
    def corrects(self) -> bool:
        """Whether there is anything to correct: if not, signing loses no time."""
        return any(learnt.proven or learnt.told for learnt in (self.offsets, self.regions))
