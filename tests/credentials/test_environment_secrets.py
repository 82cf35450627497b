"""No secret of from_url, from_environment and from_botocore shows: in a provider, an error, a frame or a log."""

import asyncio
import json
import logging
import shlex
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import CoroutineType
from typing import Any

import boto3
import pytest

import aws4web
from aws4web import AwsClient, CredentialsError
from aws4web.credentials import from_botocore, from_environment, from_url
from tests.cpython import server as cpython_server
from tests.cpython.server import Conversation, Server, serving
from tests.hunt import Hunt

from . import environment
from .environment import Answers, Clock, answer, clean

_S = "s3cr3t"
_AUTHORIZATION = f"Bearer {_S}-of-the-caller"
_SHOWN = f"{_S}-key/with+more"
_PACKAGE = Path(aws4web.__file__).parent
_FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_GOOD: dict[str, Any] = {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": _SHOWN, "Token": f"{_S}-token"}


async def _echo(conversation: Conversation) -> None:
    """A server that explains what it does not like."""
    said = json.dumps({"code": "Forbidden", "message": f"no entry with {conversation.came.header('authorization')}"})
    await Answers(answer(403, said.encode()))(conversation)


_ANSWERS: dict[str, Any] = {
    "good": Answers(answer(200, _GOOD)),
    "ended": Answers(answer(200, _GOOD | {"Expiration": "2001-01-01T00:00:00Z"})),
    "no time": Answers(answer(200, _GOOD | {"Expiration": _S})),
    "a key with white space": Answers(answer(200, _GOOD | {"AccessKeyId": f"{_S} {_S}"})),
    "a token with a line break": Answers(answer(200, _GOOD | {"Token": f"{_S}\n{_S}"})),
    "keys that are no text": Answers(answer(200, _GOOD | {"AccessKeyId": [_S]})),
    "half": Answers(answer(200, {"SecretAccessKey": _S})),
    "not JSON": Answers(answer(200, f"aws_secret_access_key = {_S}".encode())),
    "deep": Answers(answer(200, b"[" * 9000 + _S.encode())),
    "a list": Answers(answer(200, json.dumps([_GOOD]).encode())),
    "broken off": Answers(answer(200, json.dumps(_GOOD).encode(), Content_Length="9999")),
    "redirect": Answers(answer(302, Location=f"https://aws.test/?token={_S}")),
    "closed": Answers(b""),
    "500": Answers(answer(500, b"")),
    "401": Answers(answer(401, b"{}")),
    "echo": _echo,
}


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    Clock().rule(monkeypatch)
    return clean(monkeypatch, tmp_path)


@pytest.fixture
def hunt(home: Path) -> Iterator[Hunt]:
    own = (environment.__file__, cpython_server.__file__, asyncio.__file__, threading.__file__)
    hunt = Hunt(_S, _S.encode().hex(), own=own)
    yield hunt
    assert hunt.looked > 20
    assert hunt.found == [], "\n".join(hunt.found)


@asynccontextmanager
async def watched(hunt: Hunt) -> AsyncIterator[None]:
    """Look at all that is logged, with asyncio's own debugging, which logs each callback that takes some time."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    logging.getLogger("asyncio").setLevel(1)
    try:
        with hunt.logs():
            yield
            await asyncio.sleep(0)
    finally:
        loop.set_debug(False)


async def look(hunt: Hunt, provider: Any) -> None:
    """Use a provider alone and in a client, as whoever debugs would, and look at everything."""
    async with watched(hunt):
        hunt.thing("the provider", provider)
        aws = AwsClient(credentials=provider, service="s3", region="us-east-1")
        hunt.thing("the client", aws)
        for ask in (provider, lambda: aws.fetch("http://127.0.0.1:9/", aws={"retries": 0})):
            hunt.coroutine("a coroutine", provider())
            task = asyncio.ensure_future(ask())
            await asyncio.sleep(0)
            hunt.thing("a task", task)
            try:
                hunt.thing("what it gives", await task)
            except CredentialsError as exc:
                hunt.error("the error", exc)
            except OSError as exc:
                hunt.error("nothing listens there", exc)
        hunt.thing("the provider afterwards", provider)
        await aws.close()


def test_the_hunt_finds_what_is_there() -> None:
    hunt = Hunt(_S)
    hunt.error("an error", CredentialsError(_AUTHORIZATION))
    assert hunt.found


@pytest.mark.parametrize("name", _ANSWERS)
async def test_a_url(name: str, hunt: Hunt) -> None:
    async with serving(_ANSWERS[name]) as server:
        url = f"{server.url}keys?q={_S}"
        await look(hunt, from_url(url, headers={"Authorization": _AUTHORIZATION, "X-Key": _S}))
        check(server)


def check(server: Server) -> None:
    """It was asked, with the secret."""
    assert server.requests
    assert server.requests[0].header("authorization") == _AUTHORIZATION


@pytest.mark.parametrize("name", ["good", "echo", "500"])
async def test_headers_of_a_function(name: str, hunt: Hunt) -> None:
    async def headers() -> dict[str, str]:
        await asyncio.sleep(0)
        return {"Authorization": _AUTHORIZATION}

    async with serving(_ANSWERS[name]) as server:
        await look(hunt, from_url(f"{server.url}?q={_S}", headers=headers))
        check(server)


def _fails() -> Any:
    raise RuntimeError("not signed in")


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"{_S}\n"},
        {"Authorization": f"{_S}\u20ac"},
        {"Authorization": [_S]},
        {"Authorization": object()},
        lambda: _S,
        lambda: [_S],
        lambda: {"Authorization": f"{_S}\r\n{_S}"},
        _fails,
    ],
)
async def test_headers_that_cannot_be_sent(headers: Any, hunt: Hunt) -> None:
    async with serving(_ANSWERS["good"]) as server:
        await look(hunt, from_url(f"{server.url}?q={_S}", headers=headers))


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (f"http://aws.test/?q={_S}", {"Authorization": _S}),
        (f"ftp://aws.test/?q={_S}", {"Authorization": _S}),
        (f"//?q={_S}", {"Authorization": _S}),
        (f"https://me:{_S}@aws.test/", None),
        (f"https://aws.test/?q={_S}", _S),
        (f"https://aws.test/?q={_S}", [("Authorization", _S)]),
    ],
)
def test_bad_options(url: str, headers: Any, hunt: Hunt) -> None:
    try:
        pytest.fail(f"taken: {from_url(url, headers=headers)}")
    except (TypeError, ValueError) as exc:
        hunt.error("a bad option", exc)


@pytest.mark.parametrize("name", _ANSWERS)
async def test_a_container(name: str, hunt: Hunt, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    (home / "token").write_text(_AUTHORIZATION)
    async with serving(_ANSWERS[name]) as server:
        monkeypatch.setenv(_FULL, f"{server.url}?q={_S}")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(home / "token"))
        await look(hunt, from_environment())
        check(server)


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": _S, "AWS_SESSION_TOKEN": _S},
        {"AWS_ACCESS_KEY_ID": f"{_S} {_S}", "AWS_SECRET_ACCESS_KEY": _S},
        {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": _S, "AWS_CREDENTIAL_EXPIRATION": _S},
        {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": _S, "AWS_CREDENTIAL_EXPIRATION": "2001-01-01T00:00Z"},
        {"AWS_SECRET_ACCESS_KEY": _S},
        {"AWS_SESSION_TOKEN": _S},
        {_FULL: "http://127.0.0.1:9/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"{_S}\n"},
        {_FULL: "http://127.0.0.1:9/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"{_S}\u20ac"},
        {_FULL: f"http://aws.test/?q={_S}", "AWS_CONTAINER_AUTHORIZATION_TOKEN": _S},
        {_FULL: f"https://?q={_S}", "AWS_CONTAINER_AUTHORIZATION_TOKEN": _S},
        {_FULL: "http://127.0.0.1:9/", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/", "AWS_SESSION_TOKEN": _S},
    ],
)
async def test_variables(variables: dict[str, str], hunt: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    await look(hunt, from_environment())


@pytest.mark.parametrize("content", [_S.encode() + b"\xff", _S.encode() + b"\nand more", _S.encode() + b" \x00"])
@pytest.mark.parametrize("kind", ["container", "role"])
async def test_files_of_tokens(
    kind: str, content: bytes, hunt: Hunt, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    (home / "token").write_bytes(content)
    if kind == "container":
        monkeypatch.setenv(_FULL, "http://127.0.0.1:9/")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(home / "token"))
    else:
        monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(home / "token"))
        monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/x")
    await look(hunt, from_environment(endpoint_url="http://127.0.0.1:9"))


# What a credential_process prints, and the status with which it ends.
_PROCESSES = {
    "good": (json.dumps(_GOOD | {"Version": 1, "Expiration": "2099-01-01T00:00:00Z"}), 0),
    "fails": (json.dumps(_GOOD), 1),
    "another version": (json.dumps(_GOOD | {"Version": 2}), 0),
    "not JSON": (f"aws_secret_access_key = {_S}", 0),
    "a list": (json.dumps([_S]), 0),
    "half": (json.dumps({"Version": 1, "SecretAccessKey": _S}), 0),
    "no text": (f"{_S}\xff", 0),
    "white space": (json.dumps(_GOOD | {"Version": 1, "AccessKeyId": f"{_S} {_S}"}), 0),
    "numbers": (json.dumps(_GOOD | {"Version": 1, "AccessKeyId": 1}), 0),
    "ended": (json.dumps(_GOOD | {"Version": 1, "Expiration": "2001-01-01T00:00:00Z"}), 0),
    "no time": (json.dumps(_GOOD | {"Version": 1, "Expiration": "soon"}), 0),
}


@pytest.mark.parametrize("name", _PROCESSES)
async def test_a_process(name: str, hunt: Hunt, home: Path) -> None:
    said, status = _PROCESSES[name]
    (home / "said").write_bytes(said.encode("latin-1"))
    script = home / "process.py"
    script.write_text(
        "import pathlib, sys\n"
        "sys.stdout.buffer.write(pathlib.Path(__file__).with_name('said').read_bytes())\n"
        f"sys.exit({status})\n"
    )
    command = f"{shlex.quote(sys.executable)} -I {shlex.quote(str(script))}"
    (home / "config").write_text(f"[default]\ncredential_process = {command}\n")
    logging.getLogger("botocore").setLevel(logging.INFO)  # at DEBUG it logs what it likes
    try:
        await look(hunt, from_botocore())
    finally:
        logging.getLogger("botocore").setLevel(logging.NOTSET)


async def test_a_session(hunt: Hunt) -> None:
    session = boto3.Session(aws_access_key_id="AKIABOTO", aws_secret_access_key=_S, aws_session_token=_S)
    await look(hunt, from_botocore(session))


@pytest.mark.parametrize("kind", ["url", "container"])
async def test_while_the_server_thinks(kind: str, hunt: Hunt, monkeypatch: pytest.MonkeyPatch) -> None:
    """A debugger shows the variables of whatever waits."""
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(conversation: Conversation) -> None:
        asked.set()
        await may_answer.wait()
        await Answers(answer(200, _GOOD))(conversation)

    async with serving(slow) as server:
        monkeypatch.setenv(_FULL, f"{server.url}?q={_S}")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", _AUTHORIZATION)
        headers = {"Authorization": _AUTHORIZATION}
        provider = from_url(f"{server.url}?q={_S}", headers=headers) if kind == "url" else from_environment()
        waiting = asyncio.ensure_future(provider())
        await asked.wait()
        frames = [*_ours()]
        assert {"ask_url", "ask", "_answer"} <= {frame.f_code.co_name for frame in frames}
        for frame in frames:
            hunt.frame("what waits", frame)
        may_answer.set()
        await waiting
        check(server)


def _ours() -> Iterator[Any]:
    """The frames of the package, of all tasks; but what sends a request holds it, as aiohttp does."""
    for task in asyncio.all_tasks():
        waiting: Any = task.get_coro()
        while isinstance(waiting, CoroutineType):
            file = Path(waiting.cr_code.co_filename)
            if file.is_relative_to(_PACKAGE) and not file.is_relative_to(_PACKAGE / "_platform"):
                yield waiting.cr_frame
            waiting = waiting.cr_await
