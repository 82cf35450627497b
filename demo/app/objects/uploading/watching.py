"""What sending.js tells of the bytes on their way to an address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import demo_sending  # loader.js makes this module of sending.js
from pyodide.ffi import create_proxy


@contextmanager
def watched(url: str, tell: Callable[[int, int], object]) -> Iterator[None]:
    """Call `tell(request, sent)`, as Tally.move takes it, for what is PUT there."""
    proxy = create_proxy(tell)
    demo_sending.watch(url, proxy)
    try:
        yield
    finally:
        demo_sending.unwatch(url)
        proxy.destroy()
