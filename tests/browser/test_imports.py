"""`import aws4web` loads little, and nothing that is slow to load in wasm."""

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver import Chrome

from .chromium import run_page
from .pyodide_site import Site

SLOW = {
    *("asyncio.subprocess", "ctypes", "dataclasses", "difflib", "email", "hashlib", "hmac", "html", "http", "aiohttp"),
    *("inspect", "logging", "pickle", "random", "ssl", "typing_extensions", "urllib", "uuid", "xml", "zipfile"),
}


@pytest.fixture(scope="module")
def imports(browser: Chrome, site: Site) -> dict[str, Any]:
    """What the page reports. The wheel is unpacked without micropip, which loads much of the library itself."""
    return run_page(browser, f"{site.url}/pages/page.html", "imports.py", wheel=site.wheel_url, micropip=False)


def test_a_module_is_loaded_when_something_of_it_is_named(imports: dict[str, Any]) -> None:
    assert imports["at_first"] == ["aws4web"]


def test_import_loads_nothing_slow(imports: dict[str, Any]) -> None:
    loaded = {name for name in imports["loaded"] if not name.startswith("aws4web")}
    print("loaded beside the package:", sorted(loaded))
    assert not {name for name in loaded if name in SLOW or name.partition(".")[0] in SLOW}


def test_import_loads_one_platform(imports: dict[str, Any]) -> None:
    ours = {name.rpartition(".")[2] for name in imports["loaded"] if name.startswith("aws4web._platform.")}
    assert {"crypto_subtle", "transport"} <= ours
    assert not {"crypto_hashlib", "cpython"} & ours


def test_import_time(imports: dict[str, Any], record_property: Callable[[str, object], None]) -> None:
    # A time on a shared machine proves nothing: it is only reported, and checked to be a number.
    for name in ("milliseconds", "classes_milliseconds"):
        record_property(f"import_{name}", imports[name])
    print(f"import: {imports['milliseconds']:.1f} ms, with its classes {imports['classes_milliseconds']:.0f} ms")
    assert 0 < imports["milliseconds"] < imports["classes_milliseconds"]
