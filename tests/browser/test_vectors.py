"""AWS's signing suite on SubtleCrypto: 38 cases, header-signed and query-signed."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from tests.vectors.suite import Case, cases

CASES = cases()
STAGES = ("canonical-request", "string-to-sign", "signature")

Results = dict[tuple[str, str], dict[str, str]]


@run_in_pyodide
async def sign_all(selenium, cases):
    from inpage import sign_suite

    return await sign_suite(cases)


@pytest.fixture(scope="module")
def results(selenium_module_scope: Any) -> Results:
    """The stages of all signatures, made in one call of the page."""
    return sign_all(selenium_module_scope, [case._asdict() for case in CASES])


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 38


@pytest.mark.parametrize("kind", ["header", "query"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(results: Results, case: Case, kind: str) -> None:
    ours = results[case.name, kind]
    assert "error" not in ours
    for stage in STAGES:
        assert ours[f"{kind}-{stage}"] == case.expected[f"{kind}-{stage}"].rstrip("\n"), stage
