"""The site that takes Pyodide from the CDN, in Chromium: a server of this machine bears the CDN's name."""

import functools
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import trustme
from selenium.webdriver import Chrome

from demo.localhost.aws.local_aws import LocalAws
from demo.localhost.offline.pyodide_dist import make_dist
from demo.localhost.project import PYODIDE
from demo.localhost.site.__main__ import make_all
from demo.localhost.site.demo_files import CDN
from demo.localhost.threaded_server import ThreadedServer
from tests.browser.chromium import Driver, chromium
from tests.browser.demo.page import DemoPage
from tests.browser.demo.python_tab import output, run
from tests.browser.lab.notebook import open_notebook, run_code

from .conftest import Plain
from .test_site import FIELDS, complaints

AT = urlsplit(CDN)


class _CdnHandler(Plain):
    """Answers any page, as jsDelivr does."""

    def translate_path(self, path: str) -> str:
        """A file of Pyodide's."""
        address = urlsplit(path).path
        return super().translate_path("/" + address.removeprefix(AT.path) if address.startswith(AT.path) else "/none")

    def end_headers(self) -> None:
        """Let any page read it."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@pytest.fixture(scope="module")
def cdn() -> Iterator[str]:
    """The flag that leads a Chromium to it."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(AT.netloc).configure_cert(tls)
    with ThreadedServer(("127.0.0.1", 0), functools.partial(_CdnHandler, directory=str(make_dist(PYODIDE)))) as server:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        yield f"--host-resolver-rules=MAP {AT.netloc}:443 127.0.0.1:{server.server_address[1]}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served."""
    folder = tmp_path_factory.mktemp("site") / "from-the-cdn"
    make_all(folder, CDN)
    with ThreadedServer(("127.0.0.1", 0), functools.partial(Plain, directory=str(folder))) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture
def browser(driver: Driver, cdn: str) -> Iterator[Chrome]:
    """A Chromium that has never been here. It knows no authority that vouches for the CDN."""
    with chromium(driver, cdn, "--ignore-certificate-errors", "--window-size=1300,1000") as browser:
        yield browser


def test_demo_and_its_python_tab(browser: Chrome, address: str, local: LocalAws) -> None:
    config = {name: getattr(local, name) for name in FIELDS}
    page = DemoPage(browser, address, config)
    page.open()
    page.connect(**config)
    page.until(lambda: not page.find("#unconnected").is_displayed())
    assert run(page, "import aws4web\nprint(aws4web.__name__)") == "done", page.text("#python-problem")
    output(page, "aws4web\n")
    assert complaints(browser) == []
    loaded = page.js("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert f"{CDN}pyodide.mjs" in loaded


def test_jupyterlite(browser: Chrome, address: str) -> None:
    open_notebook(browser, f"{address}lab/lab/index.html?path=1-first-call.ipynb")
    shown = run_code(browser, "%pip install -q aws4web\nimport aws4web\nprint(aws4web.__name__)", alone=True)
    assert shown.text.strip() == "aws4web"
    assert complaints(browser) == []
