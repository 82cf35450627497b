"""The platform of a call that may not wait. While it goes on, it stands in for that of all that the call uses.

Nothing else runs meanwhile, so that it is the same for everybody.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .platform import Platform

_standing_in: "list[Platform]" = []
blocked: list[object] = []
"""Event loops in whose thread a call without await is waited for; None for a thread that has none."""


def current(platform: "Platform") -> "Platform":
    """This platform, or what stands in for it, by the same clock."""
    if not _standing_in:
        return platform
    return _standing_in[-1]._replace(now=platform.now, monotonic=platform.monotonic, random=platform.random)


@contextmanager
def standing_in(platform: "Platform") -> Generator[None]:
    """Have a platform stand in for all others."""
    _standing_in.append(platform)
    try:
        yield
    finally:
        _standing_in.pop()


def stands_still(loop: object) -> bool:
    """Whether nothing goes on in this event loop until a call without await is over, which may not wait for it then."""
    return bool(_standing_in) or loop in blocked
