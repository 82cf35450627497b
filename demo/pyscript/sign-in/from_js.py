"""What Python needs of JavaScript: objects, and promises that may be rejected."""

from typing import Any

from js import Object, Promise
from problems import failure
from pyodide.ffi import to_js


def js_object(**members: Any) -> Any:
    """A plain object."""
    return Object.new(**members)


async def settled(promise: Any) -> Any:
    """Await a promise. Raises SignInError if it is rejected.

    An await of the promise itself would never end in Safari if the network fails: its errors lack what Pyodide reads.
    """
    [outcome] = await Promise.allSettled(to_js([promise]))
    if outcome.status == "rejected":
        raise failure(outcome.reason)
    return outcome.value
