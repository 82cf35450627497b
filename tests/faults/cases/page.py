"""In a page: does the tasks that a test gives it."""

import asyncio
import gc
import importlib
import json
import traceback
import tracemalloc
from typing import Any

import js
from pyodide.ffi import to_js

from .all import run
from .many_requests import run_many
from .world import Places, World


async def call(command: str, **arguments: Any) -> Any:
    """Call a command of the fault server, which also serves this page."""
    options = to_js({"method": "POST", "body": json.dumps(arguments)}, dict_converter=js.Object.fromEntries)
    response = await js.fetch(f"/{command}", options)
    return json.loads(await response.text())


async def measure() -> dict[str, float]:
    """Whatever may grow. Only Chromium tells the size of its heap."""
    for _ in range(3):
        gc.collect()
        if hasattr(js, "gc"):
            js.gc()
        await asyncio.sleep(0)  # JS's finalizers run between its tasks
    memory = getattr(js.performance, "memory", None)
    return {
        "traced": tracemalloc.get_traced_memory()[0],
        "heap": memory.usedJSHeapSize if memory else 0,
        "wasm": js.pyodide._module.HEAP8.length,
    }


async def freeze() -> None:
    """Whatever there is now stays: the collections that follow look at what is new, and take a tenth of the time."""
    gc.collect()
    gc.freeze()


async def work(text: str) -> str:
    """Do a task, and report what came of it; both are JSON."""
    task = json.loads(text)
    if "run" in task:
        module, name = task.pop("run").split(":")
        try:
            return json.dumps({"value": await getattr(importlib.import_module(module), name)(**task)})
        except Exception:
            return json.dumps({"error": traceback.format_exc()})
    world = World(task["name"], Places(**task["places"]), call, task["browser"], js.location.origin)
    try:
        if "count" in task:
            tracemalloc.start()
            value = await run_many(world, task["count"], task["seed"], measure)
            tracemalloc.stop()
        else:
            value = await run(task["case"], world)
    except Exception:
        return json.dumps({"error": traceback.format_exc()})
    return json.dumps({"value": value})
