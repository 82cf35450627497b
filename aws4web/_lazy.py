"""A public room, whose modules are loaded when something of them is named: a page pays for each that it loads."""

from collections.abc import Callable
from typing import Any


def lazy(room: dict[str, Any], module_of: dict[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package with these globals, of its names and where they come from."""

    def get(name: str) -> Any:
        if name in module_of:
            from importlib import import_module

            value = room[name] = getattr(import_module(module_of[name], room["__name__"]), name)
            return value
        raise AttributeError(f"module {room['__name__']!r} has no attribute {name!r}")

    return get, lambda: sorted({*room, *module_of})
