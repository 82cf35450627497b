"""How a test talks with the fault server, and where a browser gets its page and its tasks."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demo.localhost.aws.gate.wire_request import WireRequest

from .http import Connection, head_of

if TYPE_CHECKING:
    from .server import Faults

_HERE = Path(__file__).parent
_PACKAGES = {"faults": _HERE / "cases", "fs": _HERE.parent / "browser/fs/in_page"}
"""What a page runs, by the names that it has there."""
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
}
_POLL = 20.0  # seconds that a page waits for a task before it asks again


class Control:
    """`POST /NAME` with JSON arguments calls a command; `GET` gets a file of the page."""

    def __init__(self, faults: "Faults", dist: Path | None, wheel: Path | None) -> None:
        self._dist = dist
        self._wheel = wheel
        self._tasks: dict[int, Any] = {}
        self._results: dict[int, Any] = {}
        self._changed = asyncio.Condition()
        own = (self.ask, self.answer, self.task, self.result)
        asked = (faults.plan, faults.seen, faults.preflights, faults.wait, faults.release, faults.connections)
        mixed = (faults.start_mix, faults.stalled, faults.end_mix)
        self._commands = {f"/{command.__name__}": command for command in (*own, *asked, *mixed)}

    async def ask(self, number: int, task: Any) -> None:
        """Give the task with this number to the page that asks for it."""
        await self._put(self._tasks, number, task)

    async def task(self, number: int) -> Any:
        """What a page is to do; None if there is nothing yet."""
        return await self._get(self._tasks, number, _POLL)

    async def result(self, number: int, result: Any) -> None:
        """Report what came of a task."""
        await self._put(self._results, number, result)

    async def answer(self, number: int, seconds: float) -> Any:
        """The result of a task; None if there is none."""
        return await self._get(self._results, number, seconds)

    async def _put(self, values: dict[int, Any], number: int, value: Any) -> None:
        async with self._changed:
            values[number] = value
            self._changed.notify_all()

    async def _get(self, values: dict[int, Any], number: int, seconds: float) -> Any:
        # It is kept: whoever asked may be gone, and ask again.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: number in values)
        return values.get(number)

    async def serve(self, connection: Connection) -> None:
        """Answer the requests of one connection."""
        while (head := await connection.read_head()) is not None:
            request = await connection.read_body(head)
            try:
                status, kind, body = await self._answer(request)
            except (KeyError, OSError, TypeError, ValueError) as error:
                status, kind, body = 500, ".json", json.dumps(repr(error)).encode()
            headers = {"content-type": _TYPES.get(kind, "application/octet-stream"), "content-length": str(len(body))}
            await connection.write(head_of(status, headers) + body)

    async def _answer(self, request: WireRequest) -> tuple[int, str, bytes]:
        if request.method == "POST":
            value = await self._commands[request.path](**json.loads(request.body))
            return 200, ".json", json.dumps(value).encode()
        if request.path == "/modules":
            files = ((name, path) for name, folder in _PACKAGES.items() for path in folder.glob("*.py"))
            modules = {f"{name}/{path.name}": path.read_text() for name, path in files}
            return 200, ".json", json.dumps(modules).encode()
        path = self._file(request.path)
        return (200, path.suffix, path.read_bytes()) if path else (404, "", b"")

    def _file(self, address: str) -> Path | None:
        name = Path(address).name
        if address == "/wheel":
            return self._wheel
        folder = self._dist if address.startswith("/pyodide/") else _HERE / "browser"
        path = folder / (name or "page.html") if folder else None
        return path if path and path.is_file() else None
