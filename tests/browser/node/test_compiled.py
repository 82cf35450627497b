"""The wheel as bytecode, in the Pyodide of --dist-dir, if the Python that it runs on is on this machine."""

import json
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_pyodide.fixture import selenium_common

from aws4web import AwsV4Signer
from demo.localhost.offline.compiled_wheel import make_compiled_wheel
from demo.localhost.offline.pyodide_build import NoPythonError
from tests.browser.echo import CREDENTIAL, EchoServer
from tests.browser.pyodide_site import Site

KEYS = {"access_key_id": CREDENTIAL.access_key_id, "secret_access_key": CREDENTIAL.secret_access_key}
REQUEST = {
    "url": "https://dynamodb.us-east-1.amazonaws.com/",
    **KEYS,
    "body": "{}",
    "datetime": "20150830T123600Z",
}
INSTALL = "import micropip; await micropip.install({wheel!r})"
USE = """
import aws4web, sys
from aws4web import AwsClient, AwsV4Signer
signature = await AwsV4Signer(**{request!r}).signature()
aws = AwsClient(**{keys!r})
response = await aws.fetch({echo!r}, body="called", aws={{"service": "execute-api", "region": "us-east-1"}})
files = {{module.__file__ for name, module in sys.modules.items() if name.startswith("aws4web")}}
assert all(file.endswith(".pyc") for file in files), files
signature, response.status, await response.text()
"""


@pytest.fixture
def pyodide(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A Pyodide of its own, with the compiled wheel installed."""
    dist = Path(request.config.option.dist_dir)
    version = json.loads((dist / "pyodide-lock.json").read_bytes())["info"]["python"]
    try:
        wheel = make_compiled_wheel(version.rpartition(".")[0])
    except NoPythonError as error:
        pytest.skip(str(error))
    with warnings.catch_warnings(), Site(dist, wheel) as site:
        warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
        with selenium_common(request, "node", ("127.0.0.1", site.port, Path(os.devnull)), browsers={}) as page:
            page.load_package("micropip")
            page.run_async(INSTALL.format(wheel=site.wheel_url))
            yield page


async def test_it_signs_and_sends(pyodide: Any, echo: EchoServer) -> None:
    signature, status, answer = pyodide.run_async(USE.format(keys=KEYS, request=REQUEST, echo=echo.url))
    assert signature == await AwsV4Signer(**REQUEST).signature()
    assert (status, answer) == (200, "called")
    assert echo.refusals() == [None]
