"""Very many requests at 30 % mixed faults, in Chromium."""

import pytest

from ..mix import check_verdict, summary
from .conftest import Page

CALLS = 10_000


@pytest.mark.parametrize("page", ["chromium"], indirect=True)
def test_ten_thousand_requests(page: Page) -> None:
    page.do(case="run", count=100, seed=0)  # what a first run creates and keeps
    result = page.do(case="run", count=CALLS, seed=1, seconds=300)
    assert "error" not in result, result["error"]
    told = result["value"]
    print(summary(told))
    check_verdict(told)
    assert result["after"] == result["before"], "PyProxies and references to JS objects that are left"
    middle, end = told["middle"], told["end"]
    assert (end["traced"] - middle["traced"]) / (CALLS / 2) < 10, "bytes of Python objects are kept"
    assert (end["heap"] - middle["heap"]) / (CALLS / 2) < 15, "bytes of JS objects are kept"
    # It grows by a fifth at a time, and never shrinks; the two halves' peaks differ by chance.
    assert end["wasm"] <= middle["wasm"] * 1.25
