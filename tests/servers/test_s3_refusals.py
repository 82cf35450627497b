"""S3 refuses what was altered after signing, or signed with the wrong key or at the wrong time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from .conftest import Server
from .s3_support import expect, make_bucket, text
from .tampering import altered, by_httpx

pytestmark = pytest.mark.asyncio(loop_scope="session")

Alter = Callable[[httpx.Request], httpx.Request]
TAMPERED: dict[str, Alter] = {
    "method": lambda r: altered(r, method="DELETE"),
    "path": lambda r: altered(r, url=("/k?", "/l?")),
    "slash": lambda r: altered(r, url=("/k?", "/k/?")),
    "query value": lambda r: altered(r, url=("a%20b", "a%20c")),
    "query name": lambda r: altered(r, url=("x-a=", "x-b=")),
    "query added": lambda r: altered(r, url=("?", "?y=1&")),
    "header value": lambda r: altered(r, headers={"X-Amz-Meta-A": "other"}),
    "header gone": lambda r: altered(r, headers={"X-Amz-Meta-A": None}),
    "body hash": lambda r: altered(r, headers={"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}),
    "signature": lambda r: altered(r, headers={"Authorization": flip_last(r.headers["Authorization"])}),
}


def flip_last(text: str) -> str:
    """The text with its last hex digit changed."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


async def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, text(response.content, "Code")


async def signed_put(s3: Server, **aws: object) -> httpx.Request:
    client = s3.client()
    url = f"{await make_bucket(client, s3)}/k?x-a=a%20b"
    headers = {"X-Amz-Meta-A": "1"}
    return by_httpx(await client.sign(url, method="PUT", body="body", headers=headers, aws=aws or None))


@pytest.mark.parametrize("alter", TAMPERED.values(), ids=TAMPERED.keys())
async def test_a_tampered_request(s3: Server, http: httpx.AsyncClient, alter: Alter) -> None:
    request = await signed_put(s3)
    assert await code(await http.send(alter(request))) == (403, "SignatureDoesNotMatch")
    assert (await http.send(altered(request))).status_code == 200  # unaltered, it is right


async def test_a_tampered_body(s3: Server, http: httpx.AsyncClient) -> None:
    request = await signed_put(s3)
    assert await code(await http.send(altered(request, content=b"b0dy"))) == (400, "XAmzContentSHA256Mismatch")
    assert (await http.send(altered(request))).status_code == 200


async def test_an_unsigned_amz_header(s3: Server, http: httpx.AsyncClient) -> None:
    request = altered(await signed_put(s3), headers={"X-Amz-Meta-B": "2"})
    assert await code(await http.send(request)) == (403, "AccessDenied")


async def test_no_signature(moto: Server, http: httpx.AsyncClient) -> None:
    request = altered(await signed_put(moto), headers={"Authorization": None})
    assert await code(await http.send(request)) == (403, "AccessDenied")


async def test_a_wrong_secret(s3: Server) -> None:
    aws = s3.client(secret_access_key=flip_last(s3.secret_access_key))
    body = await expect(await aws.fetch(f"{s3.endpoint}/bucket"), 403)
    assert text(body, "Code") == "SignatureDoesNotMatch"
    assert text(body, "StringToSign").startswith("AWS4-HMAC-SHA256\n")


async def test_an_unknown_key(s3: Server) -> None:
    aws = s3.client(access_key_id="AKIAUNKNOWNUNKNOWN00")
    body = await expect(await aws.fetch(f"{s3.endpoint}/bucket"), 403)
    # Swift does not tell an unknown key from a wrong secret.
    assert text(body, "Code") in ("InvalidAccessKeyId", "SignatureDoesNotMatch")


@pytest.mark.parametrize("minutes", [-20, 20])
async def test_a_wrong_clock(s3: Server, minutes: int) -> None:
    time = datetime.now(UTC) + timedelta(minutes=minutes)
    response = await s3.client().fetch(f"{s3.endpoint}/bucket", aws={"datetime": time})
    assert text(await expect(response, 403), "Code") == "RequestTimeTooSkewed"


async def test_a_scope_of_another_day(s3: Server, http: httpx.AsyncClient) -> None:
    request = await signed_put(s3)
    wrong = request.headers["Authorization"].replace(f"/{datetime.now(UTC):%Y%m%d}/", "/20150830/")
    response = await http.send(altered(request, headers={"Authorization": wrong}))
    assert response.status_code in (400, 403)
    assert text(response.content, "Code") in ("AuthorizationHeaderMalformed", "SignatureDoesNotMatch")


TAMPERED_URLS: dict[str, Alter] = {
    "method": lambda r: altered(r, method="PUT"),
    "path": lambda r: altered(r, url=("/k?", "/l?")),
    "parameter": lambda r: altered(r, url=("text%2Fx-a", "text%2Fx-b")),
    "expiry": lambda r: altered(r, url=("X-Amz-Expires=60", "X-Amz-Expires=6000")),
    "time": lambda r: altered(r, url=(f"X-Amz-Date={r.url.params['X-Amz-Date']}", f"X-Amz-Date={a_second_on(r)}")),
    "signature": lambda r: altered(
        r, url=(r.url.params["X-Amz-Signature"], flip_last(r.url.params["X-Amz-Signature"]))
    ),
}


def a_second_on(request: httpx.Request) -> str:
    """The presigned URL's time, a second later."""
    time = datetime.strptime(request.url.params["X-Amz-Date"], "%Y%m%dT%H%M%SZ") + timedelta(seconds=1)
    return f"{time:%Y%m%dT%H%M%SZ}"


async def presigned_get(s3: Server, **options: object) -> httpx.Request:
    client = s3.client()
    url = f"{await make_bucket(client, s3)}/k"
    await expect(await client.fetch(url, method="PUT", body="content"), 200)
    aws = {"sign_query": True, "expires": 60, **options}
    return by_httpx(await client.sign(f"{url}?response-content-type=text/x-a", aws=aws))


@pytest.mark.parametrize("alter", TAMPERED_URLS.values(), ids=TAMPERED_URLS.keys())
async def test_a_tampered_presigned_url(s3: Server, http: httpx.AsyncClient, alter: Alter) -> None:
    request = await presigned_get(s3)
    assert await code(await http.send(alter(request))) == (403, "SignatureDoesNotMatch")
    assert (await http.send(altered(request))).status_code == 200


async def test_an_expired_presigned_url(s3: Server, http: httpx.AsyncClient) -> None:
    request = await presigned_get(s3, datetime=datetime.now(UTC) - timedelta(seconds=90))
    response = await http.send(request)
    assert await code(response) == (403, "AccessDenied")
    assert text(response.content, "Message") == "Request has expired"
    request = await presigned_get(s3, datetime=datetime.now(UTC) - timedelta(seconds=30))
    assert (await http.send(request)).status_code == 200


async def test_a_presigned_url_with_a_wrong_secret(s3: Server, http: httpx.AsyncClient) -> None:
    request = await presigned_get(s3, secret_access_key="wrong")
    assert await code(await http.send(request)) == (403, "SignatureDoesNotMatch")


async def test_a_temporary_key_without_its_token(moto: Server, moto_temporary: Server, http: httpx.AsyncClient) -> None:
    aws = moto_temporary.client()
    without = {"session_token": None}
    body = await expect(await aws.fetch(f"{moto.endpoint}/bucket", aws=without), 403)
    assert text(body, "Code") == "InvalidAccessKeyId"
    presigned = await aws.sign(f"{moto.endpoint}/bucket", aws={"sign_query": True, **without})
    assert await code(await http.send(by_httpx(presigned))) == (403, "InvalidAccessKeyId")
    wrong = {"session_token": "wrong"}
    body = await expect(await aws.fetch(f"{moto.endpoint}/bucket", aws=wrong), 400)
    assert text(body, "Code") == "InvalidToken"
