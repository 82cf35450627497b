"""All cases in Chromium; in Firefox and WebKitGTK, those in which browsers may differ; without await in workers too."""

import pytest

from ..cases.all import CASES
from .conftest import Page

MATRIX = [
    (browser, name)
    for browser in ("firefox", "webkit", "chromium")  # the last one continues in test_many_requests.py
    for name, case in CASES.items()
    if case.page is not False and (browser == "chromium" or case.network)
]
IN_WORKER = [
    (f"{browser}, in a worker", name)
    for browser in ("firefox", "webkit", "chromium")
    for name in CASES
    if name.startswith("without await")
]


ALL = IN_WORKER + MATRIX


@pytest.mark.parametrize(("page", "name"), ALL, ids=[" ".join(pair) for pair in ALL], indirect=["page"])
def test_case(page: Page, name: str) -> None:
    result = page.do(case=name)
    if error := result.get("error"):
        pytest.fail(error, pytrace=False)
    assert result["after"] == result["before"], "PyProxies and references to JS objects that are left"
