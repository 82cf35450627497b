"""What a client learns from AWS's answers, for the requests that follow. Pure."""

from typing import Generic, TypeVar

from .._mappings import Bounded

_Value = TypeVar("_Value")


class Learnt(Generic[_Value]):
    """Values by key, and a `default` for all others. `Lesson` says how they come and go."""

    def __init__(self, default: _Value) -> None:
        self.default: _Value = default
        self.proven: dict[str, _Value] = Bounded(256)
        self.told: dict[str, _Value] = Bounded(64)


class Memory:
    """What one client knows."""

    def __init__(self) -> None:
        self.offsets: Learnt[float] = Learnt(0.0)
        """By host: seconds that its clock is ahead of this device's."""
        self.regions: Learnt[str] = Learnt("")
        """By bucket, as `bucket_of` names it: the region that it is in; "" for the one that was asked for."""
        self.refusing: dict[str, float] = Bounded(64)
        """By host that has accepted nothing since: when it refused credentials."""
        self.answered: dict[str, None] = Bounded(256)
        """The hosts that ever sent a response."""

    @property
    def corrects(self) -> bool:
        """Whether there is anything to correct: if not, signing loses no time."""
        offsets, regions = self.offsets, self.regions
        return bool(offsets.proven or offsets.told or regions.proven or regions.told or self.refusing)
