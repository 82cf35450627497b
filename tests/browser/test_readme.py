"""README.md's Python blocks and its page in Chromium, with AWS's own host names leading to the local AWS."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from demo.localhost.offline.pyscript_dist import make_pyscript
from demo.localhost.pages.demo_page_server import DemoServer, site_files
from demo.localhost.pages.pyscript_page import pyscript_files
from demo.localhost.project import built_wheel
from tests.docs import runner
from tests.docs.readme import blocks, check
from tests.docs.world import World, readers_world

from .chromium import Driver, chromium, run_page
from .pyodide_site import Site

pytestmark = pytest.mark.slow_page
PYTHON = blocks("python")
HTML = blocks("html")
START = 60.0  # seconds
# What a reader's page has around the block; local.js stands for the <script> that loads PyScript.
PAGE = """<!doctype html>
<html lang="en">
  <head><link rel="icon" href="data:,"><script type="module" src="/pyscript/local.js"></script></head>
  <body>
    <script type="py" config='{{"packages": ["aws4web"]}}'>{names}</script>
    {block}
  </body>
</html>
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the reader has."""
    with readers_world(tmp_path_factory.mktemp("internet")) as world:
        yield world


@pytest.fixture(scope="module")
def reader(driver: Driver, world: World) -> Iterator[Chrome]:
    """A Chromium with the reader's Internet. It knows no authority that vouches for the hosts."""
    flags = (f"--proxy-server={world.internet.url}", "--ignore-certificate-errors")
    with chromium(driver, *flags) as browser:
        yield browser


@pytest.fixture(scope="module")
def results(reader: Chrome, site: Site, world: World) -> list[dict[str, Any]]:
    """What the Python blocks do."""
    return run_page(
        reader,
        f"{site.url}/pages/page.html",
        "readme.py",
        wheel=site.wheel_url,
        runner=inspect.getsource(runner),
        blocks=[block.code for block in PYTHON],
        names=world.names,
    )["results"]


@pytest.mark.parametrize("number", range(len(PYTHON)), ids=[f"line {block.line}" for block in PYTHON])
def test_python(results: list[dict[str, Any]], number: int) -> None:
    assert results[number]["error"] is None, results[number]["error"]
    check(PYTHON[number], results[number]["shown"])


@pytest.mark.parametrize("number", range(len(HTML)), ids=[f"line {block.line}" for block in HTML])
def test_page(reader: Chrome, world: World, site: Site, tmp_path: Path, number: int) -> None:
    """The unchanged block in a page with PyScript: what it prints is in the console."""
    names = "\n".join(f"{name} = {value!r}" for name, value in world.names.items())
    page = tmp_path / "page.html"
    page.write_text(PAGE.format(names=names, block=HTML[number].code))
    wheel = built_wheel()
    files = site_files(site.dist, wheel) | pyscript_files(make_pyscript()) | {"/pyscript/readme": page}
    with DemoServer(0, files) as server, server.serving():
        server.config = json.dumps({"wheel": f"/wheel/{wheel.name}"}).encode()
        reader.get_log("browser")  # earlier logs are not this page's
        reader.get(f"{server.url}pyscript/readme")
        said: list[str] = []

        def answered(_: Chrome) -> bool:
            said.extend(f"{entry['level']} {entry['message']}" for entry in reader.get_log("browser"))
            return any("my" in line and "event" in line for line in said)

        WebDriverWait(reader, START, poll_frequency=0.1).until(answered, "\n".join(said))
    assert [line for line in said if "200 {'my': 'event'}" in line], said
    assert not [line for line in said if line.startswith(("SEVERE", "WARNING"))]
