"""The parts of the bench by the names that the command line takes; each gives the measures of one or more goals."""

from collections.abc import Callable
from typing import NamedTuple

from . import on_cpython, on_page
from .figures import Goal, Measure
from .stage import Stage


class Part(NamedTuple):
    """What can be run by itself."""

    run: Callable[[Stage], list[Measure]]
    goals: tuple[Goal, ...]


PARTS = {
    "sign-chromium": Part(on_page.sign, (on_page.SIGN, on_page.SIGN_BOTOCORE)),
    "presign": Part(on_page.presign, (on_page.PRESIGN,)),
    "fetch": Part(on_page.fetch, (on_page.FETCH,)),
    "sign-cpython": Part(on_cpython.sign, (on_cpython.SIGN,)),
    "client-cpython": Part(on_cpython.client, (on_cpython.CLIENT,)),
}
