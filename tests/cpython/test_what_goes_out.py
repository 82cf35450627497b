"""Nothing is sent that the caller or the signer did not write, and nothing is kept."""

import asyncio
import io
import socket
import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

import aws4web
from aws4web import AwsV4Signer
from tests.unit.support import KEYS

from .server import OK, Conversation, client, serving

_SIGNED = {"x-amz-date", "authorization"}
_ALWAYS = {"host", "user-agent", "accept-encoding"}


@pytest.mark.parametrize(
    ("method", "body", "added"),
    [
        ("GET", None, set[str]()),
        ("HEAD", None, set[str]()),
        ("DELETE", None, {"content-length"}),
        ("POST", None, {"content-length"}),
        ("PUT", b"", {"content-length"}),
        ("PUT", b"abc", {"content-length"}),
        ("PUT", bytes(1_000_000), {"content-length"}),
        ("POST", "é", {"content-length", "content-type"}),
    ],
)
async def test_the_headers(method: str, body: Any, added: set[str]) -> None:
    async with serving() as server, client() as aws:
        await aws.fetch(server.url, method=method, body=body)
        [came] = server.requests
        assert {name.lower() for name, _ in came.headers} == _SIGNED | _ALWAYS | added
        assert came.header("user-agent") == f"aws4web/{aws4web.__version__}"
        assert came.header("accept-encoding") == "gzip, deflate"
        assert came.header("host") == server.url.split("/")[2]
        data = body.encode() if isinstance(body, str) else body or b""
        assert came.body == data
        if added:
            assert came.header("content-length") == str(len(data))
        assert came.header("content-type") == ("text/plain;charset=UTF-8" if isinstance(body, str) else None)


class _Anywhere(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("name", ["b.s3.us-east-1.amazonaws.com", "b.s3.us-east-1.amazonaws.com.", "a_b.example."])
async def test_the_host_goes_out_as_it_is_signed(name: str) -> None:
    """A dot at the end of a name keeps a resolver from trying others."""
    async with serving() as server, aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=_Anywhere())) as own:
        url = server.url.replace("127.0.0.1", name)
        await client(session=own, service="s3", region="us-east-1").fetch(url)
        [came] = server.requests
        assert came.header("host") == AwsV4Signer(url=url, service="s3", region="us-east-1", **KEYS).host
        assert str(came.header("host")).startswith(f"{name}:")


async def test_the_callers_own_headers_win() -> None:
    own = {
        "User-Agent": "mine",
        "Accept-Encoding": "identity",
        "Content-Type": "text/x-a",
        "Accept": "a/b",
        "Cookie": "c=d",
    }
    async with serving() as server, client() as aws:
        await aws.fetch(server.url, body="a", headers=own)
        [came] = server.requests
        assert {name: came.header(name.lower()) for name in own} == own


async def test_cookies_are_neither_kept_nor_sent() -> None:
    async def set_cookie(conversation: Conversation) -> None:
        await conversation.write(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b; Path=/\r\n\r\n", 1))

    async with serving(set_cookie) as server, client() as aws:
        for _ in range(3):
            response = await aws.fetch(server.url)
            assert response.headers["set-cookie"] == "a=b; Path=/"
        assert [came.header("cookie") for came in server.requests] == [None] * 3


@pytest.mark.parametrize("target", ["/a%7Eb", "/%41%2f%2F/", "/a|b'()*!$&,;=:@[]", "/?a=%7E&b=c+d&a", "/x?", "/%E4%F6"])
async def test_urls_go_out_as_they_are_signed(target: str) -> None:
    async with serving() as server, client() as aws:
        signed = await aws.sign(server.url.rstrip("/") + target)
        await aws.fetch(signed.url)
        [came] = server.requests
        sent = signed.url.removeprefix(server.url.rstrip("/"))
        # A question mark with nothing after it means no query, also to AWS.
        assert came.line == f"GET {sent.removesuffix('?')} HTTP/1.1"


async def test_no_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    async with serving() as server, client() as aws, aiohttp.ClientSession(trust_env=True) as session:
        await aws.fetch(server.url)
        async with client(session=session) as other:
            await other.fetch(server.url)
        for came in server.requests:
            assert (came.header("authorization") or "").startswith("AWS4-HMAC-SHA256 ")


async def test_of_a_session_only_the_connector_serves() -> None:
    async def set_cookie(conversation: Conversation) -> None:
        await conversation.write(OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n", 1))

    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies({"theirs": "1"})
    async with (
        serving(set_cookie) as server,
        aiohttp.ClientSession(headers={"X-Theirs": "1"}, cookie_jar=jar, raise_for_status=True) as session,
    ):
        async with client(session=session) as aws:
            assert await (await aws.fetch(server.url)).text() == "ok"
        assert not session.closed
        assert [cookie.key for cookie in jar] == ["theirs"]
        [came] = server.requests
        assert {name.lower() for name, _ in came.headers} == _SIGNED | _ALWAYS
        # It is the connection that the session itself continues to use.
        assert (await session.get(server.url)).status == 200
        assert server.opened == 1


async def test_a_sessions_own_authority(tls: ssl.SSLContext, authority_file: Path) -> None:
    trusting = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=authority_file))
    async with (
        serving(tls=tls) as server,
        aiohttp.ClientSession(connector=trusting) as session,
        client(session=session) as aws,
    ):
        assert await (await aws.fetch(server.url)).text() == "ok"


async def test_a_sessions_own_proxy() -> None:
    async with (
        serving() as proxy,
        aiohttp.ClientSession(proxy=proxy.url) as session,
        client(session=session) as aws,
    ):
        assert await (await aws.fetch("http://aws.test/key")).text() == "ok"
        assert proxy.requests[0].line == "GET http://aws.test/key HTTP/1.1"


async def test_a_session_that_cannot_serve() -> None:
    with pytest.raises(TypeError, match=r"must be an aiohttp\.ClientSession, not str"):
        client(session="session")
    async with aiohttp.ClientSession() as session:
        aws = client(session=session)
    with pytest.raises(ValueError, match="session is closed"):
        await aws.fetch("http://127.0.0.1:1/")


def test_a_session_of_another_event_loop() -> None:
    async def make() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    other = asyncio.new_event_loop()
    session = other.run_until_complete(make())
    with pytest.raises(ValueError, match="another event loop"):
        asyncio.run(client(session=session).fetch("http://127.0.0.1:1/"))
    other.run_until_complete(session.close())
    other.close()


@pytest.mark.parametrize(
    "headers", [{"Content-Length": "x"}, {"Content-Length": "-1"}, {"Transfer-Encoding": "chunked"}]
)
async def test_how_a_body_is_framed_is_not_the_callers_to_say(headers: dict[str, str]) -> None:
    async with serving() as server, client() as aws:
        for body in (b"abc", io.BytesIO(b"abc")):
            with pytest.raises(ValueError, match=r"header (content-length|transfer-encoding)"):
                await aws.fetch(server.url, body=body, headers=headers)
        assert not server.opened


@pytest.mark.parametrize("way", ["fetch", "sign"])
async def test_a_signed_request_is_signed_again(way: str) -> None:
    async with serving() as server, client() as aws:
        signed = await aws.sign(
            server.url, method="PUT", body="a", headers={"x-a": "b"}, aws={"datetime": "20200101T000000Z"}
        )
        assert isinstance(signed.url, str)
        if way == "sign":
            again = await aws.sign(signed)
            assert again.headers["authorization"] != signed.headers["authorization"]
            assert (again.method, again.url, again.body, again.headers["x-a"]) == ("PUT", server.url, "a", "b")
            return
        await aws.fetch(signed)
        await aws.fetch(signed, method="POST", body="c")
        first, second = server.requests
        assert (first.line, first.body, first.header("x-a")) == ("PUT / HTTP/1.1", b"a", "b")
        assert first.header("x-amz-date") != "20200101T000000Z"
        assert (second.line, second.body) == ("POST / HTTP/1.1", b"c")
