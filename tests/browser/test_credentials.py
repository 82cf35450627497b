"""Providers of credentials in a page: roles, identity pools, the page's own server, and what the browser keeps."""

import json
from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from demo.localhost.aws.local_aws import LocalAws
from tests.harness.aws.issuer import CLIENT, Issuer

from .echo import Answer, EchoServer

ROLE = "arn:aws:sts::123456789012:assumed-role"


@pytest.fixture
def issuer(local: LocalAws) -> Any:
    """Whom the local AWS trusts."""
    with Issuer() as issuer:
        local.identity.trust(issuer.url, CLIENT)
        yield issuer


@run_in_pyodide
async def callers(selenium, endpoint, provider, options, times=1):
    """Whom AWS takes the page for, and what the page keeps."""
    import js

    from aws4web import AwsClient, CredentialsError, credentials

    text = options.pop("token", None)

    async def token():
        return text

    if "logins" in options:
        options["logins"] = dict.fromkeys(options["logins"], token)
    arguments = [options.pop(name) for name in ("role_arn", "identity_pool_id") if name in options]
    if provider == "web_identity":
        arguments.append(token)
    found = []
    for _ in range(times):
        made = getattr(credentials, provider)(*arguments, endpoint_url=endpoint, **options)
        aws = AwsClient(credentials=made, region="us-east-1", endpoint_url=endpoint)
        body = "Action=GetCallerIdentity&Version=2011-06-15"
        headers = {"content-type": "application/x-www-form-urlencoded"}
        try:
            response = await aws.fetch("https://sts.us-east-1.amazonaws.com/", body=body, headers=headers)
            found.append((await response.text()).partition("<Arn>")[2].partition("</Arn>")[0])
        except CredentialsError as error:
            found.append(str(error))
    kept = {str(name): str(value) for name, value in js.Object.entries(js.localStorage)}
    made.forget()
    return found, kept, {str(name): str(value) for name, value in js.Object.entries(js.localStorage)}


def test_a_token_becomes_credentials(selenium: Any, local: LocalAws, issuer: Issuer) -> None:
    options = {"role_arn": local.web_identity_role, "token": issuer.token(), "session_name": "ada"}
    found, kept, _ = callers(selenium, local.endpoint, "web_identity", options)
    assert found == [f"{ROLE}/web-identity/ada"]
    assert not kept, "nothing of a visitor is kept"


def test_a_token_that_is_refused(selenium: Any, local: LocalAws, issuer: Issuer) -> None:
    options = {"role_arn": local.web_identity_role, "token": issuer.token(exp=1)}
    [error], _, _ = callers(selenium, local.endpoint, "web_identity", options)
    assert "ExpiredTokenException" in error
    assert "Pass a function" in error


def test_a_guest_comes_back(selenium: Any, local: LocalAws) -> None:
    before = local.identity.issued["GetId"]
    options = {"identity_pool_id": local.identity_pool_id}
    found, kept, after = callers(selenium, local.endpoint, "cognito_identity", options, times=3)
    assert len(found) == 3
    assert all(each.startswith(f"{ROLE}/cognito-guest/") for each in found)
    assert local.identity.issued["GetId"] == before + 1, "one identity for three visits"
    assert list(kept) == [f"aws4web:cognito-identity:{local.identity_pool_id}"]
    assert not after, "forget() drops it"


def test_a_visitor_who_signed_in_leaves_nothing(selenium: Any, local: LocalAws, issuer: Issuer) -> None:
    options = {"identity_pool_id": local.identity_pool_id, "logins": [issuer.provider], "token": issuer.token()}
    found, kept, _ = callers(selenium, local.endpoint, "cognito_identity", options)
    assert found[0].startswith(f"{ROLE}/cognito-authenticated/")
    assert not kept


@run_in_pyodide
async def from_own_server(selenium, url, options=None):
    from inpage import failure

    from aws4web import AwsClient
    from aws4web.credentials import from_url

    try:
        provider = from_url(url, **(options or {}))
    except ValueError as error:
        return [type(error).__name__], str(error)
    aws = AwsClient(credentials=provider)
    return await failure(aws.sign("https://sqs.us-east-1.amazonaws.com/"))


def test_the_page_s_own_server(selenium: Any, echo: EchoServer) -> None:
    keys = {"AccessKeyId": "AKIDSERVER", "SecretAccessKey": "s", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}
    url = echo.answer("/credentials", Answer(body=json.dumps(keys).encode()))
    kinds, said = from_own_server(selenium, url, {"headers": {"authorization": "Bearer a"}})
    assert not kinds, said
    [sent] = [each for each in echo.sent if each.method == "GET"]
    headers = {name.lower(): value for name, value in sent.headers}
    assert headers["authorization"] == "Bearer a"
    assert headers["cache-control"] == "no-cache", "no cache is asked"
    kinds, said = from_own_server(selenium, "http://example.com/credentials")
    assert kinds == ["ValueError"]
    assert "must be https" in said


def test_the_page_s_own_server_redirects(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/moved", Answer(302, {"location": "/elsewhere"}))
    kinds, said = from_own_server(selenium, url)
    assert kinds[0] == "CredentialsError", said
    assert len(echo.sent) == 1


@run_in_pyodide
async def aborted(selenium, url):
    import asyncio

    import js
    from inpage import failure

    from aws4web import AwsClient

    ended = []

    async def provide():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    aws = AwsClient(credentials=provide, service="execute-api", region="us-east-1")
    controller = js.AbortController.new()
    call = asyncio.ensure_future(failure(aws.fetch(url, signal=controller.signal)))
    await asyncio.sleep(0.05)
    controller.abort()
    kinds, said = await call
    return kinds, said, ended


def test_aborted_while_waiting(selenium: Any, echo: EchoServer) -> None:
    kinds, said, ended = aborted(selenium, f"{echo.url}/never")
    assert kinds[0] == "AbortError", said
    assert "before there were credentials" in said
    assert ended, "the provider is not left running"
    assert not echo.sent


@run_in_pyodide
async def secrets_of_a_page(selenium, endpoint, role_arn, token):
    import js
    from hunt import Hunt

    from aws4web import AwsClient
    from aws4web.credentials import web_identity

    provider = web_identity(role_arn, token, endpoint_url=endpoint)
    aws = AwsClient(credentials=provider, region="us-east-1", endpoint_url=endpoint)
    credentials = await provider()
    hunt = Hunt(token, credentials.secret_access_key, credentials.session_token)
    hunt.thing("the provider", provider)
    hunt.thing("the client", aws)
    hunt.thing("the credentials", credentials)
    for name in ("localStorage", "sessionStorage"):
        hunt.text(name, str(js.JSON.stringify(getattr(js, name))))
    hunt.text("resources", str(js.JSON.stringify(js.performance.getEntriesByType("resource"))))
    return hunt.found


def test_secrets(selenium: Any, local: LocalAws, issuer: Issuer) -> None:
    token = issuer.token()
    assert not secrets_of_a_page(selenium, local.endpoint, local.web_identity_role, token)
