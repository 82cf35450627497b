"""JSON, REST and query services refuse what was altered after signing, each in its own words."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from aws4web import Response

from .conftest import Server
from .s3_support import text
from .tampering import altered, by_httpx

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Service(NamedTuple):
    """A call, the status of a refusal, and the codes of some."""

    path: str
    headers: dict[str, str]
    body: str
    status: int
    mismatch: str
    unknown_key: str


JSON = {"Content-Type": "application/x-amz-json-1.0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MISMATCH, UNKNOWN = "InvalidSignatureException", "UnrecognizedClientException"
SERVICES = {
    "dynamodb": Service("/", JSON | {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, "{}", 400, MISMATCH, UNKNOWN),
    "sqs": Service("/", JSON | {"X-Amz-Target": "AmazonSQS.ListQueues"}, "{}", 400, MISMATCH, UNKNOWN),
    "lambda": Service("/2015-03-31/functions/echo/invocations", {}, '{"a": 1}', 403, MISMATCH, UNKNOWN),
    "sts": Service(
        "/",
        FORM,
        "Action=GetCallerIdentity&Version=2011-06-15",
        403,
        "SignatureDoesNotMatch",
        "InvalidClientTokenId",
    ),
    "iam": Service(
        "/", FORM, "Action=ListUsers&Version=2010-05-08", 403, "SignatureDoesNotMatch", "InvalidClientTokenId"
    ),
}


def code_and_message(headers: Any, body: bytes) -> tuple[str, str]:
    """As the service's clients read them: from a header and JSON, or from XML."""
    if body.startswith(b"<"):
        return text(body, "Code"), text(body, "Message")
    content = json.loads(body)
    if "__type" in content:
        assert content["__type"].rpartition("#")[2] == headers["x-amzn-errortype"]
    return headers["x-amzn-errortype"], content["message"]


async def refusal(response: Response) -> tuple[int, str, str]:
    return response.status, *code_and_message(response.headers, await response.bytes())


async def call(moto: Server, name: str, client: dict[str, str] | None = None, **aws: Any) -> Response:
    service = SERVICES[name]
    client_ = moto.client(name, **(client or {}))
    return await client_.fetch(
        f"{moto.endpoint}{service.path}", headers=service.headers, body=service.body, aws=aws or None
    )


@pytest.mark.parametrize("name", SERVICES)
async def test_a_wrong_secret(moto: Server, name: str) -> None:
    service = SERVICES[name]
    response = await call(moto, name, {"secret_access_key": moto.secret_access_key[:-1] + "x"})
    status, code, message = await refusal(response)
    assert (status, code) == (service.status, service.mismatch)
    assert f"The Canonical String for this request should have been\n'POST\n{service.path}\n" in message
    assert "The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n" in message


@pytest.mark.parametrize("name", SERVICES)
async def test_an_unknown_key(moto: Server, name: str) -> None:
    response = await call(moto, name, {"access_key_id": "AKIAUNKNOWNUNKNOWN00"})
    assert (await refusal(response))[:2] == (SERVICES[name].status, SERVICES[name].unknown_key)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_temporary_key_without_its_token(moto_temporary: Server, name: str) -> None:
    for token in (None, "wrong"):
        response = await call(moto_temporary, name, session_token=token)
        assert (await refusal(response))[:2] == (SERVICES[name].status, SERVICES[name].unknown_key)


@pytest.mark.parametrize(("minutes", "words"), [(-20, "Signature expired: "), (20, "Signature not yet current: ")])
@pytest.mark.parametrize("name", SERVICES)
async def test_a_wrong_clock(moto: Server, name: str, minutes: int, words: str) -> None:
    time = datetime.now(UTC) + timedelta(minutes=minutes)
    status, code, message = await refusal(await call(moto, name, datetime=time))
    assert (status, code) == (SERVICES[name].status, SERVICES[name].mismatch)
    assert message.startswith(words + f"{time:%Y%m%dT%H%M%SZ} is ")


@pytest.mark.parametrize("name", ["dynamodb", "sqs", "sts", "iam"])
async def test_a_signature_for_another_service(moto: Server, name: str) -> None:
    status, code, message = await refusal(await call(moto, name, service="kms"))
    assert (status, code) == (SERVICES[name].status, SERVICES[name].mismatch)
    assert message == f"Credential should be scoped to correct service: '{name}'."


def moved(request: httpx.Request, url: httpx.URL) -> httpx.Request:
    """The request at another URL."""
    return httpx.Request(request.method, url, headers=request.headers, content=request.content)


TAMPERED: dict[str, Callable[[httpx.Request], httpx.Request]] = {
    "method": lambda r: altered(r, method="PUT"),
    "path": lambda r: moved(r, r.url.copy_with(path=r.url.path + "x")),
    "query": lambda r: moved(r, r.url.copy_with(query=b"x=1")),
    "header": lambda r: altered(r, headers={"X-Amz-Meta-A": "2"}),
    "header gone": lambda r: altered(r, headers={"X-Amz-Meta-A": None}),
    "body": lambda r: altered(r, content=r.content + b" "),
    "time": lambda r: altered(r, headers={"X-Amz-Date": f"{datetime.now(UTC) + timedelta(seconds=9):%Y%m%dT%H%M%SZ}"}),
    "unsigned header": lambda r: altered(r, headers={"X-Amz-Meta-B": "2"}),
}


@pytest.mark.parametrize("alter", TAMPERED.values(), ids=TAMPERED.keys())
@pytest.mark.parametrize("name", SERVICES)
async def test_a_tampered_request(
    moto: Server, http: httpx.AsyncClient, name: str, alter: Callable[[httpx.Request], httpx.Request]
) -> None:
    service = SERVICES[name]
    headers = service.headers | {"X-Amz-Meta-A": "1"}
    signed = await moto.client(name).sign(f"{moto.endpoint}{service.path}", headers=headers, body=service.body)
    request = by_httpx(signed)
    response = await http.send(alter(request))
    code, _ = code_and_message(response.headers, response.content)
    assert (response.status_code, code) == (service.status, service.mismatch)
    assert (await http.send(altered(request))).status_code == 200  # unaltered, it is right


@pytest.mark.parametrize("seconds", [-90, 0])
async def test_a_presigned_call_expires(moto: Server, http: httpx.AsyncClient, seconds: int) -> None:
    time = datetime.now(UTC) + timedelta(seconds=seconds)
    options: dict[str, Any] = {"sign_query": True, "expires": 60, "datetime": time}
    url = f"{moto.endpoint}/?Action=GetCallerIdentity&Version=2011-06-15"
    response = await http.send(by_httpx(await moto.client("sts").sign(url, aws=options)))
    if seconds == 0:
        assert response.status_code == 200
    else:
        assert (response.status_code, text(response.content, "Code")) == (403, "SignatureDoesNotMatch")
        assert text(response.content, "Message").startswith("Signature expired: ")
