"""AWS's signing suite on this interpreter: 38 cases, header-signed and query-signed."""

import pytest

from tests.vectors.signing import sign
from tests.vectors.suite import Case, cases

CASES = cases()


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 38


@pytest.mark.parametrize("query", [False, True], ids=["header", "query"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_case(case: Case, query: bool) -> None:
    ours = await sign(case, query=query)
    kind = "query" if query else "header"
    for stage in (f"{kind}-canonical-request", f"{kind}-string-to-sign", f"{kind}-signature"):
        assert ours[stage] == case.expected[stage].rstrip("\n"), stage
    signed = case.expected[f"{kind}-signed-request"]
    if query:
        signed_target = signed.split(" HTTP/1.1\n")[0].partition(" ")[2]
        theirs = set(signed_target.partition("?")[2].split("&"))
        assert set(ours["url"].partition("?")[2].split("&")) >= {part for part in theirs if part.startswith("X-Amz-")}
    else:
        assert f"Authorization:{ours['authorization']}\n" in signed
