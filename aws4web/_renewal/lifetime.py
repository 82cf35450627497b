"""How long credentials serve, and when others are asked for. Pure.

obtained                advisory              mandatory      end
│ fresh: they serve     │ they serve, and     │ everybody    │
│                       │ others are asked    │ waits for    │
│                       │ for meanwhile       │ the others   │
"""

from enum import Enum
from typing import NamedTuple

_ADVISORY, _MANDATORY = 300.0, 60.0  # seconds before the end
_SHORT = 600.0  # seconds of a life in which these would be too much
_PAUSE = 60.0  # seconds
_PART_SPENT = 0.1


class Stage(Enum):
    """What is to be done about credentials."""

    FRESH = "fresh"
    ADVISORY = "advisory"
    MANDATORY = "mandatory"


class Lifetime(NamedTuple):
    """In seconds since the epoch."""

    obtained: float
    expires: float | None
    """None: until AWS refuses them."""

    def stage(self, now: float) -> Stage:
        """What is to be done now."""
        if self.expires is None or now < self.expires - self._window(_ADVISORY):
            return Stage.FRESH
        return Stage.ADVISORY if now < self.expires - self._window(_MANDATORY) else Stage.MANDATORY

    @property
    def pause(self) -> float:
        """Seconds after credentials were asked for in which no others are, if nobody has to wait for them."""
        return min(_PAUSE, self._window(_ADVISORY) / 5)

    def is_worth_replacing(self, now: float, until: float) -> bool:
        """Whether credentials of the same life, obtained now, would serve until then, as these do not.

        Not if these are almost as good: each of a thousand presigned URLs would ask for others.
        """
        if self.expires is None or until <= self.expires:
            return False
        life = self.expires - self.obtained
        return now - self.obtained > life * _PART_SPENT and until <= now + life

    def _window(self, seconds: float) -> float:
        """So long before the end, or the same part of a short life: of ten minutes half, or the last tenth."""
        life = 0.0 if self.expires is None else self.expires - self.obtained
        return min(seconds, life * seconds / _SHORT)
