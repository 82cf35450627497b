"""What tests use inside Pyodide. conftest.py writes this file into its file system."""

import asyncio
import importlib
import sys
import time
from array import array
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import js
from platforms import on
from pyodide.code import run_js
from pyodide.ffi import to_js

from aws4web import AwsClient
from aws4web._platform import PLATFORM

KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
SCOPE = {"service": "execute-api", "region": "us-east-1"}


def client(**options: Any) -> AwsClient:
    """A client that the echo server knows, and that does not retry unless told."""
    kind = on(options.pop("platform")) if "platform" in options else AwsClient
    return kind(**{**KEYS, **SCOPE, "retries": 0, **options})


def js_object(**members: Any) -> Any:
    """A plain JS object."""
    return to_js(members, dict_converter=js.Object.fromEntries)


async def failure(awaitable: Awaitable[Any], seconds: float = 10) -> tuple[list[str], str]:
    """The names of the error that `awaitable` ends with, its own class first, and its message.

    An await that never returns is a common failure in Pyodide: here it ends as a TimeoutError.
    """
    try:
        result = await asyncio.wait_for(awaitable, seconds)
    except (Exception, asyncio.CancelledError) as error:
        return [kind.__name__ for kind in type(error).__mro__], str(error)
    return [], f"no error, but {result!r}"


async def sign_suite(cases: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, str]]:
    """The stages of the signatures of AWS's suite, or the error, by case and `header` or `query`."""
    from signing import sign

    results: dict[tuple[str, str], dict[str, str]] = {}
    for case in cases:
        for kind in ("header", "query"):
            try:
                results[case["name"], kind] = await sign(SimpleNamespace(**case), query=kind == "query")
            except Exception as error:
                results[case["name"], kind] = {"error": f"{type(error).__name__}: {error}"}
    return results


async def happened(url: str, event: str) -> bool:
    """Wait until the echo server at `url` says that `event` happened, or gives up."""
    response = await js.fetch(f"{url}/event/{event}")
    return bool(await response.json())


@contextmanager
def without_cache_option() -> Iterator[None]:
    """fetch and Request as in Cloudflare before the compatibility date 2024-11-11: they refuse `cache`."""
    from aws4web._platform.browser import transport

    js_real = run_js(NO_CACHE_OPTION)
    transport._knows_caches.cache_clear()
    try:
        yield
    finally:
        js_real.restore()
        transport._knows_caches.cache_clear()


NO_CACHE_OPTION = """(() => {
    const { Request, fetch } = globalThis;
    const check = (init) => {
        if (init && "cache" in init)
            throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
    };
    globalThis.Request = class extends Request {
        constructor(input, init) { check(init); super(input, init); }
    };
    globalThis.fetch = async (input, init) => { check(init); return fetch.call(globalThis, input, init); };
    return { restore: () => Object.assign(globalThis, { Request, fetch }) };
})()"""


class Clock:
    """A platform whose time passes only while it sleeps, and that records its sleeps."""

    def __init__(self, random: float = 0.5) -> None:
        self.waits: list[float] = []
        self._began = time.time()
        self._random = random

    @property
    def platform(self) -> Any:
        return PLATFORM._replace(
            now=lambda: self._began + self._passed(),
            monotonic=self._passed,
            sleep=self._sleep,
            random=lambda: self._random,
        )

    def _passed(self) -> float:
        # A second more for each wait, so that no two signatures have the same time.
        return sum(self.waits) + len(self.waits)

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@contextmanager
def fresh_import() -> Iterator[Any]:
    """The package, imported afresh for this block. Afterwards the first import is back."""
    kept = _take_out()
    try:
        yield importlib.import_module("aws4web")
    finally:
        _take_out()
        sys.modules.update(kept)


def _take_out() -> dict[str, Any]:
    names = [name for name in sys.modules if name.partition(".")[0] == "aws4web"]
    return {name: sys.modules.pop(name) for name in names}


def make_body(kind: str, content: bytes, text: str) -> Any:
    """A body of the kind that bodies.py describes."""
    js_bytes = to_js(content)  # a Uint8Array of its own
    makers = {
        "str": lambda: text,
        "bytes": lambda: content,
        "bytearray": lambda: bytearray(content),
        "memoryview": lambda: memoryview(content),
        "memoryview with a step": lambda: memoryview(content)[::2],
        "array.array": lambda: array("H", content[:256]),
        "empty bytes": lambda: b"",
        "empty str": lambda: "",
        "JS string": lambda: js.String.new(text).valueOf(),
        "ArrayBuffer": lambda: js_bytes.buffer,
        "Uint8Array": lambda: js_bytes,
        "Uint8Array with an offset": lambda: js_bytes.subarray(3, 200),
        "Uint16Array with an offset": lambda: js.Uint16Array.new(js_bytes.buffer, 2, 100),
        "DataView with an offset": lambda: js.DataView.new(js_bytes.buffer, 5, 100),
        "resizable ArrayBuffer": lambda: _resizable(js_bytes),
        "DataView of a resizable buffer": lambda: js.DataView.new(_resizable(js_bytes), 5, 100),
        "Uint8Array of shared memory": lambda: _shared(js_bytes.subarray(0, 100)),
        "Blob": lambda: js.Blob.new(to_js([js_bytes])),
        "Blob with a type": lambda: js.Blob.new(to_js([js_bytes]), type="image/png"),
        "File": lambda: js.File.new(to_js([js_bytes]), "a.csv", type="text/csv"),
        "FormData": lambda: _form(js_bytes, text),
        "URLSearchParams": lambda: js.URLSearchParams.new("a=1&b=%C3%A9%20%2B"),
        "ReadableStream": lambda: js.Blob.new(to_js([js_bytes])).stream(),
    }
    return makers[kind]()


def _resizable(js_bytes: Any) -> Any:
    js_buffer = js.ArrayBuffer.new(js_bytes.length, js_object(maxByteLength=2 * js_bytes.length))
    js.Uint8Array.new(js_buffer).set(js_bytes)
    return js_buffer


def _shared(js_bytes: Any) -> Any:
    """As a program of wasm with threads hands it over. A SharedArrayBuffer is not to be had in every page."""
    js_memory = js.WebAssembly.Memory.new(js_object(initial=1, maximum=1, shared=True))
    js_shared = js.Uint8Array.new(js_memory.buffer, 3, js_bytes.length)
    js_shared.set(js_bytes)
    return js_shared


def _form(js_bytes: Any, text: str) -> Any:
    js_form = js.FormData.new()
    js_form.append("text", text)
    js_form.append("file", js.Blob.new(to_js([js_bytes]), type="image/png"), "ä b.png")
    return js_form
