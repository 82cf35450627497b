"""Calls that may not wait: what goes on meanwhile, and on which platform."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

platforms: list[Any] = []
"""The last one stands in for all others: nothing else runs meanwhile, so that it is the same for everybody."""
blocked: list[object] = []
"""Event loops in whose thread a call without await is waited for; None for a thread that has none."""


@contextmanager
def standing_in(platform: Any) -> Generator[None]:
    """Have a platform stand in for all others."""
    platforms.append(platform)
    try:
        yield
    finally:
        platforms.pop()


def stands_still(loop: object) -> bool:
    """Whether nothing goes on in this event loop until a call without await is over, which may not wait for it then."""
    return bool(platforms) or loop in blocked
