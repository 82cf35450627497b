"""The sign-in page's site, and somebody who uses it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from demo.localhost.aws.local_aws import LocalAws
from demo.localhost.issuer.issuer_process import running_issuer
from demo.localhost.offline.pyscript_dist import make_pyscript
from demo.localhost.offline.quick_dist import make_quick_dist
from demo.localhost.offline.sign_in_packages import make_packages
from demo.localhost.pages.demo_page_server import DemoServer, site_files, what_to_load
from demo.localhost.pages.pyscript_page import pyscript_files
from demo.localhost.pages.sign_in_page import ADDRESS, sign_in_files, tell_sign_in
from demo.localhost.project import PYODIDE, built_wheel
from tests.browser.chromium import Driver, chromium

from .person import Person, new_person
from .site import Site


@pytest.fixture(scope="session")
def running(local: LocalAws) -> Iterator[Site]:
    """The servers."""
    files = {
        **site_files(make_quick_dist(PYODIDE), built_wheel()),
        **pyscript_files(make_pyscript()),
        **sign_in_files(make_packages()),
    }
    with DemoServer(0, files) as server, running_issuer([f"{server.url}{ADDRESS[1:]}"]) as issuer:
        local.identity.trust(issuer.url, issuer.client_id)
        server.config = json.dumps(what_to_load(files)).encode()
        tell_sign_in(server, issuer, local)
        with server.serving():
            yield Site(server, issuer, local)


@pytest.fixture(scope="session")
def chrome(driver: Driver) -> Iterator[Chrome]:
    """A Chromium that tells what it requests."""
    with chromium(driver, "--window-size=800,900", requests=True) as browser:
        yield browser


@pytest.fixture
def newcomer(chrome: Chrome, running: Site) -> Iterator[Person]:
    """Somebody in a tab of their own. Nobody is signed in at the issuer."""
    with new_person(chrome, running) as someone:
        yield someone


@pytest.fixture(scope="session")
def device(chrome: Chrome, running: Site) -> Person:
    """Whoever sits at the device's first tab."""
    return Person(chrome, running)


@pytest.fixture
def person(device: Person) -> Iterator[Person]:
    """The next one in a tab that others used before. The page offers to sign in, and the issuer knows nobody."""
    device.sit_down()
    yield device
    device.leave()


@pytest.fixture
def alice(device: Person) -> Iterator[Person]:
    """She is signed in in that tab, perhaps for some time already."""
    if not device.is_signed_in("alice"):
        device.sit_down()
        device.sign_in("alice")
    yield device
    device.leave()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("slow_page")
