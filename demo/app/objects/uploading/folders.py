"""Files that are chosen or dropped, those in folders with their paths.

https://wicg.github.io/entries-api/
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

from pyodide.ffi import create_proxy


class Chosen(NamedTuple):
    """A file."""

    path: str
    """`photos/2026/a.jpg`, or the name alone."""
    js_file: Any


def chosen(js_files: Any) -> list[Chosen]:
    """Those of an `<input type=file>`."""
    return [Chosen(js_file.webkitRelativePath or js_file.name, js_file) for js_file in js_files]


class Dropped:
    """What was dropped. It must be made while the event is handled: afterwards the browser hides what there is."""

    def __init__(self, js_transfer: Any) -> None:
        js_items = [js_item for js_item in js_transfer.items if js_item.kind == "file"]
        self._found = [(js_item.webkitGetAsEntry(), js_item.getAsFile()) for js_item in js_items]

    async def files(self) -> list[Chosen]:
        """All of them, from all folders. Raises ValueError for what cannot be read."""
        found: list[Chosen] = []
        for js_entry, js_file in self._found:
            if js_entry:
                found += [file async for file in _files(js_entry)]
            elif js_file:
                found.append(Chosen(js_file.name, js_file))
        return found


async def _files(js_entry: Any) -> AsyncIterator[Chosen]:
    path = js_entry.fullPath.removeprefix("/")
    if js_entry.isFile:
        yield Chosen(path, await _answer(js_entry.file.bind(js_entry), path))
        return
    js_reader = js_entry.createReader()
    while js_entries := await _answer(js_reader.readEntries.bind(js_reader), path):  # a hundred at a time
        for js_inner in js_entries:
            async for file in _files(js_inner):
                yield file


async def _answer(ask: Callable[[Any, Any], Any], path: str) -> Any:
    """What `ask(succeeded, failed)` calls the first function with."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    proxies = create_proxy(answer.set_result), create_proxy(lambda js_error: answer.set_exception(_error(path)))
    try:
        ask(*proxies)
        return await answer
    finally:
        for proxy in proxies:
            proxy.destroy()


def _error(path: str) -> ValueError:
    return ValueError(f"{path} cannot be read: it was moved or deleted, or this browser may not")
