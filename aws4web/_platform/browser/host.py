"""What else a JS runtime has: the environment of Node and its like, the page's localStorage, files."""

import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, Never

from .. import tasks
from ..values import LARGEST_FILE
from .ffi import JsException, js, js_result, js_tag, promise, settled


def environ() -> Mapping[str, str]:
    """That of Python, which a program may set; and that of the process, if there is one."""
    js_process = getattr(js, "process", None)
    js_env = getattr(js_process, "env", None) if js_process else None
    return {**(dict(js.Object.entries(js_env)) if js_env else {}), **os.environ}


class _LocalStorage(MutableMapping[str, str]):
    """https://html.spec.whatwg.org/multipage/webstorage.html, which a user may have turned off, or filled."""

    def __init__(self, js_storage: Any) -> None:
        self._js_storage = js_storage

    def __getitem__(self, name: str) -> str:
        value = self._js_storage.getItem(name)
        if not isinstance(value, str):
            raise KeyError(name)
        return value

    def __setitem__(self, name: str, value: str) -> None:
        with suppress(JsException):  # it is full: what was to be kept has to be asked for again
            self._js_storage.setItem(name, value)

    def __delitem__(self, name: str) -> None:
        self[name]  # KeyError
        self._js_storage.removeItem(name)

    def __iter__(self) -> Iterator[str]:
        return (self._js_storage.key(at) for at in range(len(self)))

    def __len__(self) -> int:
        return self._js_storage.length


def storage() -> MutableMapping[str, str] | None:
    try:
        js_storage = getattr(js, "localStorage", None)
    except JsException:  # SecurityError
        return None
    return _LocalStorage(js_storage) if js_storage and getattr(js, "document", None) else None


def page_url() -> str | None:
    js_document, js_location = getattr(js, "document", None), getattr(js, "location", None)
    url = str(js_document.baseURI) if js_document else str(js_location.href) if js_location else ""
    return url if url.startswith("http") else None  # a worker's may be blob:


def read_file(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - of Pyodide's own file system
        return file.read(LARGEST_FILE)


async def called(function: Callable[[], Any]) -> Any:
    """See Host.called. Raises JsFailure for a promise that is rejected."""
    return await tasks.called(lambda: _result(function))


def _result(function: Callable[[], Any]) -> Any:
    value = js_result(function) if js_tag(function) else function()
    if js_tag(value) is None or not hasattr(value, "then"):
        return value
    return settled(promise(js.Promise, "resolve", value))


async def target(to: Any) -> Any:
    from .targets import target_of

    return await target_of(to)


has_threads = False


async def in_thread(function: Callable[[], Any]) -> Never:
    raise NotImplementedError("there are no threads in Pyodide")


def source(given: Any) -> Any:
    from .blobs import source

    return source(given)
