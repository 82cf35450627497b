"""The connection panel: what is stored, and errors that read like help."""

import json

import pytest

from demo.localhost.aws.local_aws import local_aws
from demo.localhost.ports import free_port

from .page import DemoPage

STORED = """
    const tell = arguments[0];
    indexedDB.databases().then((databases) =>
        tell([{ ...sessionStorage }, { ...localStorage }, document.cookie, databases]));
"""


def stored(page: DemoPage) -> dict[str, str]:
    """The session storage. All other places must be empty."""
    session, *others = page.browser.execute_async_script(STORED)
    assert others == [{}, "", []]
    return session


def test_prefilled_for_the_local_aws(fresh: DemoPage) -> None:
    for name in ("endpoint", "region", "access_key_id", "secret_access_key"):
        assert fresh.find(f"#{name}").get_property("value") == fresh.config[name]
    assert "the local AWS · us-east-1" in fresh.text("#connection-summary")
    assert fresh.config["secret_access_key"] not in fresh.find("body").text
    assert fresh.find("#secret_access_key").get_attribute("type") == "password"


def test_stored_only_when_asked(fresh: DemoPage) -> None:
    fresh.connect(region="eu-west-1")
    assert stored(fresh) == {}
    fresh.click("#connection summary")
    fresh.click("#remember")
    fresh.connect(region="eu-west-2")
    [kept] = stored(fresh).values()
    assert json.loads(kept)["region"] == "eu-west-2"
    fresh.open()
    assert fresh.find("#region").get_property("value") == "eu-west-2"
    assert fresh.find("#remember").get_property("checked")
    fresh.click("#connection summary")
    fresh.click("#remember")
    assert stored(fresh) == {}
    fresh.open()
    assert fresh.find("#region").get_property("value") == fresh.config["region"]


def test_wrong_secret(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.connect(secret_access_key="not-the-secret")
    explained = page.problem("#objects-problem", "SignatureDoesNotMatch")
    assert "the secret access key is wrong" in explained
    assert "not-the-secret" not in page.find("body").text
    page.click("#connection summary")
    page.click("#use-local")
    page.until(lambda: not page.all("#objects .problem"))
    page.click("#connection summary")


def test_unknown_key(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.connect(access_key_id="AKIANOBODY")
    page.problem("#objects-problem", "AWS does not know this access key ID")


def test_missing_key(page: DemoPage) -> None:
    page.tab("objects")
    page.connect(secret_access_key="")
    page.problem("#objects-problem", "Fill in the secret access key under Connection.")


def test_temporary_keys(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.connect(session_token="of/another/key")
    page.problem("#objects-problem", "leave it empty")


def test_cors_refused(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    with local_aws(cors=False) as closed:
        page.connect(endpoint=closed.endpoint)
        page.problem("#objects-problem", "does not allow this page’s origin (CORS)")
    [rule] = json.loads(page.text("#objects-problem pre"))
    assert rule["AllowedOrigins"] == [page.url.rstrip("/")]
    assert "GET" in rule["AllowedMethods"]
    assert rule["AllowedHeaders"] == ["*"]


def test_nobody_there(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.connect(endpoint=f"http://127.0.0.1:{free_port()}")
    page.problem("#objects-problem", "nothing answers at this address")


def test_offline(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.network(offline=True)
    page.click("#refresh")
    page.problem("#objects-problem", "You are offline")
    page.network()
    page.click("#refresh")
    page.until(lambda: not page.all("#objects .problem"))


@pytest.mark.parametrize("endpoint", ["", "https://s3.example.com/"])
def test_other_endpoints(page: DemoPage, endpoint: str) -> None:
    """Where the requests would go; none is sent before somebody asks."""
    page.tab("call")
    page.connect(endpoint=endpoint, region="eu-west-1")
    page.choose("#call-example", "S3: list buckets")
    expected = endpoint or "https://s3.eu-west-1.amazonaws.com/"
    assert page.find("#call-url").get_property("value") == expected
    assert ("s3.example.com" if endpoint else "AWS · eu-west-1") in page.text("#connection-summary")
