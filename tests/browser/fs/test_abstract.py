"""fsspec's own tests of file systems, unmodified, in pages and workers, by each driver that there is.

A run sends some 5,000 requests and takes a minute or two, so that as a rule each driver is there once, in a page and in
a worker: `EVERY_PLACE=1 ./build.sh test tests/browser/fs/test_abstract.py` runs them all. test_files.py is always run
in all places.
"""

import os
from typing import Any
from uuid import uuid4

import pytest

from .conftest import PLACES, Page

JSPI, XHR = "run_sync", "XMLHttpRequest"
MATRIX = [(place, driver) for place in PLACES for driver in (XHR, JSPI) if "webkit" not in place or driver == XHR]
USUAL = [("chromium", JSPI), ("webkit, in a worker", XHR)]
CHOSEN = MATRIX if os.environ.get("EVERY_PLACE") else USUAL
TESTS = 137
"""Those of Pyodide's fsspec, which all pass. (Its tests of mv move local files.)"""


@pytest.mark.parametrize(("page", "driver"), CHOSEN, indirect=["page"], ids=["; ".join(pair) for pair in CHOSEN])
def test_fsspecs_own(page: Page, driver: str, options: dict[str, Any]) -> None:
    page.run("fs.suite:load")
    result = page.run("fs.suite:run", driver=driver, bucket=f"b-{uuid4().hex}", options=options, seconds=300)
    assert "error" not in result, result["error"]
    told = result["value"]
    print(told["seconds"], "s")
    assert told["told"] == {}, "\n".join(told["told"].values())
    assert told["counts"] == {"passed": TESTS}
    assert result["after"] == result["before"], "PyProxies and references to JS objects that are left"
