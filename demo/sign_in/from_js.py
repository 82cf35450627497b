"""What Python needs of JavaScript: objects, and promises that may be rejected."""

from typing import Any

from js import Array, Object, Promise, Reflect
from pyodide.ffi import to_js

from .problems import failure


def js_object(**members: Any) -> Any:
    """A plain object."""
    return Object.new(**members)


async def settled(function: Any, *arguments: Any) -> Any:
    """Call a function of JavaScript, and await the promise that it returns. Raises SignInError if it is rejected.

    The promise stays in JavaScript: an await of it would never end in Safari if the network fails, whose errors lack
    what Pyodide reads.
    """
    promises = Array.from_(to_js([arguments]), Reflect.apply.bind(None, function, None))
    [outcome] = await Promise.allSettled(promises)
    if outcome.status == "rejected":
        raise failure(outcome.reason)
    return outcome.value
