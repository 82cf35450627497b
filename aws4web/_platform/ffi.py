"""The only conversions between Python and JS, and the only way a promise is awaited."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .interface import as_bytes

if TYPE_CHECKING:  # Pyodide has no types for a checker outside it to read
    js: Any
    create_proxy: Any
    to_js: Any

    class JsException(Exception): ...

    class JsProxy: ...
else:
    import js
    from pyodide.ffi import JsException, JsProxy, create_proxy, to_js

__all__ = ["JsException", "JsFailure", "call", "js", "js_buffer", "js_tag", "js_value"]

# From here on lending the wasm heap costs less than a copy out of it (measured in Chromium).
_LEND_FROM = 64 * 1024


class JsFailure(Exception):
    """A promise was rejected: the name and message of the JS error."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}" if message else name)
        self.name = name
        self.message = message


async def call(js_function: Any, js_this: Any, *js_args: Any) -> Any:
    """Await `js_function.call(js_this, *js_args)`. Raises JsFailure where the promise is rejected.

    The call is made inside JS, and its promise settled there, because WebKit's network errors have no `stack`: Pyodide
    cannot raise them, and an await of the promise itself would never return. No eval, so a strict CSP allows it.
    """
    js_apply = js.Reflect.apply.bind(None, js_function, js_this)
    js_promises = js.Array.from_(to_js([js_args]), js_apply)
    js_settled = (await js.Promise.allSettled(js_promises))[0]
    if js_settled.status == "fulfilled":
        return js_settled.value
    js_reason = js_settled.reason
    raise JsFailure(str(getattr(js_reason, "name", "Error")), str(getattr(js_reason, "message", js_reason)))


def js_tag(value: Any) -> str | None:
    """What a JS value is, as `Object.prototype.toString` says ("Blob", "Request", …); None for a Python value."""
    if not isinstance(value, JsProxy):
        return None
    return js.Object.prototype.toString.call(value)[8:-1]


def js_value(value: Any) -> Any:
    """A Python value as JS: dicts as plain objects, lists as arrays. Raises where that would leave a proxy behind."""
    return to_js(value, dict_converter=js.Object.fromEntries, create_pyproxies=False)


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
