"""The credentials that are kept. Pure."""

from typing import NamedTuple

from .._credentials import Credentials
from .._times import time_text
from .lifetime import Lifetime


def name_of(provider: object) -> str:
    """What a caller's function is called."""
    # A function of JavaScript has a name, too.
    names = (getattr(provider, name, None) for name in ("__qualname__", "name"))
    return next((name for name in names if name and isinstance(name, str)), type(provider).__name__)


def same_keys(one: Credentials, other: Credentials) -> bool:
    """Whether they are the same, however long they live."""
    return all(getattr(one, name) == getattr(other, name) for name in Credentials.NAMES)


class Held(NamedTuple):
    """Credentials, and since when."""

    credentials: Credentials
    life: Lifetime
    taken: float
    """When, by this device's clock, which may be wrong."""

    def __repr__(self) -> str:
        return f"<Held {self.credentials!r}>"


def over(credentials: Credentials, now: float) -> str:
    """That they ended before now, in words; "" if they did not."""
    if credentials.expires is None or now < credentials.expires:
        return ""
    end, here = time_text(credentials.expires), time_text(now)
    return f"it returned credentials that ended at {end}. If it is not {here}, this device's clock is wrong"
