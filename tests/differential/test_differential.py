"""aws4web against the real aws4fetch in Node: the same answers, or a named deviation's.

Needs the npm package under .cache, where ./build.sh puts it.
"""

import asyncio
import copy
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .cases import browser_cases, cases
from .compare import Expected, differences, expectations, shrink
from .deviations import DEVIATIONS
from .oracle import Oracle, Result
from .ours import FIELDS, ours
from .reference import sign_again

COUNT = 5000
SEED = 20140101
PACKAGE = Path(__file__).parents[2] / ".cache/npm/node_modules/aws4fetch"

Answers = list[tuple[Expected, Result]]


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle(PACKAGE) as oracle:
        yield oracle


@pytest.fixture(scope="module")
def answers(oracle: Oracle) -> Answers:
    expected = expectations(cases(COUNT, SEED), oracle)
    return list(zip(expected, asyncio.run(_all_ours(expected)), strict=True))


async def _all_ours(expected: list[Expected]) -> list[Result]:
    return [await ours(one.case) for one in expected]


@pytest.mark.parametrize("field", [*FIELDS, "error"])
def test_same_answer(field: str, answers: Answers, oracle: Oracle) -> None:
    wrong = [one for one, ours_ in answers if field in differences(ours_, one)]
    if wrong:
        pytest.fail(f"{len(wrong)} cases, the first in short:\n{_report(wrong[0], field, oracle)}", pytrace=False)


def test_most_cases_are_signed_as_aws4fetch_does(answers: Answers) -> None:
    assert sum(one.is_theirs for one, _ in answers) >= 0.6 * COUNT
    assert sum(one.result is None for one, _ in answers) < 0.2 * COUNT


@pytest.mark.parametrize("name", [type(deviation).__name__ for deviation in DEVIATIONS])
def test_no_deviation_is_dead(name: str, answers: Answers) -> None:
    differing = sum(name in one.names and not one.is_theirs for one, _ in answers)
    assert differing >= 20


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda deviation: type(deviation).__name__)
def test_a_deviation_alone_differs(deviation: Any, answers: Answers) -> None:
    """Its condition is narrow: if it alone applies, aws4fetch's answer nearly always differs."""
    name = type(deviation).__name__
    same = [one.is_theirs for one, _ in answers if one.names == [name] and "error" not in one.theirs]
    assert sum(same) <= 0.1 * len(same)


def test_reference_signs_as_aws4fetch_does(answers: Answers) -> None:
    """What completes a patched answer changes nothing in an answer that needs no patch."""
    signed = [one for one, _ in answers if "error" not in one.theirs]
    for one in signed:
        again = copy.deepcopy(one.theirs)
        sign_again(again, one.case["secret_access_key"])
        assert again == one.theirs
    assert len(signed) >= 0.9 * COUNT


def test_differences_sees_each_field(answers: Answers) -> None:
    expected, right = next((one, ours_) for one, ours_ in answers if one.result and not differences(ours_, one))
    for field in FIELDS:
        assert list(differences(right | {field: "another"}, expected)) == [field]
    assert list(differences({"error": "ValueError: no", "kinds": ["ValueError"]}, expected)) == ["error"]


def test_differences_sees_a_missing_refusal(answers: Answers) -> None:
    right = next(ours_ for one, ours_ in answers if one.result)
    for name in ("UrlCredentials", "ExpiresOutOfRange", "DotSegmentInKey"):
        refused = next(one for one, _ in answers if one.names == [name])
        assert "error" in differences(right, refused)
        assert "error" in differences({"error": "KeyError: 'url'", "kinds": ["KeyError"]}, refused)


def test_cases_are_the_same_for_the_same_seed() -> None:
    assert cases(300, 1) == cases(500, 1)[:300]
    assert json.loads(json.dumps(cases(300, 1))) == cases(300, 1)
    assert cases(10, 1) != cases(10, 2)


def test_browser_cases_are_as_varied(oracle: Oracle) -> None:
    hit = Counter(name for one in expectations(browser_cases(750, SEED), oracle) for name in one.names)
    assert set(hit) == {type(deviation).__name__ for deviation in DEVIATIONS}


def test_shrink_leaves_what_fails() -> None:
    case = cases(1, 1)[0] | {"url": "https://example.com/a/b~c/d?x=1&y=2#z", "session_token": "T"}
    small = shrink(case, lambda case: "~" in case["url"] and bool(case["session_token"]))
    assert (small["url"], small["session_token"]) == ("https://example.com/b~c", "T")
    assert small["headers"] is small["body"] is small["method"] is None


def _report(one: Expected, field: str, oracle: Oracle) -> str:
    def outcome(case: dict[str, Any]) -> tuple[Expected, dict[str, Any]]:
        expected = expectations([case], oracle)[0]
        return expected, differences(asyncio.run(ours(case)), expected)

    def fails(case: dict[str, Any]) -> bool:
        expected, differing = outcome(case)
        return field in differing and set(expected.names) <= set(one.names)

    small = shrink(one.case, fails)
    expected, differing = outcome(small)
    ours_, wanted = differing[field]
    return (
        f"{json.dumps(small)}\ndeviations: {', '.join(expected.names) or 'none'}\n"
        f"{field}:\n  aws4web  {ours_!r}\n  expected {wanted!r}"
    )
