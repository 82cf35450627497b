"""fsspec's own tests of file systems, unmodified, in pages and workers, by each driver that there is."""

from typing import Any
from uuid import uuid4

import pytest

from .conftest import PLACES, Page

JSPI, XHR = "run_sync", "XMLHttpRequest"
MATRIX = [(place, driver) for place in PLACES for driver in (XHR, JSPI) if "webkit" not in place or driver == XHR]
TESTS = 137
"""Those of Pyodide's fsspec, which all pass. (Its tests of mv move local files.)"""


@pytest.mark.parametrize(("page", "driver"), MATRIX, indirect=["page"], ids=["; ".join(pair) for pair in MATRIX])
def test_fsspecs_own(page: Page, driver: str, options: dict[str, Any]) -> None:
    page.run("fs.suite:load")
    result = page.run("fs.suite:run", driver=driver, bucket=f"b-{uuid4().hex}", options=options, seconds=300)
    assert "error" not in result, result["error"]
    told = result["value"]
    print(told["seconds"], "s")
    assert told["told"] == {}, "\n".join(told["told"].values())
    assert told["counts"] == {"passed": TESTS}
    assert result["after"] == result["before"], "PyProxies and references to JS objects that are left"
