"""Very many calls on CPython at 30 % mixed faults, half of them cancelled, timed out, dropped or half read.

5,000 calls by default. `SOAK=100000 ./build.sh test tests/faults/test_soak.py -s` makes 100,000, in a few minutes, and
shows the numbers.
"""

import asyncio
import gc
import os
import time
from typing import Any

from .cases.world import World
from .fault_process import FaultServer
from .mix import summary
from .soak import AT_ONCE, KEPT, Soak, path_of
from .test_cases import world_of
from .test_many_requests import sizes

CALLS = int(os.environ.get("SOAK", "5000"))


async def settled(before: set[asyncio.Task[Any]]) -> int:
    """How many tasks are left once those that only release a connection are over."""
    gc.collect()
    for _ in range(100):
        if not (left := asyncio.all_tasks() - before):
            break
        await asyncio.sleep(0)
    return len(left)


async def open_connections(world: World) -> int:
    """What the server still has open once it has had time to see that the client closed it."""
    for _ in range(100):
        if not (count := (await world.call("connections"))["open"]):
            break
        await asyncio.sleep(0.01)
    return count


async def test_soak(server: FaultServer) -> None:
    world, reported = world_of(server, "soak"), []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["message"]))
    sockets, began = sizes()["sockets"], time.perf_counter()
    await world.call("start_mix", seed=2, rate=0.3)
    soak = Soak(world, 2)
    timers = asyncio.create_task(soak.expire_stalled())
    before = asyncio.all_tasks()
    measured = []
    for half in (range(CALLS // 2), range(CALLS // 2, CALLS)):
        await soak.run(half)
        tasks, busy = await settled(before), (await world.call("connections"))["busy"]
        idle = sizes()["sockets"] - sockets
        # What an open connection holds (some 300 blocks) does not count as kept, and their number is random.
        await soak.client.close()
        measured.append({**sizes(), "idle": idle, "tasks": tasks, "busy": busy})
    told = await world.call("end_mix")
    await timers
    took = time.perf_counter() - began
    print(f"{took:.0f} s, {summary(told)}, middle {measured[0]}, end {measured[1]}")
    print(*sorted(f"{outcome} {count}" for outcome, count in soak.outcomes.items()), sep=", ")

    # Nothing is left, here or at the server, and nothing was logged on the way.
    assert asyncio.all_tasks() == before - {timers}
    assert sizes()["sockets"] == sockets
    assert await open_connections(world) == 0
    assert reported == []
    # Between the calls there are idle connections, but no more than were ever needed at once.
    middle, end = measured
    assert middle["tasks"] == end["tasks"] == 0
    assert middle["busy"] == end["busy"] == 0
    assert 0 < max(middle["idle"], end["idle"]) <= AT_ONCE + KEPT
    assert end["blocks"] - middle["blocks"] < 700 + CALLS / 2 * 0.02, "objects are kept"
    assert end["resident"] - middle["resident"] < 2_000_000

    # It was as bad as it should be, and yet everything that could go well did.
    assert told["attempts"] >= 0.9 * CALLS
    assert 0.25 < told["faults"] / told["attempts"] < 0.35
    assert told["sent again in doubt"] == []
    assert told["processed twice"] == []
    assert "resent by the browser" not in told, "nothing that sends for us retries on its own"
    failed = {path_of(number) for number in soak.failed}
    broken = {path for path in failed if "/large/" in path}
    assert failed - broken <= set(told["in doubt"]), "all others are retried"
    assert 0 < len(broken) / soak.outcomes["read: read"] < 0.2
    for outcome in (
        "cancel: cancelled",
        "cancel: read",
        "expire: read after a timeout",
        "keep: dropped",
        "leave: done",
    ):
        assert soak.outcomes[outcome] > CALLS / 1000, outcome
