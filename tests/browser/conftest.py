"""Pyodide in a page (or in Node) with the wheel installed as a user installs it, and what the page calls."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_pyodide import get_global_config
from pytest_pyodide.fixture import selenium_common
from pytest_pyodide.hook import pytest_wrapper
from pytest_pyodide.runner import SeleniumChromeRunner
from selenium.webdriver import Chrome

from demo.localhost.aws.local_aws import LocalAws

from .chromium import Driver, chromedriver, chromium
from .echo import EchoServer
from .pyodide_site import Site

ROOT = Path(__file__).parents[2]
SUPPORT = [
    Path(__file__).with_name("inpage.py"),
    Path(__file__).with_name("spy.py"),
    ROOT / "tests/differential/ours.py",
    ROOT / "tests/hunt.py",
    ROOT / "tests/platforms.py",
    ROOT / "tests/vectors/signing.py",
]
INSTALL = """
import sys
import micropip
await micropip.install({wheel!r})
for name, text in {modules!r}.items():
    with open(f"/tmp/{{name}}", "w") as file:
        file.write(text)
sys.path.append("/tmp")
import hunt, inpage, signing, ours, spy
"""
# What a first use creates and keeps, in Pyodide and in the package, must be there before anything is counted. All of
# that stays: a collection that leaves it out takes a tenth of the time.
WARM_UP = """
async def warm_up():
    import asyncio, js, inpage
    await inpage.failure(inpage.client().fetch({url!r}, body=b"x" * 100_000))
    await inpage.failure(inpage.client().fetch({url!r}, signal=js.AbortSignal.abort()))
    await inpage.client().presign([{url!r}])
import gc
await warm_up()
gc.collect()
gc.freeze()
"""
# Pyodide keeps something of the promise awaited last, so let it always be the same one.
COUNT = """
await pyodide.runPythonAsync("import gc, js; await js.Promise.resolve(js.Array.of()); gc.collect(); gc.collect()");
const { pyproxy_alloc_map, hiwire } = pyodide._module;
return { proxies: pyproxy_alloc_map.size, references: hiwire?.num_keys?.() ?? null };
"""

# A busy machine takes long to start Pyodide; pytest-pyodide allows 20 s.
SeleniumChromeRunner.script_timeout = 60
# pytest-pyodide runs Pyodide in a vm context, which has none of Node's own globals.
get_global_config().add_node_extra_globals(
    [
        "Blob",
        "File",
        "FormData",
        "Headers",
        "ReadableStream",
        "Response",
        "URL",
        "URLSearchParams",
        "crypto",
        "performance",
    ]
)


def support_modules() -> dict[str, str]:
    """The helpers that run inside Pyodide, by file name."""
    return {path.name: path.read_text() for path in SUPPORT}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """anywhere/ is for a browser and for --rt node, node/ only for --rt node, and the rest for a browser."""
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    if collection_path.parent.name == "anywhere":
        return None
    return True if (collection_path.parent.name == "node") != (config.option.runtime == "node") else None


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web site that Pyodide and the wheel come from."""
    dist = Path(request.config.option.dist_dir)
    wheels = sorted(ROOT.glob(".cache/wheel/*.whl"))
    if not wheels:
        pytest.fail("there is no wheel: run ./build.sh wheel")
    if not (dist / "pyodide-lock.json").exists():
        pytest.fail(
            f"no Pyodide in {dist}: run python -m demo.localhost.offline.pyodide_dist VERSION,"
            " and give its folder as --dist-dir"
        )
    # A copy: a build in the meantime must not change what is tested.
    wheel = Path(shutil.copy2(wheels[-1], tmp_path_factory.mktemp("wheel")))
    with Site(dist, wheel) as site:
        yield site


@pytest.fixture(scope="session")
def web_server_main(site: Site) -> tuple[str, int, Path]:
    """Replaces pytest-pyodide's."""
    return "127.0.0.1", site.port, Path(os.devnull)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """chromedriver, for all the tests."""
    with chromedriver(tmp_path_factory.mktemp("chromedriver")) as running:
        yield running


@pytest.fixture(scope="session")
def selenium_module_scope(
    request: pytest.FixtureRequest, site: Site, web_server_main: tuple[str, int, Path], session_echo: EchoServer
) -> Iterator[Any]:
    """Replaces pytest-pyodide's: one page for all tests, the wheel installed and used once."""
    [runtime] = pytest_wrapper.pyodide_runtimes
    if runtime == "chrome":
        running = request.getfixturevalue("driver")
        SeleniumChromeRunner.get_driver = lambda _self, jspi=False: chromium(running)
    with warnings.catch_warnings():
        # pexpect forks while our servers' threads run, but it only calls exec in the child.
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        with selenium_common(request, runtime, web_server_main, browsers={}) as page:
            page.load_package(["micropip", "pytest", "tblib"])
            page.run_async(INSTALL.format(wheel=site.wheel_url, modules=support_modules()))
            page.enable_pyproxy_tracing()
            page.run_async(WARM_UP.format(url=session_echo.url))
            yield page


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test, the page holds as many PyProxies, and Python as many references to JS objects, as before."""
    if "selenium" not in request.fixturenames:
        yield
        return
    page = request.getfixturevalue("selenium")
    before = page.run_js(COUNT)
    yield
    assert page.run_js(COUNT) == before


@pytest.fixture(scope="session")
def session_echo() -> Iterator[EchoServer]:
    """The echo server, to be used as `echo`."""
    with EchoServer() as echo:
        yield echo


@pytest.fixture
def echo(session_echo: EchoServer) -> EchoServer:
    """The echo server, with nothing seen yet."""
    session_echo.reset()
    return session_echo


@pytest.fixture(scope="session")
def browser(driver: Driver) -> Iterator[Chrome]:
    """A second Chromium, for the tests of how a page is loaded."""
    with chromium(driver) as browser:
        yield browser


@pytest.fixture(scope="session")
def keys(local: LocalAws) -> dict[str, str]:
    """AwsClient's options for the local AWS."""
    return {
        "access_key_id": local.access_key_id,
        "secret_access_key": local.secret_access_key,
        "region": local.region,
    }
