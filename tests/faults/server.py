"""A server that fails on command. It runs as a process of its own, and ends with the one that started it.

`python -m tests.faults.server [DIST WHEEL]` prints where it listens, as JSON, and runs until its standard input ends.
"""

import asyncio
import json
import socket
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demo.localhost.aws.gate.wire_request import WireRequest

from .control import Control
from .hostile.play import by_chance
from .http import Connection, head_of, is_preflight, listen, port_of
from .mix import PREFIX, Mix
from .record import Record
from .steps import Step, play

_PATIENCE = 10.0  # seconds that a test waits for something to happen


class Faults:
    """Plans, by path, and records of what came of them."""

    def __init__(self) -> None:
        self.mix = Mix(0, 0.0)
        self._plans: defaultdict[str, list[Step]] = defaultdict(list)
        self._without_preflight: set[str] = set()
        self._preflights: defaultdict[str, int] = defaultdict(int)
        self._records: defaultdict[str, list[Record]] = defaultdict(list)
        self._signatures: defaultdict[str, list[str]] = defaultdict(list)
        self._released: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._changed = asyncio.Condition()
        self._stalled: list[str] = []
        self._open: dict[Connection, bool] = {}
        self._notices: set[asyncio.Task[None]] = set()

    # What a test asks for

    async def plan(self, path: str, steps: list[Step], preflight: bool = True) -> None:
        """Set what becomes of the attempts at `path`, one after another; later ones are answered 200."""
        self._plans[path] = steps
        if not preflight:
            self._without_preflight.add(path)

    async def seen(self, path: str) -> list[dict[str, Any]]:
        """The requests to `path` so far, without preflights."""
        return [record.as_json() for record in self._records[path]]

    async def preflights(self, path: str) -> int:
        """How often a browser asked for leave to send what it was to send to `path`."""
        return self._preflights[path]

    async def wait(self, path: str, fate: str, count: int = 1) -> bool:
        """Wait until so many requests to `path` met a fate: held, stalled, left, answered, … Return whether so."""

        def happened() -> bool:
            return sum(record.fates.count(fate) for record in self._records[path]) >= count

        return await self._until(happened)

    async def release(self, path: str) -> None:
        """Let the steps at `path` that hold go on."""
        self._released[path].set()

    async def start_mix(self, seed: int, rate: float) -> None:
        """Start a new mixture of faults, for the paths under PREFIX."""
        self.mix = Mix(seed, rate)
        self._stalled.clear()
        self._signatures = defaultdict(list)

    async def stalled(self, since: int) -> list[str] | None:
        """The paths of the mixture that stall, after the first `since`; waits until there are some.

        None once the mixture is over.
        """
        await self._until(lambda: len(self._stalled) > since or self.mix.is_over)
        return None if self.mix.is_over else self._stalled[since:]

    async def end_mix(self) -> dict[str, Any]:
        """End the mixture, and return what there is to say of it."""
        self.mix.is_over = True
        self._notify()
        return self.mix.verdict()

    async def connections(self) -> dict[str, int]:
        """How many connections are open, and on how many of these a request waits."""
        await self._until(lambda: not any(self._open.values()))
        return {"open": len(self._open), "busy": sum(self._open.values())}

    # What a client meets

    async def serve(self, connection: Connection) -> None:
        """Answer the requests of one connection."""
        self._open[connection] = False
        try:
            while (head := await connection.read_head()) is not None:
                self._open[connection] = True
                if not await (self._allow if is_preflight(head) else self._meet)(head, connection):
                    return
                self._open[connection] = False
        finally:
            del self._open[connection]
            self._notify()

    async def _allow(self, head: WireRequest, connection: Connection) -> bool:
        headers = {
            "access-control-allow-origin": "*",
            "access-control-allow-methods": head.header("access-control-request-method") or "",
            "access-control-allow-headers": head.header("access-control-request-headers") or "",
            "access-control-max-age": "600",
        }
        self._preflights[head.path] += 1
        refused = head.path in self._without_preflight
        await connection.write(head_of(403, {"content-length": "0"}) if refused else head_of(204, headers))
        return True

    async def _meet(self, head: WireRequest, connection: Connection) -> bool:
        path, is_mixed = head.path, head.path.startswith(PREFIX)
        record = Record(head, self._told, self._released[path])
        signature, known = record.claim.signature if record.claim else "", self._signatures[path]
        signature = signature and f"{signature} {head.header('range')}"  # which need not be signed
        record.resent = bool(signature) and signature in known
        if not record.resent:
            known.append(signature)
        record.attempt = known.index(signature) if record.resent else len(known) - 1
        step = self.mix.step(record) if is_mixed else self._planned(head, record.attempt)
        if step.get("at") != "upload":
            record.request = await connection.read_body(head)
        if not is_mixed:
            self._records[path].append(record)
        try:
            return await play(step, connection, record)
        finally:
            if is_mixed:
                self.mix.learn(record)

    def _planned(self, head: WireRequest, attempt: int) -> Step:
        if chance := by_chance(head.path):
            return {"hostile": {"chance": chance}}
        plan = self._plans[head.path]
        for step in plan:
            if "of_range" in step and step["of_range"] == head.header("range"):
                return step
        return plan[attempt] if attempt < len(plan) else Step()

    def _told(self, record: Record, fate: str) -> None:
        # Nobody waits for the body of a status that is retried anyway.
        awaited = not record.answered or record.status < 300
        if fate == "stalled" and awaited and record.request.path.startswith(PREFIX):
            self._stalled.append(record.request.path)
        self._notify()

    def _notify(self) -> None:
        notice = asyncio.ensure_future(self._wake())
        self._notices.add(notice)
        notice.add_done_callback(self._notices.discard)

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _until(self, happened: Callable[[], bool]) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE), self._changed:
                await self._changed.wait_for(happened)
        except TimeoutError:
            return False
        return True


async def main(dist: Path | None, wheel: Path | None) -> None:
    """Serve until the standard input ends."""
    faults = Faults()
    nobody = socket.socket()  # bound, but not listening: connections are refused
    nobody.bind(("127.0.0.1", 0))
    faulty, other = await listen(faults.serve), await listen(faults.serve)
    control = await listen(Control(faults, dist, wheel).serve)
    places = {
        "control": port_of(control),
        "faults": port_of(faulty),
        "other": port_of(other),
        "refused": nobody.getsockname()[1],
    }
    print(json.dumps({name: f"http://127.0.0.1:{port}" for name, port in places.items()}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(*(Path(name) for name in sys.argv[1:3])) if sys.argv[1:] else main(None, None))
