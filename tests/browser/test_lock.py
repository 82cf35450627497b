"""A page starts with aws4web by loadPyodide alone, if the lock file has it; there is no micropip."""

import pytest
from selenium.webdriver import Chrome

from aws4web import AwsV4Signer
from demo.localhost.offline.locked_dist import make_locked_dist
from demo.localhost.offline.pyodide_build import NoPythonError
from demo.localhost.project import PYODIDE

from .chromium import run_page
from .echo import CREDENTIAL, EchoServer
from .pyodide_site import Site

KEYS = {"access_key_id": CREDENTIAL.access_key_id, "secret_access_key": CREDENTIAL.secret_access_key}
REQUEST = {
    "url": "https://dynamodb.us-east-1.amazonaws.com/",
    **KEYS,
    "body": "{}",
    "datetime": "20150830T123600Z",
}


async def test_page_starts_without_micropip(browser: Chrome, site: Site, echo: EchoServer) -> None:
    try:
        dist = make_locked_dist(PYODIDE)
    except NoPythonError as error:
        pytest.skip(str(error))
    with Site(dist, site.wheel) as locked:
        page, lock = f"{locked.url}/pages/page.html", f"{locked.url}/pyodide-lock.json"
        shown = run_page(browser, page, "locked.py", lock=lock, keys=KEYS, request=REQUEST, echo=echo.url)
    assert shown["signature"] == await AwsV4Signer(**REQUEST).signature()
    assert (shown["status"], echo.refusals()) == (200, [None])
    assert shown["micropip"] is False
    assert [url for url in shown["fetched"] if url.endswith(".whl")] == [f"{locked.url}/{site.wheel.name}"]
