"""The static site as a plain static server serves it, under a sub-path."""

import functools
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from demo.localhost.site.__main__ import make_all
from demo.localhost.threaded_server import ThreadedServer


class Plain(SimpleHTTPRequestHandler):
    """Python's own, but silent."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests ask."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site."""
    out = tmp_path_factory.mktemp("host") / "some/path"
    make_all(out)
    return out


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where it is served."""
    handler = functools.partial(Plain, directory=str(folder.parents[1]))
    with ThreadedServer(("127.0.0.1", 0), handler) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}/some/path/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow_page")
