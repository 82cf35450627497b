"""Extra keywords are fetch options and reach fetch; `aws=` overrides the client's own options."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .echo import Answer, EchoServer


@run_in_pyodide
async def seen_by_fetch(selenium, url, options):
    import spy
    from inpage import client

    with spy.spying(spy.FETCH) as fetch_spy:
        response = await client().fetch(url, body="x", **options)
        return response.status, fetch_spy.calls()


def test_options_reach_fetch(selenium: Any, echo: EchoServer) -> None:
    options = {
        "cache": "no-store",
        "credentials": "omit",
        "keepalive": True,
        "mode": "cors",
        "redirect": "manual",
        "referrerPolicy": "no-referrer",
    }
    # `priority` shows in no Request; `cf` is Cloudflare's own.
    extra = {"priority": "low", "cf": {"cacheTtl": 5}}
    given = {**options, "priority": "low", "init": {"cf": {"cacheTtl": 5}}}
    status, calls = seen_by_fetch(selenium, f"{echo.url}/a?b", given)
    [(fetched, init)] = [(call["fetched"], call["init"]) for call in calls]
    assert status == 200
    assert options.items() <= fetched.items()
    assert (fetched["method"], fetched["url"]) == ("POST", f"{echo.url}/a?b")
    assert extra.items() <= init.items()
    assert not {"aws", "init", "json"} & set(init)


@run_in_pyodide
async def undefined_options(selenium, url):
    import spy
    from inpage import client

    with spy.spying(spy.FETCH) as fetch_spy:
        options = dict.fromkeys(["method", "headers", "body", "signal", "mode", "cache", "keepalive", "json", "init"])
        response = await client().fetch(url, **options, aws=None)
        return response.status, fetch_spy.calls()


def test_none_is_not_given(selenium: Any, echo: EchoServer) -> None:
    status, [call] = undefined_options(selenium, echo.url)
    assert status == 200
    assert call["init"].pop("signal") == "[object AbortSignal]"  # our own
    assert call["init"].pop("redirect") == "manual"  # the call follows redirects itself
    assert set(call["init"]) <= {"method", "headers", "body"}


@run_in_pyodide
async def signed_request(selenium, url):
    import js
    from inpage import client

    aws = client()
    request = await aws.sign(url, method="PUT", body=b"\x01\x02", headers={"x-a": "1"})
    kind = js.Object.prototype.toString.call(request)
    response = await js.fetch(request)
    return kind, request.method, response.status


def test_sign_makes_a_js_request(selenium: Any, echo: EchoServer) -> None:
    assert signed_request(selenium, f"{echo.url}/signed?x=1") == ("[object Request]", "PUT", 200)
    [request] = echo.sent
    assert (request.target, request.body, request.header("x-a")) == ("/signed?x=1", b"\x01\x02", "1")
    assert echo.refusals() == [None]


@run_in_pyodide
async def aws_overrides(selenium, url, options):
    from inpage import client

    response = await client(service="no-service", region="no-region-1").fetch(url, aws=options)
    return response.status


def test_aws_options_win(selenium: Any, echo: EchoServer) -> None:
    options = {"service": "execute-api", "region": "eu-west-1", "session_token": "a-token/+=", "all_headers": True}
    assert aws_overrides(selenium, echo.url, options) == 200
    [request] = echo.sent
    assert "/eu-west-1/execute-api/aws4_request" in (request.header("authorization") or "")
    assert request.header("x-amz-security-token") == "a-token/+="


@run_in_pyodide
async def cache_of_attempts(selenium, url, options):
    import spy
    from inpage import client

    with spy.spying(spy.FETCH) as fetch_spy:
        response = await client(service="s3").fetch(url, **options)
        return response.status, [call["fetched"]["cache"] for call in fetch_spy.calls()]


@pytest.mark.parametrize(
    ("options", "caches"), [({}, ["default", "no-store"]), ({"cache": "no-cache"}, ["no-cache", "no-cache"])]
)
def test_no_cache_answers_after_a_correction(
    selenium: Any, echo: EchoServer, options: dict[str, str], caches: list[str]
) -> None:
    url = echo.answer(f"/{caches[0]}/key", Answer(301, {"x-amz-bucket-region": "eu-west-1"}, b""), 200)
    assert cache_of_attempts(selenium, url, options) == (200, caches)
