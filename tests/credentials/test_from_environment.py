"""from_environment reads the variables as botocore's own providers do."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.credentials
import botocore.session
import pytest
from botocore.utils import ContainerMetadataFetcher

from aws4web import CredentialsError, NetworkError
from aws4web._platform.cpython.connections import Connections
from aws4web._renewal.provider import on_platform
from aws4web.credentials import from_environment, from_url
from aws4web.credentials._from_environment import _NAME
from demo.localhost.aws.local_aws import LocalAws
from tests.cpython.server import Conversation, serving
from tests.harness.aws.issuer import CLIENT, Issuer

from .environment import SECRET, TOKEN, Answers, Clock, answer, clean, document, keys_of

_ID, _SECRET, _SESSION = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
_END = "AWS_CREDENTIAL_EXPIRATION"
_FULL, _RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_AUTHORIZATION = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_ROLE, _TOKEN_FILE = "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"
_KEYS = {_ID: "AKIAENV", _SECRET: SECRET}
_FAR = "2099-01-01T00:00:00Z"

_GOOD = answer(200, document())

Setting = Callable[..., None]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return clean(monkeypatch, tmp_path)


@pytest.fixture
def clock(home: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock().rule(monkeypatch)


@pytest.fixture
def set_variables(home: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Set variables of the environment; None removes one."""

    def set_them(variables: dict[str, Any]) -> None:
        for name, value in variables.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, str(value))

    return set_them


async def refusal(provider: Any) -> str:
    """What the provider says instead of giving credentials."""
    with pytest.raises(CredentialsError) as caught:
        await provider()
    assert str(caught.value).startswith(f"{_NAME}: ")
    return str(caught.value)


# -- the keys themselves -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [
        _KEYS,
        _KEYS | {_SESSION: TOKEN},
        _KEYS | {_SESSION: ""},
        _KEYS | {_SESSION: TOKEN, _END: _FAR},
        _KEYS | {_END: "2099-01-01T12:00:00+02:00"},
        _KEYS | {_END: ""},
    ],
)
async def test_keys_as_botocore_reads_them(variables: dict[str, str], set_variables: Setting) -> None:
    set_variables(variables)
    found, theirs = await from_environment()(), botocore.credentials.EnvProvider().load()
    assert theirs
    assert keys_of(found) == keys_of(theirs)
    assert found.expires_at == getattr(theirs, "_expiry_time", None)


@pytest.mark.parametrize("text", ["2099-01-01T00:00:00", "20990101T000000Z", "2099-01-01 00:00:00+00:00"])
async def test_how_an_end_may_be_written(text: str, set_variables: Setting) -> None:
    """Without a zone botocore takes the machine's; AWS writes UTC."""
    set_variables(_KEYS | {_END: text})
    assert (await from_environment()()).expires_at == datetime(2099, 1, 1, tzinfo=UTC)


async def test_half_a_pair(set_variables: Setting) -> None:
    set_variables({_ID: "AKIAENV"})
    with pytest.raises(botocore.credentials.PartialCredentialsError, match=_SECRET):
        botocore.credentials.EnvProvider().load()
    assert f"{_SECRET} is not set" in await refusal(from_environment())
    # botocore goes on to look elsewhere, and then signs with credentials that nobody meant.
    set_variables({_ID: None, _SECRET: SECRET})
    assert botocore.credentials.EnvProvider().load() is None
    assert f"{_ID} is not set" in await refusal(from_environment())


async def test_what_cannot_be_a_key(set_variables: Setting) -> None:
    set_variables({_ID: "AKIA ENV", _SECRET: SECRET})
    assert "access_key_id holds white space" in await refusal(from_environment())
    set_variables(_KEYS | {_END: "tomorrow"})
    assert "says no time" in await refusal(from_environment())


async def test_nothing_is_set(set_variables: Setting) -> None:
    said = await refusal(from_environment())
    assert all(name in said for name in (_ID, _TOKEN_FILE, _RELATIVE, _FULL))
    set_variables(dict.fromkeys((_ID, _SECRET, _TOKEN_FILE, _RELATIVE, _FULL), ""))
    assert await refusal(from_environment()) == said, "empty is as good as not set"


async def test_keys_that_end_and_are_replaced(clock: Clock, set_variables: Setting) -> None:
    set_variables(_KEYS | {_ID: "ASIAOLD", _END: clock.after(3600)})
    provider = on_platform(from_environment(), clock.platform)
    assert (await provider()).access_key_id == "ASIAOLD"
    clock.time += 3601
    assert "ended at" in await refusal(provider)
    set_variables({_ID: "ASIANEW", _END: clock.after(3600)})
    found = await provider()
    assert (found.access_key_id, found.expires) == ("ASIANEW", clock.time + 3600)


# -- which of them counts ------------------------------------------------------------------------------------------


async def test_which_counts(home: Path, set_variables: Setting, local: LocalAws) -> None:
    """botocore asks in the same order."""
    (home / "token").write_text("not a token")
    async with serving(Answers(answer(200, document()))) as server:
        set_variables(_KEYS | {_TOKEN_FILE: home / "token", _ROLE: "arn:aws:iam::1:role/x", _FULL: server.url})
        assert (await from_environment()()).access_key_id == "AKIAENV"
        assert (await asyncio.to_thread(lambda: keys_of(botocore.session.Session().get_credentials())))[0] == "AKIAENV"
        set_variables({_ID: None, _SECRET: None})
        assert _ROLE in await refusal(from_environment())
        assert not server.requests
        set_variables({_TOKEN_FILE: None})
        assert (await from_environment()()).access_key_id == "ASIAEXAMPLE1"
        theirs = await asyncio.to_thread(lambda: keys_of(botocore.session.Session().get_credentials()))
        assert theirs[0] == "ASIAEXAMPLE1"


# -- a role by a token ---------------------------------------------------------------------------------------------


async def test_a_role_by_a_token(home: Path, set_variables: Setting, local: LocalAws) -> None:
    with Issuer() as issuer:
        local.identity.trust(issuer.url, CLIENT)
        (home / "token").write_text(issuer.token())
        set_variables({_TOKEN_FILE: home / "token", _ROLE: local.web_identity_role, "AWS_REGION": local.region})
        set_variables({"AWS_ENDPOINT_URL_STS": local.endpoint, "AWS_DEFAULT_REGION": local.region})
        set_variables({"AWS_ROLE_SESSION_NAME": "pod-1"})
        provider = from_environment(endpoint_url=local.endpoint)
        found, theirs = await provider(), botocore.session.Session().get_credentials()
        assert theirs and theirs.method == "assume-role-with-web-identity"
        frozen = theirs.get_frozen_credentials()
        assert len(found.access_key_id) == len(frozen.access_key) and found.session_token
        assert found.expires is not None
        assert abs(found.expires - theirs._expiry_time.timestamp()) < 60
        assert await who(local, found) == await who(local, theirs.get_frozen_credentials())
        assert (await who(local, found)).endswith("/pod-1")

        provider.forget()
        (home / "token").write_text(issuer.token(sub="grace") + "\n")
        assert (await provider()).access_key_id != found.access_key_id
        provider.forget()
        (home / "token").write_text(issuer.token(aud="somebody else"))
        assert "audience" in await refusal(provider), "the file is read anew"


async def who(local: LocalAws, found: Any) -> str:
    """Whom the local AWS takes them for."""
    from botocore.session import Session

    def ask() -> str:
        key, secret, token = keys_of(found)
        client = Session().create_client(
            "sts",
            local.region,
            endpoint_url=local.endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
        )
        return client.get_caller_identity()["Arn"]

    return await asyncio.to_thread(ask)


async def test_a_token_without_a_role(home: Path, set_variables: Setting) -> None:
    (home / "token").write_text("token")
    set_variables({_TOKEN_FILE: home / "token"})
    assert f"{_TOKEN_FILE} is set, but {_ROLE}" in await refusal(from_environment())
    with pytest.raises(botocore.credentials.InvalidConfigError, match=_ROLE):
        botocore.session.Session().get_credentials()
    set_variables({_ROLE: "arn:aws:iam::123456789012:role/x", "AWS_REGION": "us east"})
    assert re.search("AWS_REGION: region must be a name .* not 'us east'", await refusal(from_environment()))


async def test_a_token_file_that_begins_with_a_mark(home: Path, set_variables: Setting, local: LocalAws) -> None:
    """As PowerShell writes it, and as keys may begin."""
    with Issuer() as issuer:
        local.identity.trust(issuer.url, CLIENT)
        (home / "token").write_text(issuer.token() + "\r\n", encoding="utf-8-sig")
        set_variables({_TOKEN_FILE: home / "token", _ROLE: local.web_identity_role, "AWS_REGION": local.region})
        assert (await from_environment(endpoint_url=local.endpoint)()).session_token


async def test_a_token_file_that_cannot_be_read(home: Path, set_variables: Setting) -> None:
    set_variables({_TOKEN_FILE: home / "missing", _ROLE: "arn:aws:iam::123456789012:role/x"})
    assert f"the file that {_TOKEN_FILE} names cannot be read" in await refusal(from_environment())
    set_variables({_TOKEN_FILE: home})
    assert f"the file that {_TOKEN_FILE} names cannot be read" in await refusal(from_environment())
    (home / "loop").symlink_to(home / "loop")
    set_variables({_TOKEN_FILE: home / "loop"})
    assert f"the file that {_TOKEN_FILE} names cannot be read" in await refusal(from_environment())


async def test_a_token_that_kubernetes_replaces(home: Path, set_variables: Setting, local: LocalAws) -> None:
    """It points a link at another folder."""
    with Issuer() as issuer:
        local.identity.trust(issuer.url, CLIENT)
        for name in ("ada", "grace"):
            (home / name).mkdir()
            (home / name / "token").write_text(issuer.token(sub=name))
        data = home / "data"
        data.symlink_to(home / "ada")
        set_variables({_TOKEN_FILE: data / "token", _ROLE: local.web_identity_role, "AWS_REGION": local.region})
        provider = from_environment(endpoint_url=local.endpoint)
        first = await provider()
        (home / "new").symlink_to(home / "grace")
        (home / "new").replace(data)
        (home / "ada" / "token").unlink()
        provider.forget()
        assert (await provider()).access_key_id != first.access_key_id


@pytest.mark.parametrize(
    ("variables", "host"),
    [
        ({}, "sts.us-east-1.amazonaws.com"),
        ({"AWS_DEFAULT_REGION": "eu-west-1"}, "sts.eu-west-1.amazonaws.com"),
        ({"AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-3"}, "sts.eu-west-3.amazonaws.com"),
        ({_ROLE: "arn:aws-cn:iam::123456789012:role/x"}, "sts.cn-north-1.amazonaws.com.cn"),
    ],
)
async def test_whose_sts_is_asked(
    variables: dict[str, str],
    host: str,
    home: Path,
    clock: Clock,
    set_variables: Setting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (home / "token").write_text("token")
    set_variables({_TOKEN_FILE: home / "token", _ROLE: "arn:aws:iam::123456789012:role/x"} | variables)
    assert await requested(from_environment(), monkeypatch) == [f"https://{host}/"]


# -- a container's endpoint ----------------------------------------------------------------------------------------


async def test_a_container(clock: Clock, set_variables: Setting) -> None:
    async with serving(Answers(answer(200, document()))) as server:
        set_variables({_FULL: f"{server.url}role?a=b", _AUTHORIZATION: "Bearer the token"})
        found = await from_environment()()
        theirs = await asyncio.to_thread(botocore.credentials.ContainerProvider().load)
        assert theirs and keys_of(found) == keys_of(theirs)
        assert found.expires_at == theirs._expiry_time
        ours, botocores = server.requests
        assert ours.line == botocores.line == "GET /role?a=b HTTP/1.1"
        for name in ("authorization", "accept"):
            assert ours.header(name) == botocores.header(name)
        assert ours.header("authorization") == "Bearer the token"


async def test_no_proxy_sees_the_authorization_token(
    clock: Clock, set_variables: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(Answers(_GOOD)) as server, serving(Answers(_GOOD)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        set_variables({_FULL: server.url, _AUTHORIZATION: "the token"})
        await from_environment()()
        await asyncio.to_thread(botocore.credentials.ContainerProvider().load)
        assert (len(server.requests), len(proxy.requests)) == (2, 0)


async def test_the_token_file_counts_and_is_read_each_time(home: Path, clock: Clock, set_variables: Setting) -> None:
    async with serving(Answers(answer(200, document()))) as server:
        (home / "token").write_text("first")
        set_variables({_FULL: server.url, _AUTHORIZATION: "other", f"{_AUTHORIZATION}_FILE": home / "token"})
        provider = from_environment()
        await provider()
        await asyncio.to_thread(botocore.credentials.ContainerProvider().load)
        (home / "token").write_text("second\n")  # botocore refuses the line break at the end, which editors write
        provider.forget()
        await provider()
        assert [came.header("authorization") for came in server.requests] == ["first", "first", "second"]


@pytest.mark.parametrize("text", ["a\nb", "a\r\nevil: yes", "a\rb"])
async def test_a_token_with_a_line_break(text: str, home: Path, clock: Clock, set_variables: Setting) -> None:
    async with serving() as server:
        set_variables({_FULL: server.url, _AUTHORIZATION: text})
        with pytest.raises(ValueError, match="not a legal header value"):
            await asyncio.to_thread(botocore.credentials.ContainerProvider().load)
        assert "holds a line break" in await refusal(from_environment())
        (home / "token").write_bytes(text.encode())
        set_variables({f"{_AUTHORIZATION}_FILE": home / "token"})
        assert "holds a line break" in await refusal(from_environment())
        assert not server.requests


async def test_the_relative_uri_counts(clock: Clock, set_variables: Setting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def retrieve(_self: Any, url: str, headers: Any = None) -> dict[str, str]:
        asked.append(url)
        return document()

    monkeypatch.setattr(ContainerMetadataFetcher, "_retrieve_credentials", retrieve)
    async with serving() as server:
        set_variables({_RELATIVE: "/v2/credentials/id?a=b", _FULL: server.url})
        botocore.credentials.ContainerProvider().load()
        expected = ["http://169.254.170.2/v2/credentials/id?a=b"]
        assert await requested(from_environment(), monkeypatch) == asked == expected
        assert not server.requests


async def requested(provider: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a provider asks for, of hosts that are not there."""
    urls: list[str] = []

    async def send(_self: Any, signed: Any) -> Any:
        urls.append(signed.url)
        raise NetworkError("no such host", retryable=False)

    with monkeypatch.context() as patch:
        patch.setattr(Connections, "send", send)
        with pytest.raises(CredentialsError):
            await provider()
    return urls


_PLAIN = [
    *("localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]", "[0:0:0:0:0:0:0:1]"),
    *("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "[FD00:0EC2::0023]"),
]
_FOREIGN = [
    *("aws.test", "169.254.169.254", "169.254.170.3", "169.254.170.22", "10.0.0.1", "128.0.0.1"),
    *("[fd00:ec2::254]", "[::]", "[::2]", "localhost.aws.test", "127.0.0.1.aws.test", "127.aws.test", "a.localhost"),
    *("169.254.170.2.aws.test", "xlocalhost", "localhost.", "[2001:db8::1]"),
]


def test_botocore_names_no_other_hosts() -> None:
    allowed = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"}
    assert {*ContainerMetadataFetcher._ALLOWED_HOSTS} == allowed


@pytest.mark.parametrize("port", ["", ":8080"])
@pytest.mark.parametrize(("host", "may"), [*((h, True) for h in _PLAIN), *((h, False) for h in _FOREIGN)])
async def test_where_plain_http_may_go(
    host: str, may: bool, port: str, clock: Clock, set_variables: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"http://{host}{port}/keys"
    try:
        ContainerMetadataFetcher()._validate_allowed_url(url)
        theirs = True
    except ValueError:
        theirs = False
    # botocore compares the text; the long form of an IPv6 address is the same address.
    assert theirs == may or host == "[FD00:0EC2::0023]"
    set_variables({_FULL: url})
    asked = await requested(from_environment(), monkeypatch)
    assert bool(asked) == may
    if not may:
        assert "url must be https" in await refusal(from_environment())
        with pytest.raises(ValueError, match="url must be https"):
            from_url(url)
    set_variables({_FULL: url.replace("http:", "https:")})
    assert await requested(from_environment(), monkeypatch), "with TLS any host will do"


@pytest.mark.parametrize("relative", [".aws.test/keys", "@aws.test/keys", ":x@aws.test/keys", "\\@aws.test"])
async def test_a_relative_uri_cannot_name_another_host(
    relative: str, clock: Clock, set_variables: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_variables({_RELATIVE: relative})
    asked = await requested(from_environment(), monkeypatch)
    assert all(url.startswith("http://169.254.170.2/") for url in asked), asked


@pytest.mark.parametrize("url", ["ftp://localhost/", "localhost:80", "/keys", "file:///etc/passwd", "http://"])
async def test_what_is_no_url(url: str, clock: Clock, set_variables: Setting) -> None:
    set_variables({_FULL: url})
    assert f"{_FULL}: " in await refusal(from_environment())


async def test_a_container_that_is_slow(clock: Clock, set_variables: Setting) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(conversation: Conversation) -> None:
        asked.set()
        await may_answer.wait()
        await Answers(answer(200, document()))(conversation)

    async with serving(slow) as server:
        set_variables({_FULL: server.url})
        provider = from_environment()
        waiting = [asyncio.ensure_future(provider()) for _ in range(20)]
        await asked.wait()
        may_answer.set()
        assert len({id(found) for found in await asyncio.gather(*waiting)}) == 1
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "first",
    [
        answer(500, b"oops"),
        answer(503, b"{}"),
        answer(429),
        answer(400, b'{"code": "ThrottlingException", "message": "too fast"}'),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        answer(200, b'{"AccessKeyId": "ASIAHALF", "Sec', Content_Length="400"),
        answer(200, b"", Content_Length="400"),
    ],
    ids=["500", "503", "429", "throttled", "closed", "half a head", "half a body", "no body"],
)
async def test_tried_again(first: bytes, clock: Clock, set_variables: Setting) -> None:
    async with serving(Answers(first, _GOOD)) as server:
        set_variables({_FULL: server.url})
        assert (await from_environment()()).access_key_id == "ASIAEXAMPLE1"
        assert (len(server.requests), len(clock.waits)) == (2, 1)


_FINAL = {
    "not found": (answer(404, b"no such role"), "HTTP 404"),
    "redirect": (answer(307, Location="http://127.0.0.1:1/"), "redirected to http://127.0.0.1:1/"),
    "not modified": (answer(304), "HTTP 304 from http://127.0.0.1:"),
    "not JSON": (answer(200, b"<html>welcome to this hotel</html>"), "the answer is not a JSON object"),
    "a list": (answer(200, b"[1]"), "the answer is not a JSON object"),
    "deep": (answer(200, b"[" * 100_000), "the answer is not a JSON object"),
    "10 MB": (answer(200, b" " * 10_000_000 + b"{}"), "the answer is not a JSON object"),
    "no content": (answer(204), "the answer is not a JSON object"),
    "no keys": (answer(200, {"Code": "Success"}), "access_key_id is a required option"),
    "half the keys": (answer(200, document(SecretAccessKey=None)), "secret_access_key is a required option"),
    "numbers": (answer(200, {"AccessKeyId": 1, "SecretAccessKey": SECRET}), "access_key_id must be a str, not int"),
    "null": (answer(200, b'{"AccessKeyId": null, "SecretAccessKey": null}'), "access_key_id is a required option"),
    "past": (answer(200, document(Expiration="2001-01-01T00:00:00Z")), "ended at 2001-01-01 00:00:00 UTC"),
    "no time": (answer(200, document(Expiration="soon")), "says no time"),
}


@pytest.mark.parametrize("name", _FINAL)
async def test_final(name: str, clock: Clock, set_variables: Setting) -> None:
    first, why = _FINAL[name]
    async with serving(Answers(first, _GOOD)) as server:
        set_variables({_FULL: f"{server.url}?q=SECRET"})
        said = await refusal(from_environment())
        assert why in said
        assert "q=SECRET" not in said
        assert (len(server.requests), clock.waits) == (1, [])


@pytest.mark.parametrize("content", [b"\x00\x01 garbage\r\n\r\n", answer(500), answer(200, b"x", Content_Length="9")])
async def test_given_up(content: bytes, clock: Clock, set_variables: Setting) -> None:
    async with serving(Answers(content)) as server:
        set_variables({_FULL: server.url})
        await refusal(from_environment())
        assert 2 < len(server.requests) <= 6


async def test_an_answer_without_end_is_not_read_to_its_end(clock: Clock, set_variables: Setting) -> None:
    sent = 0

    async def endless(conversation: Conversation) -> None:
        nonlocal sent
        await conversation.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{")
        while True:
            await conversation.write(b" " * 65536)
            sent += 65536

    async with serving(endless) as server:
        set_variables({_FULL: server.url})
        assert "not a JSON object" in await refusal(from_environment())
    assert 0 < sent < 20_000_000
