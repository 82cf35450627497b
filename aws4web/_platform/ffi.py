"""The only conversions between Python and JS, and the only way a promise is awaited."""

from asyncio import Future
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .parts import as_bytes

if TYPE_CHECKING:  # Pyodide has no types for a checker outside it to read
    js: Any = None
    create_once_callable: Any = None
    create_proxy: Any = None
    to_js: Any = None

    class JsException(Exception): ...

    class JsProxy: ...
else:
    import js
    from pyodide.ffi import JsException, JsProxy, create_once_callable, create_proxy, to_js

__all__ = [
    "JsException",
    "JsFailure",
    "begin",
    "call",
    "chain",
    "js",
    "js_buffer",
    "js_object",
    "js_tag",
    "js_value",
    "promise",
    "settled",
]

# From here on lending the wasm heap costs less than a copy out of it (measured in Chromium).
_LEND_FROM = 64 * 1024


class JsFailure(Exception):
    """A promise was rejected: the name and message of the JS error."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}" if message else name)
        self.name = name
        self.message = message


# What is called for each promise is looked up once: an attribute of a JS object costs as much as a call.
_js_bind_apply = js.Reflect.apply.bind
_js_array_from = js.Array.from_
_js_reduce = js.Array.prototype.reduce
# Calls what it is given with [then], in an array: a promise that a call returns reaches Python wrapped in a future.
_js_map_then = to_js([[js.Function.prototype.call.bind(js.Reflect.get(js.Promise.prototype, "then"))]]).map
_js_bind_all_settled = js.Promise.allSettled.bind(js.Promise).bind
_js_from_entries = js.Object.fromEntries
_js_new_object = js.Object.new
_PYTHON = (str, bytes, dict)  # asking for JsProxy runs Python code of Pyodide's, 8 µs

_js_resolved = _js_array_from(to_js([None]), js.Promise.resolve.bind(js.Promise))
begin: Any = _js_resolved.concat
"""A resolved promise and these links, in a JS array, for `chain`."""


class _Wake(Future[Any]):
    """Wakes the task that awaits it at once, in JS's own microtask.

    An asyncio future, which Pyodide makes of a promise, has its task wait for another turn of the event loop. That turn
    costs 60 to 300 µs, as much as a whole signature.
    """

    def add_done_callback(self, fn: Any, /, *, context: Any = None) -> None:
        self._waiter = fn, context

    def settle(self, js_settled: Any) -> None:
        if not self.done():
            self.set_result(js_settled)
            wake, context = self._waiter
            context.run(wake, self)

    def cancel(self, msg: Any = None) -> bool:
        cancelled = super().cancel(msg)
        if cancelled:
            wake, context = self._waiter
            self.get_loop().call_soon(wake, self, context=context)
        return cancelled


def promise(js_function: Any, js_this: Any, *js_args: Any) -> Any:
    """`js_function.call(js_this, *js_args)`, which returns a promise, in a JS array."""
    return _js_array_from(to_js([js_args]), _js_bind_apply(None, js_function, js_this))


def chain(js_links: Any) -> Any:
    """A JS array of a promise and links, as the promise with `.then(link)` for each link, in a JS array."""
    return _js_map_then(_js_bind_apply(None, _js_reduce, js_links))


async def settled(js_promises: Any) -> Any:
    """Await the promise in a JS array. Raises JsFailure where it is rejected.

    It is settled inside JS, because WebKit's network errors have no `stack`: Pyodide cannot raise them, and an await of
    the promise itself would never return. No eval, so a strict CSP allows it.
    """
    wake = _Wake()
    chain(begin(_js_bind_all_settled(None, js_promises), create_once_callable(wake.settle)))
    js_settled = (await wake)[0]
    try:
        return js_settled.value
    except AttributeError:
        js_reason = js_settled.reason
    raise JsFailure(str(getattr(js_reason, "name", "Error")), str(getattr(js_reason, "message", js_reason)))


def call(js_function: Any, js_this: Any, *js_args: Any) -> Coroutine[Any, Any, Any]:
    """Await `js_function.call(js_this, *js_args)`. Raises JsFailure where the promise is rejected."""
    return settled(promise(js_function, js_this, *js_args))


def js_tag(value: Any) -> str | None:
    """What a JS value is, as `Object.prototype.toString` says ("Blob", "Request", …); None for a Python value."""
    if value is None or isinstance(value, _PYTHON) or not isinstance(value, JsProxy):
        return None
    return js.Object.prototype.toString.call(value)[8:-1]


def js_object(members: dict[str, Any]) -> Any:
    """A plain object with these members, none of which needs converting: a third of the cost of `js_value`."""
    return _js_new_object(**members)


def js_value(value: Any) -> Any:
    """A Python value as JS: dicts as plain objects, lists as arrays. Raises where that would leave a proxy behind."""
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
