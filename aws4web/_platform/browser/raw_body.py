"""Bytes of a body that stay in JS: they are handed on to JS, and Python sees none of them."""

from collections.abc import Iterator
from typing import Any

from .ffi import js

_SLICE = 256 * 1024
"""Bytes that are in wasm at a time."""


class RawBytes:
    """See Target.takes_raw: some Uint8Arrays."""

    def __init__(self, *js_arrays: Any) -> None:
        self._js_arrays = js_arrays
        self._size: int = sum(js_array.length for js_array in js_arrays)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        for js_array in self._js_arrays:
            for at in range(0, js_array.length, _SLICE):
                yield js_array.subarray(at, at + _SLICE).to_bytes()

    def after(self, count: int) -> "RawBytes":
        return RawBytes(self.js_array().subarray(count))

    def join(self, others: "list[RawBytes]") -> "RawBytes":
        return RawBytes(*[js_array for other in others for js_array in other._js_arrays])

    def js_array(self) -> Any:
        """All of it, in one."""
        if len(self._js_arrays) == 1:
            return self._js_arrays[0]
        js_whole, at = js.Uint8Array.new(self._size), 0
        for js_array in self._js_arrays:
            js_whole.set(js_array, at)
            at += js_array.length
        return js_whole
