"""What issues credentials, as a page asks it over HTTP: unsigned, with CORS, in the one form that AWS understands."""

import http.client
import json
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from demo.localhost.aws.gate import Credential, WireRequest
from demo.localhost.aws.local_aws import LocalAws

from .botocore_signed import signed
from .identity_clients import Clients
from .issuer import Issuer

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GET_ID = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityService.GetId"}
PAGE = {"Origin": "http://page.example"}


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def post(local: LocalAws, headers: dict[str, str], body: str | bytes, method: str = "POST", path: str = "/") -> Reply:
    connection = http.client.HTTPConnection(urlsplit(local.endpoint).netloc, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, found, response.read())
    finally:
        connection.close()


def post_signed(local: LocalAws, request: WireRequest) -> Reply:
    return post(local, dict(request.headers), request.body)


def form(local: LocalAws, token: str, **overrides: str) -> str:
    fields = {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "WebIdentityToken": token}
    return urlencode({**fields, "RoleArn": local.web_identity_role, "RoleSessionName": "ada"} | overrides)


def pool(local: LocalAws) -> str:
    return json.dumps({"IdentityPoolId": local.identity_pool_id})


def test_a_page_may_ask_and_read(local: LocalAws, issuer: Issuer) -> None:
    for reply in (
        post(local, FORM | PAGE, form(local, issuer.token())),
        post(local, FORM | PAGE, form(local, "none")),
        post(local, GET_ID | PAGE, pool(local)),
        post(local, GET_ID | PAGE, "{}"),
    ):
        assert reply.headers["access-control-allow-origin"] == "*"
        exposed = set(reply.headers["access-control-expose-headers"].split(", "))
        assert {"date", "x-amzn-requestid"} <= exposed
        assert reply.headers["date"]
        if reply.status == 400 and "json" in reply.headers["content-type"]:
            assert {"x-amzn-errortype", "x-amzn-errormessage"} <= exposed


def test_a_page_that_may_ask_is_told_so_first(local: LocalAws) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-amz-target"}
    reply = post(local, PAGE | asked, "", "OPTIONS")
    assert reply.status == 200
    assert reply.headers["access-control-allow-headers"] == "content-type,x-amz-target"


def test_the_answers_have_the_forms_of_their_protocols(local: LocalAws, issuer: Issuer) -> None:
    reply = post(local, FORM, form(local, issuer.token()))
    assert (reply.status, reply.headers["content-type"]) == (200, "text/xml")
    root = b'<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
    assert reply.body.startswith(root + b"<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA")
    reply = post(local, FORM, form(local, "none"))
    assert reply.body.startswith(b'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>')
    reply = post(local, GET_ID, pool(local))
    identity_id = json.loads(reply.body)["IdentityId"]
    reply = post(
        local,
        GET_ID | {"X-Amz-Target": "AWSCognitoIdentityService.GetCredentialsForIdentity"},
        json.dumps({"IdentityId": identity_id}),
    )
    answer = json.loads(reply.body)
    assert sorted(answer["Credentials"]) == ["AccessKeyId", "Expiration", "SecretKey", "SessionToken"]
    assert isinstance(answer["Credentials"]["Expiration"], float)
    reply = post(local, GET_ID, json.dumps({"IdentityPoolId": "us-east-1:unknown"}))
    assert json.loads(reply.body)["__type"] == "ResourceNotFoundException"
    assert reply.headers["x-amzn-errortype"] == "ResourceNotFoundException:"


def test_a_signature_that_nobody_asked_for_must_be_right(local: LocalAws, issuer: Issuer) -> None:
    key = Credential(local.access_key_id, local.secret_access_key)
    wrong = Credential(local.access_key_id, "wrong")
    body = form(local, issuer.token()).encode()
    for credential, status in ((key, 200), (wrong, 403)):
        request = signed("POST", f"{local.endpoint}/", FORM, body, service="sts", credential=credential)
        assert post_signed(local, request).status == status
    for credential, status in ((key, 200), (wrong, 400)):
        request = signed(
            "POST",
            f"{local.endpoint}/",
            GET_ID,
            pool(local).encode(),
            service="cognito-identity",
            credential=credential,
        )
        assert post_signed(local, request).status == status


@pytest.mark.parametrize(
    ("headers", "body", "type_"),
    [
        ({"Content-Type": "application/json"}, "{}", "UnknownOperationException"),
        ({}, "[]", "SerializationException"),
        ({}, "{", "SerializationException"),
        ({}, '{"IdentityPoolId": "x", "Logins": {"a": 1}}', "SerializationException"),
        ({}, '{"IdentityPoolId": 1}', "ValidationException"),
    ],
)
def test_what_cognito_cannot_read(local: LocalAws, headers: dict[str, str], body: str, type_: str) -> None:
    reply = post(local, GET_ID | headers, body)
    assert (reply.status, json.loads(reply.body)["__type"]) == (400, type_)


@pytest.mark.parametrize(
    ("headers", "overrides"),
    [
        (FORM, {"Action": "GetSessionToken"}),
        (FORM, {"Version": "2010-05-08"}),
        ({"Content-Type": "text/plain"}, {}),
    ],
)
def test_nothing_else_is_answered_unsigned(
    local: LocalAws, issuer: Issuer, headers: dict[str, str], overrides: dict[str, str]
) -> None:
    reply = post(local, headers, form(local, issuer.token(), **overrides))
    assert reply.status == 403
    assert b"ASIA" not in reply.body


def test_only_the_root_is_for_it(local: LocalAws, issuer: Issuer) -> None:
    for headers, body in ((FORM, form(local, issuer.token())), (GET_ID, pool(local))):
        assert post(local, headers, body, path="/bucket").status in (400, 403)


def test_other_calls_of_the_same_services_go_to_moto(clients: Clients) -> None:
    assert clients.long_lived("sts").get_session_token()["Credentials"]
    assert clients.long_lived("cognito-identity").list_identity_pools(MaxResults=1)["IdentityPools"] == []


def test_a_number_of_seconds_is_a_number(local: LocalAws, issuer: Issuer) -> None:
    reply = post(local, FORM, form(local, issuer.token(), DurationSeconds="an hour"))
    assert (reply.status, b"<Code>MalformedInput</Code>" in reply.body) == (400, True)
