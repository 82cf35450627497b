"""Tokens and a form made in a page equal those that are made on CPython, where they are compared with AWS's tools."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from aws4web import tokens
from aws4web.s3 import Bucket
from tests.unit.support import KEYS, NOW, Fake

CALLS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("rds", ["db.abc.eu-west-1.rds.amazonaws.com", 5432, "ada é+/"], {}),
    ("rds", ["DB.Example.com", 443, "ada", "us-east-1"], {}),
    ("dsql", ["abc.dsql.eu-west-1.on.aws"], {"admin": True, "expires": 60}),
    ("elasticache", ["ada", "my-cache"], {"serverless": True}),
    ("memorydb", ["ada", "my-cluster"], {}),
    ("msk", ["cn-north-1"], {}),
    ("eks", ["my-cluster"], {}),
]

# What Pyodide keeps of the first switch of stacks, and the package of its drivers.
WARM_UP = """
from aws4web import blocking
from aws4web._platform.browser.drivers import FORCED
from aws4web.blocking import tokens

for driver in ("run_sync", "XMLHttpRequest"):
    FORCED.append(driver)
    tokens.msk(blocking.AwsClient(access_key_id="a", secret_access_key="b"), "eu-west-1")
    FORCED.pop()
"""


@pytest.fixture(scope="module", autouse=True)
def warm(selenium_module_scope: Any) -> None:
    """Before anything is counted."""
    selenium_module_scope.run_async(WARM_UP)


@run_in_pyodide
async def made(selenium, options, now, calls):
    from platforms import on

    from aws4web import blocking, tokens
    from aws4web._platform import PLATFORM
    from aws4web._platform.browser.drivers import FORCED
    from aws4web.blocking import tokens as without_await
    from aws4web.s3 import Bucket

    aws = on(PLATFORM._replace(now=lambda: now))(**options)
    results = [await getattr(tokens, name)(aws, *args, **more) for name, args, more in calls]
    results.append({**(await Bucket(aws, "b-1").presign_post("a/${filename}")).fields})
    same = []
    for driver in ("run_sync", "XMLHttpRequest"):
        FORCED.append(driver)
        same.append([getattr(without_await, name)(aws, *args, **more) for name, args, more in calls])
        same[-1].append({**blocking.Bucket(aws, "b-1").presign_post("a/${filename}").fields})
        url = "https://b-1.s3.eu-west-1.amazonaws.com/"
        assert blocking.presign_post(aws, url, "a/${filename}").fields == same[-1][-1]
        FORCED.pop()
    return results, *same


@pytest.mark.parametrize("token", [None, "IQoJ+/token=="])
async def test_as_on_cpython(selenium: Any, token: str | None) -> None:
    options = {"session_token": token, "region": "eu-west-1"}
    aws = Fake().client(**options)
    expected: list[Any] = [await getattr(tokens, name)(aws, *args, **more) for name, args, more in CALLS]
    expected.append((await Bucket(aws, "b-1").presign_post("a/${filename}")).fields)
    for found in made(selenium, KEYS | options, NOW, CALLS):
        assert found == expected
