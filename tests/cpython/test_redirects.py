"""Redirects: signed again on the same host, followed without any secret to another one, never from https to http."""

import ssl
from typing import Any

import pytest

from aws4web import NetworkError

from .server import OK, Conversation, Server, client, read_and_answer, serving, without_waiting

_TOKEN = {"session_token": "T0KEN"}


def moved(status: int, location: str) -> Any:
    """Answers requests for /x with a redirect, and others normally."""

    async def answer(conversation: Conversation) -> None:
        if conversation.came.line.split(" ")[1].partition("?")[0] != "/x":
            await read_and_answer(conversation)
            return
        await conversation.read_body()
        head = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        await conversation.write(head.encode())

    return answer


def lines(server: Server) -> list[str]:
    return [came.line.removesuffix(" HTTP/1.1") for came in server.requests]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"])
async def test_on_the_same_host_it_is_signed_again(status: int, method: str) -> None:
    body = None if method in ("GET", "HEAD", "DELETE") else "body"
    async with serving(moved(status, "/x/?a=b")) as server, client(**_TOKEN) as aws:
        response = await aws.fetch(f"{server.url}x", method=method, body=body, headers={"X-A": "b"})
        assert response.status == 200
        assert response.url == f"{server.url}x/?a=b"
        first, second = server.requests
        # https://fetch.spec.whatwg.org/#http-redirect-fetch
        becomes_get = (status in (301, 302) and method == "POST") or (status == 303 and method not in ("GET", "HEAD"))
        assert lines(server) == [f"{method} /x", f"{'GET' if becomes_get else method} /x/?a=b"]
        assert first.header("authorization") != second.header("authorization")
        again = await aws.sign(
            response.url,
            method="GET" if becomes_get else method,
            body=None if becomes_get else body,
            headers={"X-A": "b"},
            aws={"datetime": second.header("x-amz-date")},
        )
        assert second.header("authorization") == again.headers["authorization"]
        assert second.body == (b"" if becomes_get or body is None else b"body")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("options", [{}, _TOKEN, {"sign_query": True}], ids=["keys", "token", "presigned"])
async def test_elsewhere_a_get_goes_without_any_secret(status: int, options: dict[str, Any]) -> None:
    headers = {"Range": "bytes=0-1", "X-Amz-Meta-A": "1", "X-Api-Key": "secret", "Cookie": "a=b", "Accept": "c/d"}
    async with serving() as there, serving(moved(status, f"{there.url}y?z=1")) as here, client() as aws:
        response = await aws.fetch(f"{here.url}x", headers=headers, aws=options)
        assert (response.status, await response.text(), response.url) == (200, "ok", f"{there.url}y?z=1")
        [came] = there.requests
        assert came.line == "GET /y?z=1 HTTP/1.1"
        names = {name.lower() for name, _ in came.headers}
        assert names == {"host", "user-agent", "accept-encoding", "accept", "range"}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "PATCH"])
async def test_elsewhere_nothing_is_written(method: str) -> None:
    async with serving() as there, serving(moved(307, f"{there.url}y")) as here, client() as aws:
        response = await aws.fetch(f"{here.url}x", method=method)
        assert response.status == 307
        assert response.headers["location"] == f"{there.url}y"
        assert not there.requests


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_never_from_https_to_http(method: str, tls: ssl.SSLContext) -> None:
    async with serving() as plain, serving(tls=tls) as secure, client(**_TOKEN) as aws:
        secure.answer = moved(307, plain.url)
        response = await aws.fetch(f"{secure.url}x", method=method)
        assert (response.status, response.headers["location"]) == (307, plain.url)
        assert not plain.opened


async def test_once_elsewhere_no_signature_any_more() -> None:
    async with serving() as here, serving() as there, client(**_TOKEN) as aws:
        here.answer, there.answer = moved(302, f"{there.url}x"), moved(302, f"{here.url}y")
        response = await aws.fetch(f"{here.url}x")
        assert response.status == 200
        assert [came.header("authorization") is None for came in here.requests] == [False, True]
        assert [came.header("x-amz-security-token") for came in here.requests] == ["T0KEN", None]


async def test_certain_failures_are_not_tried_again() -> None:
    waits: list[float] = []
    async with (
        serving(moved(307, "/x?again")) as server,
        client(platform=without_waiting(waits), retry_network=True) as aws,
    ):
        with pytest.raises(NetworkError, match="more than 20 redirects") as caught:
            await aws.fetch(f"{server.url}x?secret")
        assert len(server.requests) == 21
        assert "secret" not in str(caught.value)
        with pytest.raises(NetworkError, match=rf"redirected to {server.url}x, and redirect is 'error'"):
            await aws.fetch(f"{server.url}x", redirect="error")
        assert len(server.requests) == 22
        assert not waits


@pytest.mark.parametrize("location", ["", "ftp://a/", "https://[", "http://user:word@127.0.0.1/", "//", "data:,a"])
async def test_a_location_that_leads_nowhere(location: str) -> None:
    async with serving(moved(307, location)) as server, client() as aws:
        assert (await aws.fetch(f"{server.url}x")).status == 307
        assert len(server.requests) == 1


async def test_manual_means_the_answer_itself() -> None:
    async with serving(moved(307, "/y")) as server, client() as aws:
        response = await aws.fetch(f"{server.url}x", redirect="manual")
        assert (response.status, response.headers["location"], len(server.requests)) == (307, "/y", 1)


async def test_a_body_that_can_be_sent_but_once_is_not_sent_on() -> None:
    async def stream() -> Any:
        yield b"abc"

    headers = {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}
    async with serving(moved(307, "/y")) as server, client() as aws:
        assert (await aws.fetch(f"{server.url}x", method="PUT", body=stream(), headers=headers)).status == 307
        response = await aws.fetch(f"{server.url}x", method="PUT", body=stream, headers=headers)
        assert response.status == 200
        assert server.requests[-1].body == b"abc"


async def test_a_retry_begins_where_the_call_began() -> None:
    async def slow_down(conversation: Conversation) -> None:
        await conversation.write(OK if len(there.requests) > 1 else OK.replace(b"200 OK", b"503 Slow Down"))

    async with (
        serving(slow_down) as there,
        serving(moved(302, f"{there.url}y")) as here,
        client(init_retry_ms=0) as aws,
    ):
        assert (await aws.fetch(f"{here.url}x")).status == 200
        assert (len(here.requests), len(there.requests)) == (2, 2)


async def test_s3_is_followed_where_it_does_not_speak_of_a_region() -> None:
    async with serving(moved(307, "/y")) as server, client(service="s3") as aws:
        for method in ("GET", "PUT"):
            response = await aws.fetch(f"{server.url}x", method=method)
            assert (response.status, response.url) == (200, f"{server.url}y")
    head = b"HTTP/1.1 301 Moved\r\nx-amz-bucket-region: eu-west-1\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"

    async def elsewhere(conversation: Conversation) -> None:
        await (read_and_answer(conversation) if "/y" in conversation.came.line else conversation.write(head))

    # Called in the region that it names, it still answers so: then it is a redirect like any other.
    async with serving(elsewhere) as server, client(service="s3") as aws:
        assert (await aws.fetch(f"{server.url}x")).status == 200
        assert [line.split(" ")[1] for line in lines(server)] == ["/x", "/x", "/y"]
        regions = [str(came.header("authorization")).split("/")[2] for came in server.requests]
        assert regions[:2] == ["us-east-1", "eu-west-1"]


@pytest.mark.parametrize("service", ["execute-api", "s3"])
async def test_a_body_that_is_dropped_leaves_no_header_behind(service: str) -> None:
    headers = {"Content-Length": "4", "Content-Type": "a/b", "Content-MD5": "x", "Content-Language": "de", "X-A": "b"}
    async with serving(moved(303, "/y")) as server, client(service=service) as aws:
        assert (await aws.fetch(f"{server.url}x", body="body", headers=headers)).status == 200
        _, came = server.requests
        assert (came.line, came.body, came.header("x-a")) == ("GET /y HTTP/1.1", b"", "b")
        assert not {name.lower() for name, _ in came.headers if name.lower().startswith("content-")}
        signed_at = came.header("x-amz-date")
        again = await aws.sign(f"{server.url}y", headers={"X-A": "b"}, aws={"datetime": signed_at})
        assert came.header("authorization") == again.headers["authorization"]
