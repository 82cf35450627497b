"""The only conversions between Python and JS, and the only way a promise is awaited."""

from asyncio import Future
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..values import as_bytes

if TYPE_CHECKING:  # outside Pyodide there are no types for a checker to read
    js: Any = None
    create_once_callable: Any = None
    create_proxy: Any = None
    can_run_sync: Any = None
    run_sync: Any = None
    to_js: Any = None

    class ConversionError(Exception): ...

    class JsException(Exception): ...

    class JsProxy: ...
else:
    import js
    from pyodide.ffi import (
        ConversionError,
        JsException,
        JsProxy,
        can_run_sync,
        create_once_callable,
        create_proxy,
        run_sync,
        to_js,
    )

__all__ = [
    "RESOLVED",
    "ConversionError",
    "JsException",
    "JsFailure",
    "call",
    "can_run_sync",
    "chain",
    "js",
    "js_buffer",
    "js_object",
    "js_result",
    "js_tag",
    "js_value",
    "promise",
    "run_sync",
    "settled",
]

# From here on lending the wasm heap costs less than a copy out of it (measured in Chromium).
_LEND_FROM = 64 * 1024


class JsFailure(Exception):
    """A promise was rejected: the name and message of the JS error."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.restate(message)

    def restate(self, message: str) -> None:
        """Replace the message, and drop the frames that know the old one."""
        self.message = message
        self.args = (f"{self.name}: {message}" if message else self.name,)
        self.__traceback__ = None


# What is called for each promise is looked up once: an attribute of a JS object costs as much as a call.
_js_bind_apply = js.Reflect.apply.bind
_js_array_from = js.Array.from_
_js_is_array = js.Array.isArray
_js_reduce = js.Array.prototype.reduce
_js_from_entries = js.Object.fromEntries
_js_new_object = js.Object.new
_js_to_string = js.Function.prototype.call.bind(js.Object.prototype.toString)
_PYTHON = (str, bytes, dict)  # asking for JsProxy runs Python code of Pyodide's

_js_map_then = to_js([[js.Reflect.apply.bind(None, js.Reflect.get(js.Promise.prototype, "then"))]]).map
_js_caught = to_js([None, js.Array.of.bind(js.Array)])
_js_resolve = js.Promise.resolve.bind(js.Promise)


class _Wake(Future[Any]):
    """Wakes the task that awaits it at once, in JS's own microtask.

    An asyncio future, which Pyodide makes of a promise, has its task wait for another turn of the event loop. That turn
    costs 60 to 300 µs, as much as a whole signature.
    """

    _waiter: Any = None

    def add_done_callback(self, fn: Any, /, *, context: Any = None) -> None:
        if self.done():  # what awaits it was handed on
            self.get_loop().call_soon(fn, self, context=context)
        self._waiter = fn, context

    def settle(self, js_settled: Any) -> None:
        if not self.done():
            self.set_result(js_settled)
            if self._waiter:
                wake, context = self._waiter
                context.run(wake, self)

    def cancel(self, msg: Any = None) -> bool:
        cancelled = super().cancel(msg)
        if cancelled and self._waiter:
            wake, context = self._waiter
            self.get_loop().call_soon(wake, self, context=context)
        return cancelled


def promise(js_this: Any, method: str, *js_args: Any) -> Any:
    """The promise that `js_this[method](...js_args)` returns. Raises JsFailure if it throws.

    It may be of another class than the page's Promise: Angular's zone.js replaces that and not what SubtleCrypto
    returns, and who wraps fetch may return anything.
    """
    # Out of an array: a promise that a call returns reaches Python wrapped in a future.
    try:
        js_made = _js_array_from(to_js([js_args]), _js_bind_apply(None, getattr(js_this, method), js_this))
    except JsException as exc:
        raise _failure(exc) from None
    return js_made.map(_js_resolve)[0]


def _failure(js_reason: Any) -> JsFailure:
    try:
        return JsFailure(str(getattr(js_reason, "name", "Error")), str(getattr(js_reason, "message", js_reason)))
    except JsException:  # it is a symbol, or throws when it is looked at
        return JsFailure("Error", "")


RESOLVED: Any = promise(js.Promise, "resolve")
"""The start of a chain that has no promise of its own to start with."""


def chain(*js_links: Any) -> Any:
    """A promise and links: `promise.then(*link)` for each link after it, without a turn of the event loop between."""
    return _js_map_then(_js_bind_apply(None, _js_reduce, to_js(js_links)))[0]


async def settled(*js_links: Any, may_switch: bool = False) -> Any:
    """Await a chain; no value of it may be a JS array. Raises JsFailure if a promise of it is rejected.

    What it is rejected with reaches Python in an array, because WebKit's network errors have no `stack`: Pyodide cannot
    raise them, and an await of the promise itself would never return. No eval, so a strict CSP allows it.

    With `may_switch`, the task that goes on can switch stacks at once (JSPI), which costs it another signature's time.
    """
    wake = _Wake()
    chain(*js_links, _js_caught, [create_once_callable(wake.settle, _may_syncify=may_switch)])
    value = await wake
    if isinstance(value, str) or not _js_is_array(value):
        return value
    raise _failure(value[0])


def call(js_this: Any, method: str, *js_args: Any) -> Coroutine[Any, Any, Any]:
    """Await `js_this[method](...js_args)`. Raises JsFailure if the promise is rejected."""
    return settled(promise(js_this, method, *js_args), may_switch=True)


def js_result(js_function: Any) -> Any:
    """What a function of JavaScript without arguments returns: called by JS, so that a promise is a real one."""
    return _js_array_from(to_js([[]]), _js_bind_apply(None, js_function, None))[0]


def js_tag(value: Any) -> str | None:
    """What a JS value is, as `Object.prototype.toString` says ("Blob", "Request", …); None for a Python value."""
    if value is None or isinstance(value, _PYTHON) or not isinstance(value, JsProxy):
        return None
    return _js_to_string(value)[8:-1]


def js_object(members: dict[str, Any]) -> Any:
    """A plain object with these members, none of which needs converting: a third of the cost of `js_value`."""
    return _js_new_object(**members)


def js_value(value: Any) -> Any:
    """A Python value as JS: dicts as plain objects, lists as arrays. Raises if that would leave a proxy behind."""
    return to_js(value, dict_converter=_js_from_entries, create_pyproxies=False)


@contextmanager
def js_buffer(data: Any) -> Generator[Any]:
    """Bytes (or a str as UTF-8) for a JS function that copies them before it returns; large ones are only lent."""
    if isinstance(data, JsProxy):
        yield data
        return
    buffer = as_bytes(data)
    if len(buffer) < _LEND_FROM:
        yield to_js(buffer)
        return
    proxy = create_proxy(buffer)
    view = proxy.getBuffer("u8")
    try:
        yield view.data
    finally:
        view.release()
        proxy.destroy()
