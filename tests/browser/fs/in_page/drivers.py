"""Which driver serves a file system, and what the browser really sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import js
from pyodide.code import run_js
from pyodide.ffi import can_run_sync

XHR, JSPI = "XMLHttpRequest", "run_sync"

# Counted where the browser sends.
_COUNT = """
globalThis.sent ??= (() => {
  const sent = { xhr: 0, fetch: 0 };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...args) { sent.xhr++; return send.apply(this, args); };
  const { fetch } = globalThis;
  globalThis.fetch = function (...args) { sent.fetch++; return fetch.apply(this, args); };
  return sent;
})();
0
"""


def possible() -> list[str]:
    """The drivers that work here and now."""
    return [XHR, JSPI] if can_run_sync() else [XHR]


def in_page() -> bool:
    """Whether this is a page's main thread."""
    return bool(getattr(js, "document", None))


def sent() -> tuple[int, int]:
    """How many XMLHttpRequests, and how many by fetch, so far."""
    run_js(_COUNT)
    js_sent: Any = js.sent
    return js_sent.xhr, js_sent.fetch


@contextmanager
def forced(name: str) -> Iterator[None]:
    """All calls go by this driver, which is proved by what was sent."""
    from aws4web._platform.browser import drivers

    before = sent()
    drivers.FORCED.append(name)
    try:
        yield
    finally:
        drivers.FORCED.pop()
    xhr, fetched = (now - then for now, then in zip(sent(), before, strict=True))
    assert (xhr > 0, fetched > 0) == (name == XHR, name == JSPI), f"by {name}: {xhr} XMLHttpRequests, {fetched} fetched"
