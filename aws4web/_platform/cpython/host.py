"""What else CPython has: the environment, files, threads."""

import os
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from ..tasks import called as called
from ..values import LARGEST_FILE


def environ() -> Mapping[str, str]:
    return os.environ


def storage() -> MutableMapping[str, str] | None:
    return None


def page_url() -> str | None:
    return None


def read_file(path: str) -> bytes:
    if not os.path.isfile(path):  # noqa: PTH113 - a pipe might block for ever
        raise OSError(f"{path} is not a file")
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read(LARGEST_FILE)


async def target(to: Any) -> Any:
    from ..files import file_target

    return file_target(to, in_thread)


has_threads = True


async def in_thread(function: Callable[[], Any]) -> Any:
    import asyncio

    return await asyncio.to_thread(function)


def source(given: Any) -> Any:
    from ..sources import source_of

    return source_of(given, in_thread)
