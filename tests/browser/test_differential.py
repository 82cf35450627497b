"""aws4web in the page against the real aws4fetch in Node: the same answers, or a named deviation's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from tests.differential.cases import browser_cases
from tests.differential.compare import Expected, differences, expectations
from tests.differential.oracle import Oracle

COUNT = 750
SEED = 19700101
PACKAGE = Path(__file__).parents[2] / ".cache/npm/node_modules/aws4fetch"


@run_in_pyodide
async def answer(selenium, cases):
    from ours import ours

    return [await ours(case) for case in cases]


@pytest.fixture(scope="module")
def expected() -> Iterator[list[Expected]]:
    with Oracle(PACKAGE) as oracle:
        yield expectations(browser_cases(COUNT, SEED), oracle)


def test_same_answers(selenium: Any, expected: list[Expected]) -> None:
    answers = answer(selenium, [one.case for one in expected])
    assert len(answers) == COUNT
    wrong = {
        one.case["number"]: (one.names, differing)
        for one, ours in zip(expected, answers, strict=True)
        if (differing := differences(ours, one))
    }
    first = next(iter(wrong.items()), None)
    assert first is None, f"{len(wrong)} of {COUNT} differ; the first, its deviations and its fields: {first}"
