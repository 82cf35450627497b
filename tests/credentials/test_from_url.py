"""from_url asks a server of one's own, and only that one."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from aws4web import CredentialsError
from aws4web._renewal.provider import on_platform
from aws4web.credentials import from_url
from aws4web.credentials._asker import AwsClient
from tests.cpython.server import Conversation, serving
from tests.unit.support import Answer, Fake

from .environment import SECRET, TOKEN, Answers, Clock, answer, clean, document, keys_of

_GOOD = answer(200, document())


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clock:
    clean(monkeypatch, tmp_path)
    return Clock().rule(monkeypatch)


async def refusal(provider: Any) -> str:
    """What the provider says instead of giving credentials."""
    with pytest.raises(CredentialsError) as caught:
        await provider()
    assert str(caught.value).startswith("from_url('http://127.0.0.1:")
    return str(caught.value)


async def test_what_is_asked_for() -> None:
    async with serving(Answers(_GOOD)) as server:
        found = await from_url(f"{server.url}keys?who=me")()
        assert keys_of(found) == ("ASIAEXAMPLE1", f"{SECRET}1", f"{TOKEN}1")
        assert found.expires_at and found.expires_at.year == 2099
        [came] = server.requests
        assert came.line == "GET /keys?who=me HTTP/1.1"
        assert came.header("accept") == "application/json"
        assert came.header("authorization") is None, "nothing is signed"
        assert came.header("x-amz-date") is None


_SPELLINGS: dict[str, dict[str, Any]] = {
    "containers": document(),
    "STS": {"Credentials": document(Token=None) | {"SessionToken": document()["Token"]}},
    "JavaScript": {"accessKeyId": "ASIAEXAMPLE1", "secretAccessKey": f"{SECRET}1", "sessionToken": f"{TOKEN}1"},
}


@pytest.mark.parametrize("whose", _SPELLINGS)
async def test_how_it_may_be_spelt(whose: str) -> None:
    async with serving(Answers(answer(200, _SPELLINGS[whose]))) as server:
        assert keys_of(await from_url(server.url)()) == ("ASIAEXAMPLE1", f"{SECRET}1", f"{TOKEN}1")


# -- headers -------------------------------------------------------------------------------------------------------


def _plain(tokens: list[str]) -> Callable[[], Any]:
    return lambda: {"Authorization": tokens.pop(0)}


def _later(tokens: list[str]) -> Callable[[], Any]:
    async def headers() -> dict[str, str]:
        await asyncio.sleep(0)
        return {"Authorization": tokens.pop(0)}

    return headers


@pytest.mark.parametrize("kind", [_plain, _later])
async def test_headers_of_a_function_are_asked_for_again(kind: Callable[[list[str]], Any], clock: Clock) -> None:
    answers = Answers(*(answer(200, document(number, Expiration=clock.after(3600 * number))) for number in (1, 2)))
    async with serving(answers) as server:
        provider = on_platform(from_url(server.url, headers=kind(["first", "second"])), clock.platform)
        assert (await provider()).access_key_id == "ASIAEXAMPLE1"
        await provider()
        clock.time += 3600 - 59
        assert (await provider()).access_key_id == "ASIAEXAMPLE2"
        assert [came.header("authorization") for came in server.requests] == ["first", "second"]


async def test_headers_of_a_mapping() -> None:
    async with serving(Answers(_GOOD)) as server:
        provider = from_url(server.url, headers={"Authorization": "Bearer x", "X-Visitor": "ada"})
        await provider()
        provider.forget()
        await provider()
        for came in server.requests:
            assert (came.header("authorization"), came.header("x-visitor")) == ("Bearer x", "ada")
        assert len(server.requests) == 2


async def test_a_function_without_headers() -> None:
    async with serving(Answers(_GOOD)) as server:
        assert await from_url(server.url, headers=lambda: {})()
        assert await from_url(server.url, headers=lambda: None)()  # pyright: ignore[reportArgumentType, reportReturnType]


async def test_headers_that_cannot_be_sent() -> None:
    async def fails() -> dict[str, str]:
        raise PermissionError("not signed in")

    async with serving() as server:
        text: Any = lambda: "Bearer x"  # noqa: E731
        assert "headers returned no mapping, but str" in await refusal(from_url(server.url, headers=text))
        assert "PermissionError: not signed in" in await refusal(from_url(server.url, headers=fails))
        broken = {"Authorization": "Bearer\r\nEvil: yes"}
        assert "/'): header Authorization holds a line break" in await refusal(from_url(server.url, headers=broken))
        assert not server.requests


# -- what the server may do ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    redirecting = Answers()
    async with serving(Answers(_GOOD)) as other, serving(redirecting) as server:
        redirecting.left = [answer(status, Location=f"{other.url}?q=SECRET")]
        said = await refusal(from_url(server.url, headers={"Authorization": "Bearer x"}))
        assert "redirected to" in said
        assert "SECRET" not in said
        assert (len(server.requests), len(other.requests)) == (1, 0)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_final(status: int, clock: Clock) -> None:
    async with serving(Answers(answer(status, b'{"message": "sign in first"}'), _GOOD)) as server:
        assert "sign in first" in await refusal(from_url(f"{server.url}?q=SECRET"))
        assert (len(server.requests), clock.waits) == (1, [])


async def test_a_refusal_is_asked_about_again_the_next_time() -> None:
    async with serving(Answers(answer(401), _GOOD)) as server:
        provider = from_url(server.url)
        await refusal(provider)
        assert (await provider()).access_key_id == "ASIAEXAMPLE1"
        await provider()
        assert len(server.requests) == 2


@pytest.mark.parametrize("first", [answer(500), answer(429), answer(502), b"", answer(200, b"{", Content_Length="99")])
async def test_tried_again(first: bytes, clock: Clock) -> None:
    async with serving(Answers(first, first, _GOOD)) as server:
        assert (await from_url(server.url)()).access_key_id == "ASIAEXAMPLE1"
        assert (len(server.requests), len(clock.waits)) == (3, 2)


async def test_as_late_as_the_server_asks_for(clock: Clock) -> None:
    async with serving(Answers(answer(503, Retry_After="7"), _GOOD)) as server:
        await from_url(server.url)()
        assert clock.waits == [7.0]


@pytest.mark.parametrize("content", [answer(500, b"<h1>q=SECRET</h1>"), b"", answer(200, b"{", Content_Length="99")])
async def test_given_up(content: bytes) -> None:
    async with serving(Answers(content)) as server:
        said = await refusal(from_url(f"{server.url}keys?q=SECRET#SECRET"))
        assert "/keys?" not in said
        assert 2 < len(server.requests) <= 6


async def test_nothing_listens(clock: Clock) -> None:
    async with serving() as server:
        pass
    said = await refusal(from_url(f"{server.url}?q=SECRET"))
    assert "nothing listens on that port" in said
    assert "SECRET" not in said
    assert len(clock.waits) == 5


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"SECRET", "not a JSON object"),
        (b"", "not a JSON object"),
        (b'"SECRET"', "not a JSON object"),
        (b'{"AccessKeyId": "SECRET SECRET", "SecretAccessKey": "SECRET"}', "access_key_id holds white space"),
        (b'{"AccessKeyId": ["SECRET"], "SecretAccessKey": "SECRET"}', "access_key_id must be a str, not list"),
        (b'{"AccessKeyId": "A", "SecretAccessKey": "S", "Expiration": "SECRET"}', "says no time"),
        (b'{"AccessKeyId": "A", "SecretAccessKey": "S", "Expiration": 4e99}', "seconds since 1970"),
        (b'{"Credentials": "SECRET"}', "access_key_id is a required option"),
    ],
)
async def test_what_holds_no_credentials(body: bytes, why: str) -> None:
    async with serving(Answers(answer(200, body))) as server:
        said = await refusal(from_url(f"{server.url}?q=SECRET"))
        assert why in said
        assert "SECRET" not in said.partition("://")[2]
        assert len(server.requests) == 1


async def test_a_server_whose_words_are_not_for_a_terminal() -> None:
    async with serving(Answers(answer(403, b'{"message": "\\u001b[2J\\u202e' + b"x" * 90_000 + b'"}'))) as server:
        said = await refusal(from_url(server.url))
        assert "\x1b" not in said and "\u202e" not in said
        assert len(said) < 10_000


async def test_an_answer_of_a_cache_does_not_tell_the_time(clock: Clock) -> None:
    """Its Date is when it was made: keys that are over were taken for good, and URLs were presigned with them."""
    made = format_datetime(datetime.fromtimestamp(clock.time - 7200, UTC), usegmt=True)
    content = document(Expiration=clock.after(-3600))
    async with serving(Answers(answer(200, content, Date=made, Age="7200"))) as server:
        assert "that ended at" in await refusal(on_platform(from_url(server.url), clock.platform))


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Authorization": f"Bearer {SECRET}"}),
        ("", {"X-Authorization": f"Token {SECRET}"}),
        ("", {"Cookie": f"a=1; sid={SECRET}; b=2"}),
        ("", {"Cookie": f"sid={quote(SECRET)}"}),
        (f"?a=b&key={quote(SECRET, safe='')}#c", {}),
        (f"?{SECRET}", {}),
    ],
)
async def test_a_server_that_repeats_a_part_of_what_it_is_sent(query: str, headers: dict[str, str]) -> None:
    """It was hidden only if all of a header's value was repeated."""
    body = json.dumps({"message": f"{SECRET} is no session", "sent": SECRET, "code": SECRET}).encode()
    async with serving(Answers(answer(403, body))) as server:
        with pytest.raises(CredentialsError, match="… is no session") as caught:
            await from_url(f"{server.url}{query}", headers=headers)()
        cause: Any = caught.value.__cause__
        assert SECRET not in f"{caught.value} {cause} {cause.fields}"


# -- before anything is sent ---------------------------------------------------------------------------------------


async def test_plain_http_to_others_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(Answers(_GOOD)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        with pytest.raises(ValueError, match=r"^url must be https, not http://aws\.test/keys: ") as caught:
            from_url("http://aws.test/keys?q=SECRET", headers={"Authorization": "Bearer x"})
        assert "SECRET" not in str(caught.value)
        assert not proxy.requests


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://localhost/?q=SECRET", "url must begin with https"),
        ("data:application/json,{}", "url must begin with https"),
        ("https://user:SECRET@localhost/", "must not hold a user name or password"),
        ("/keys?q=SECRET", "is not an absolute URL"),
        ("https://?q=SECRET", "is not an absolute URL"),
    ],
)
def test_bad_urls(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        from_url(url)
    assert "SECRET" not in str(caught.value)


def test_bad_options() -> None:
    wrong: Any = None
    with pytest.raises(TypeError, match="url must be a str, not NoneType"):
        from_url(wrong)
    wrong = "Bearer"
    with pytest.raises(TypeError, match="headers must be a mapping, or a function that returns one, not str"):
        from_url("https://aws.test/", headers=wrong)
    with pytest.raises(ValueError, match="credentials must be one of 'omit', 'same-origin', 'include', not 'Bearer"):
        from_url("https://aws.test/", credentials=wrong)


# -- what is kept --------------------------------------------------------------------------------------------------


async def test_one_request_for_all_who_wait() -> None:
    may_answer = asyncio.Event()

    async def slow(conversation: Conversation) -> None:
        await may_answer.wait()
        await Answers(_GOOD)(conversation)

    async with serving(slow) as server:
        provider = from_url(server.url)
        waiting = [asyncio.ensure_future(provider()) for _ in range(50)]
        await asyncio.sleep(0)
        may_answer.set()
        found = await asyncio.gather(*waiting, provider())
        assert len({id(each) for each in found}) == 1
        assert len(server.requests) == 1


async def test_what_has_no_end_is_kept() -> None:
    async with serving(Answers(answer(200, document(Expiration=None)))) as server:
        provider = from_url(server.url)
        assert (await provider()).expires_at is None
        assert await provider() is await provider()
        assert len(server.requests) == 1


@pytest.mark.parametrize("cookies", ["omit", "same-origin", "include"])
async def test_how_a_page_asks(cookies: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache keeps it, the page follows no redirect, and cookies go along as the caller says."""
    fake = Fake(Answer(200, json.dumps(document())))
    monkeypatch.setattr(AwsClient, "_platform", fake.platform())
    await from_url("https://aws.test/keys", credentials=cookies)()
    [options] = fake.options
    assert options == {"cache": "no-store", "redirect": "manual", "credentials": cookies}


async def test_a_page_sends_no_cookies_elsewhere_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(Answer(200, json.dumps(document())))
    monkeypatch.setattr(AwsClient, "_platform", fake.platform())
    await from_url("https://aws.test/keys")()
    assert fake.options[0]["credentials"] == "same-origin"
