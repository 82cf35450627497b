"""The Python blocks of README.md and the guide, and its page, in Chromium: AWS's host names lead to the local AWS."""

import inspect
import json
import re
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
[README_PAGE] = [block for block in blocks("html") if block.file == "README.md"]
[WORKER_PAGE] = [block for block in blocks("html") if block.file == "pyscript.md"]
START = 60.0  # seconds
CDN = re.compile(r'<script type="module" src="https://cdn\.jsdelivr\.net/npm/@pyscript/core@[\d.]+/dist/core\.js">')
LOCAL = '<link rel="icon" href="data:,"><script type="module" src="/pyscript/local.js">'
PLACEHOLDERS = {
    "<the AccessKeyId of temporary credentials>": "MY_ACCESS_KEY",
    "<their SecretAccessKey>": "MY_SECRET_KEY",
    "<their SessionToken>": "MY_TOKEN",
}


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


@pytest.mark.parametrize("number", range(len(PYTHON)), ids=[f"{block.file} line {block.line}" for block in PYTHON])
def test_python(results: list[dict[str, Any]], number: int) -> None:
    assert results[number]["error"] is None, results[number]["error"]
    check(PYTHON[number], results[number]["shown"])


def shown(reader: Chrome, site: Site, folder: Path, html: str) -> str:
    """What the page says, with PyScript from this machine and not from the CDN."""
    html, count = CDN.subn(LOCAL, html)
    assert count == 1
    page = folder / "page.html"
    page.write_text(html)
    wheel = built_wheel()
    files = site_files(site.dist, wheel) | pyscript_files(make_pyscript()) | {"/pyscript/readme": page}
    with DemoServer(0, files) as server, server.serving():
        server.config = json.dumps({"wheel": f"/wheel/{wheel.name}"}).encode()
        reader.get_log("browser")  # earlier logs are not this page's
        reader.get(f"{server.url}pyscript/readme")
        WebDriverWait(reader, START, poll_frequency=0.1).until(lambda page: page.find_element("tag name", "body").text)
        logged = reader.get_log("browser")
        assert not [entry for entry in logged if entry["level"] in ("SEVERE", "WARNING")], logged
        return reader.find_element("tag name", "body").text


def with_keys(html: str, world: World) -> str:
    """The page as a reader pastes it."""
    for placeholder, name in PLACEHOLDERS.items():
        assert placeholder in html
        html = html.replace(placeholder, world.names[name])
    return html


def test_the_page(reader: Chrome, world: World, site: Site, tmp_path: Path) -> None:
    assert shown(reader, site, tmp_path, with_keys(README_PAGE.code, world)) == '200 {"my":"event"}'


def test_the_page_without_keys_says_what_is_missing(reader: Chrome, site: Site, tmp_path: Path) -> None:
    assert shown(reader, site, tmp_path, README_PAGE.code).startswith("ValueError: access_key_id holds white space")


def test_the_page_with_a_worker(reader: Chrome, world: World, site: Site, tmp_path: Path) -> None:
    assert shown(reader, site, tmp_path, with_keys(WORKER_PAGE.code, world)) == "hello from a worker"
