"""No token and no key shows: not in a provider, an error with its frames, a log, even if the server repeats it."""

import asyncio
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from aws4web import AwsClient, Credentials, CredentialsError
from aws4web.credentials import CachedProvider, assume_role, cognito_identity, web_identity
from demo.localhost.threaded_server import ThreadedServer
from tests.hunt import Hunt

from .conftest import Place

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LXNlZXM"
OPAQUE = "Atza|IQEBLjAsAhRmHjNgHpi0U-Dme37rR6CuUpSREXAMPLE"
SECRET, SESSION = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "IQoJb3JpZ2luX2VjEXAMPLE+token/of=="
POOL = "us-east-1:12345678-1234-1234-1234-123456789012"
IDENTITY = "us-east-1:0badcafe-1234-1234-1234-123456789012"
ROLE = "arn:aws:iam::123456789012:role/name"


class _Echo(BaseHTTPRequestHandler):
    """Answers with an error that repeats what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent += " ".join(self.headers.values())
        if "x-amz-target" in self.headers:
            import json

            body = json.dumps({"__type": "NotAuthorizedException", "message": sent, "IdentityId": sent}).encode()
        else:
            from xml.sax.saxutils import escape

            text = f"<Code>AccessDenied</Code><Message>{escape(sent)}</Message><Sent>{escape(sent)}</Sent>"
            body = f"<ErrorResponse><Error>{text}</Error></ErrorResponse>".encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def echo() -> Iterator[str]:
    with ThreadedServer(("127.0.0.1", 0), _Echo) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}"


def providers(endpoint: str) -> dict[str, CachedProvider]:
    """One of each kind, with secrets."""
    kept = {f"aws4web:cognito-identity:{POOL}": IDENTITY}
    source = {"access_key_id": "AKIDSOURCE", "secret_access_key": SECRET, "session_token": SESSION}
    here = {"endpoint_url": endpoint}

    async def token() -> str:
        return OPAQUE

    return {
        "web_identity": web_identity(ROLE, TOKEN, **here),
        "web_identity, asked": web_identity(ROLE, token, **here),
        "cognito_identity": cognito_identity(POOL, logins={"accounts.example": TOKEN, "www.amazon.com": token}, **here),
        "a guest": cognito_identity(POOL, cache=kept, **here),
        "assume_role": assume_role(
            ROLE, source=source, serial_number="arn:aws:iam::1:mfa/a", token_code="987654", **here
        ),
        "by another": assume_role(ROLE, source=web_identity(ROLE, TOKEN, **here), **here),
    }


KINDS = (*("web_identity", "web_identity, asked", "cognito_identity", "a guest", "assume_role", "by another"),)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_server_that_repeats_what_it_is_sent(
    place: Place, echo: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    hunt = Hunt(TOKEN, OPAQUE, SECRET, SESSION, "987654", IDENTITY)
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    provider = providers(echo)[kind]
    hunt.thing("the provider", provider)
    client = AwsClient(credentials=provider)
    hunt.thing("the client", client)
    for call in (provider, lambda: client.sign("https://sqs.us-east-1.amazonaws.com/")):
        with pytest.raises(CredentialsError) as caught:
            await call()
        hunt.error("the error", caught.value)
    hunt.thing("the provider afterwards", provider)
    hunt.text("the log", caplog.text)
    assert hunt.looked > 50
    assert not hunt.found, hunt.found[:3]


@pytest.mark.parametrize("kind", ["web_identity", "cognito_identity", "a guest", "assume_role"])
async def test_what_was_issued(place: Place, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    here, token = place.here, place.token()
    provider = {
        "web_identity": lambda: web_identity(place.aws.web_identity_role, token, **here),
        "cognito_identity": lambda: cognito_identity(
            place.aws.identity_pool_id, logins={place.issuer.provider: token}, **here
        ),
        "a guest": lambda: cognito_identity(place.aws.identity_pool_id, **here),
        "assume_role": lambda: assume_role(place.aws.assumable_role, source=place.keys, **here),
    }[kind]()
    client = place.client(provider)
    await place.caller(client)
    credentials = await provider()
    assert credentials.session_token
    hunt = Hunt(token, credentials.secret_access_key, credentials.session_token, place.keys["secret_access_key"])
    for name, thing in {"the provider": provider, "the client": client, "the credentials": credentials}.items():
        hunt.thing(name, thing)
    place.pass_time(3400)  # a refresh that fails, beside the calls
    place.issuer.status = 400
    try:
        await place.caller(client)
        for _ in range(100):
            await asyncio.sleep(0.01)
            if "are used" in caplog.text:
                break
    finally:
        place.issuer.status = 200
    hunt.text("the log", caplog.text)
    assert not hunt.found, hunt.found[:3]


async def test_a_provider_that_fails_with_its_answer_in_hand() -> None:
    """What cannot be read may be a secret in the wrong place."""
    answers: tuple[Any, ...] = (
        {"accessKeyId": "a", "secretAccessKey": [SECRET]},
        {"accessKeyId": SECRET + "\n" + SECRET, "secretAccessKey": SECRET},
        {"accessKeyId": "a", "secretAccessKey": SECRET, "expiration": SECRET},
        {"accessKeyId": "a", "secret": SECRET},
        [SECRET],
        SECRET,
    )
    for answer in answers:
        client = AwsClient(credentials=lambda answer=answer: answer)
        with pytest.raises(CredentialsError) as caught:
            await client.sign("https://sqs.us-east-1.amazonaws.com/")
        hunt = Hunt(SECRET, own=(__file__,))
        hunt.error("the error", caught.value)
        assert not hunt.found, (answer, hunt.found[:3])
        if not callable(answer):
            with pytest.raises((TypeError, ValueError)) as refused:
                AwsClient(credentials=answer)
            hunt.error("refused", refused.value)
            assert not hunt.found, (answer, hunt.found[:3])


def test_credentials_that_are_refused() -> None:
    hunt = Hunt(SECRET, own=(__file__,))
    for arguments in ((SECRET + "\n", SECRET, "a b"), ("a", [SECRET]), ("a", SECRET, None, SECRET), (None, SECRET)):
        with pytest.raises((TypeError, ValueError)) as caught:
            Credentials(*arguments)  # type: ignore[arg-type]
        hunt.error("refused", caught.value)
    assert not hunt.found, hunt.found[:3]
