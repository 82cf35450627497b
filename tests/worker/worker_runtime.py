"""The part of Cloudflare's runtime that a Python Worker sees, inside Pyodide: calls the entrypoint as workerd does.

The SDK (`workers`) is the real one. Only workerd has the runtime's own modules; here is what the SDK needs of
them: https://github.com/cloudflare/workers-py/tree/main/packages/runtime-sdk
"""

import builtins
import sys
from types import ModuleType
from typing import Any

import js
from pyodide.ffi import to_js


def _module(name: str, **members: Any) -> None:
    module = ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module


_module("_pyodide_entrypoint_helper", patchWaitUntil=lambda ctx: None)
_module("_cloudflare_compat_flags")


def js_object(value: dict[str, Any]) -> Any:
    return to_js(value, dict_converter=js.Object.fromEntries)


async def respond(env: dict[str, Any], url: str, init: dict[str, Any]) -> dict[str, Any]:
    """The Worker's response to a request, and what it logs."""
    import workers
    from entry import Default

    logged: list[str] = []
    real_print, builtins.print = builtins.print, lambda *values: logged.append(" ".join(map(str, values)))
    try:
        request = workers.Request(js.Request.new(url, js_object(init)))
        response = await Default(js_object({}), js_object(env)).fetch(request)
    finally:
        builtins.print = real_print
        Default.functions = None  # the isolate ends
    js_response = response.js_object
    return {
        "status": js_response.status,
        "headers": [list(pair) for pair in js_response.headers.entries()],
        "body": (await js_response.arrayBuffer()).to_bytes().hex(),
        "log": logged,
    }
