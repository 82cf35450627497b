"""The connection panel: what is stored, and errors that read like help."""

import json

import pytest

from demo.localhost.aws.local_aws import local_aws
from demo.localhost.ports import free_port

from .page import DemoPage
from .storage import stored


def test_prefilled_for_the_local_aws(fresh: DemoPage) -> None:
    for name in ("endpoint", "region", "access_key_id", "secret_access_key"):
        assert fresh.find(f"#{name}").get_property("value") == fresh.config[name]
    assert "the local AWS · us-east-1" in fresh.text("#connection-summary")
    assert fresh.config["secret_access_key"] not in fresh.find("body").text
    assert fresh.find("#secret_access_key").get_attribute("type") == "password"


def test_a_reload_finds_addresses_and_no_key(fresh: DemoPage) -> None:
    fresh.tab("call")
    assert "aws4web.connection" not in stored(fresh), "what the local AWS says needs no keeping"
    fresh.connect(region="eu-west-2", access_key_id="AKIATYPED", secret_access_key="typed", session_token="typed too")
    kept = json.loads(stored(fresh)["aws4web.connection"])
    assert kept["region"] == "eu-west-2"
    assert not any("typed" in text.lower() for text in stored(fresh).values())
    fresh.open("call")
    assert fresh.value("#region") == "eu-west-2"
    assert fresh.value("#secret_access_key") == fresh.config["secret_access_key"]
    fresh.click("#connection summary")
    fresh.click("#use-local")
    assert "aws4web.connection" not in stored(fresh)
    fresh.open()
    assert fresh.value("#region") == fresh.config["region"]


@pytest.mark.parametrize("left", ["{", "[1]", '{"region": 1}', '{"secret_access_key": "planted", "issuer": null}'])
def test_what_others_leave_in_the_storage(page: DemoPage, left: str) -> None:
    page.js("sessionStorage.setItem('aws4web.connection', arguments[0])", left)
    page.open()
    assert page.value("#region") == page.config["region"]
    assert page.value("#secret_access_key") == page.config["secret_access_key"]
    page.js("sessionStorage.clear()")


def test_a_password_in_the_endpoint(page: DemoPage) -> None:
    """It is neither shown in the panel's line nor kept."""
    page.tab("objects")
    page.connect(endpoint="http://ada:hunter2@localhost:1")
    page.problem("#objects-problem", "The endpoint must not hold a user name or password")
    assert page.text("#connection-summary").startswith("localhost:1 · ")
    assert not any("hunter2" in text for text in stored(page).values())
    page.connect(endpoint="localhost:1")
    assert page.text("#connection-summary").startswith("localhost:1 · ")


def test_an_address_that_the_page_may_not_call(page: DemoPage) -> None:
    page.tab("objects")
    page.connect(endpoint="http://store.invalid:9000")
    assert "https" in page.problem("#objects-problem", "This page may not call it")
    assert "Content Security Policy" in " ".join(page.complaints()), "Chromium's own words"


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
    page.until_text("#unconnected-still", "Still empty: secret access key.")
    assert page.find("#unconnected").is_displayed()
    assert not page.all("#objects .problem")


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
        page.open_bucket("closed-bucket")
        page.problem("#objects-problem", "does not allow this page’s origin (CORS)")
    [rule] = json.loads(page.text("#objects-problem pre"))
    assert rule["AllowedOrigins"] == [page.url.rstrip("/")]
    assert "GET" in rule["AllowedMethods"]
    assert rule["AllowedHeaders"] == ["*"]


def test_nobody_there(page: DemoPage) -> None:
    page.refusals_expected = True
    page.tab("objects")
    page.connect(endpoint=f"http://127.0.0.1:{free_port()}")
    page.open_bucket("no-bucket")
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
