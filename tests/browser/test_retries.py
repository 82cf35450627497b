"""What AWS may answer differently next time is tried again, with a new signature, after a wait with full jitter."""

from typing import Any

import pytest
from pytest_pyodide import run_in_pyodide

from .bodies import CONTENT, KINDS, TEXT, form_bytes
from .echo import Answer, EchoServer


@run_in_pyodide
async def fetch(selenium, url, random=0.5, body=None, options=None, **client_options):
    from inpage import Clock, client

    clock = Clock(random)
    aws = client(**{"retries": 10, "platform": clock.platform, **client_options})
    response = await aws.fetch(url, body=body, **(options or {}))
    return response.status, await response.bytes(), clock.waits


@pytest.mark.parametrize("statuses", [(500, 500, 200), (429, 200), (503, 502, 504, 404)])
def test_each_attempt_is_signed_anew(selenium: Any, echo: EchoServer, statuses: tuple[int, ...]) -> None:
    url = echo.answer("/again", *statuses)
    status, body, waits = fetch(selenium, url, body="the same body")
    assert (status, body) == (statuses[-1], b"the same body")
    assert waits == pytest.approx([0.5 * 0.05 * 2**attempt for attempt in range(len(statuses) - 1)])
    assert echo.refusals() == [None] * len(statuses)
    assert {request.body for request in echo.sent} == {b"the same body"}
    dates = [request.header("x-amz-date") for request in echo.sent]
    signatures = [request.header("authorization") for request in echo.sent]
    assert len(set(dates)) == len(set(signatures)) == len(statuses)


def test_what_another_try_does_not_change_is_not_tried_again(selenium: Any, echo: EchoServer) -> None:
    for status in (501, 400, 404):
        assert fetch(selenium, echo.answer(f"/no/{status}", status, 200))[0] == status


def test_presigned_attempts(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/again", 500, 200)
    assert fetch(selenium, url, options={"aws": {"sign_query": True}})[0] == 200
    assert echo.refusals() == [None, None]
    first, second = (request.parameter("X-Amz-Date") for request in echo.sent)
    assert first != second


def test_waits_grow_up_to_the_cap(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/down", *[503] * 11)
    status, _, waits = fetch(selenium, url, random=1.0)
    assert (status, len(echo.sent)) == (503, 11)
    assert waits == pytest.approx([min(20, 0.05 * 2**attempt) for attempt in range(10)])


def test_jitter_is_full(selenium: Any, echo: EchoServer) -> None:
    assert fetch(selenium, echo.answer("/down", 503, 503), random=0.0)[2] == [0, 0]


def test_options_of_the_client(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/down", *[500] * 4)
    status, _, waits = fetch(selenium, url, random=1.0, retries=3, init_retry_ms=200)
    assert (status, waits) == (500, pytest.approx([0.2, 0.4, 0.8]))


def test_no_retries(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/down", Answer(500, body=b"why"))
    assert fetch(selenium, url, retries=0) == (500, b"why", [])
    assert len(echo.sent) == 1


@pytest.mark.parametrize("status", [200, 301, 400, 403, 404, 409])
def test_others_are_final(selenium: Any, echo: EchoServer, status: int) -> None:
    # A page is not shown a redirect, even to nowhere: it tries once more, signed in the query.
    asked = 2 if status == 301 else 1
    assert fetch(selenium, echo.answer(f"/final/{status}", *[status] * asked))[0] == status
    assert len(echo.sent) == asked


@run_in_pyodide
async def fetch_body(selenium, url, kind, content, text, options):
    from inpage import Clock, client, make_body

    clock = Clock()
    aws = client(retries=10, platform=clock.platform)
    response = await aws.fetch(url, method="PUT", body=make_body(kind, content, text), **options)
    return response.status, await response.text(), len(clock.waits)


@pytest.mark.parametrize("kind", KINDS)
def test_every_body_can_be_sent_again(selenium: Any, echo: EchoServer, kind: str) -> None:
    url = echo.answer("/again", 500, 429, 200)
    status, _, waits = fetch_body(selenium, url, kind, CONTENT, TEXT, {})
    assert (status, waits) == (200, 2)
    assert len(echo.sent) == 3
    for request in echo.sent:
        # A form gets a new boundary each time that it is serialised.
        expected = form_bytes(request.header("content-type")) if kind == "FormData" else KINDS[kind].arrives
        assert request.body == expected
    assert echo.refusals() == [None] * 3


def test_stream_that_is_not_kept(selenium: Any, echo: EchoServer) -> None:
    url = echo.answer("/once", Answer(500, body=b"AWS's own words"))
    sent = fetch_body(selenium, url, "ReadableStream", CONTENT, TEXT, {"duplex": "half"})
    assert sent == (500, "AWS's own words", 0), "the response is there, and its body can be read"
    assert [request.body for request in echo.sent] == [CONTENT]


@run_in_pyodide
async def retry_request(selenium, url):
    import js
    from inpage import Clock, client, js_object

    request = js.Request.new(url, js_object(method="PUT", body="kept"))
    response = await client(retries=10, platform=Clock().platform).fetch(request)
    return response.status


def test_request_can_be_sent_again(selenium: Any, echo: EchoServer) -> None:
    assert retry_request(selenium, echo.answer("/again", 500, 500)) == 200
    assert [request.body for request in echo.sent] == [b"kept"] * 3
    assert echo.refusals() == [None] * 3


@run_in_pyodide
async def unread_body(selenium, url, target):
    from inpage import Clock, client, happened

    response = await client(retries=1, platform=Clock().platform).fetch(target)
    return response.status, await happened(url, "left")


def test_body_of_a_retried_response_is_let_go(selenium: Any, echo: EchoServer) -> None:
    target = echo.answer("/again", Answer(500, body=b"half" * 2, fault="stall"), 200)
    assert unread_body(selenium, echo.url, target) == (200, True)


@run_in_pyodide
async def abort_between(selenium, url):
    import js
    from inpage import client, failure

    from aws4web._platform import PLATFORM

    controller = js.AbortController.new()

    async def sleep(seconds):
        controller.abort()

    aws = client(retries=10, platform=PLATFORM._replace(sleep=sleep))
    return (await failure(aws.fetch(url, signal=controller.signal)))[0][0]


def test_abort_between_attempts(selenium: Any, echo: EchoServer) -> None:
    assert abort_between(selenium, echo.answer("/down", *[500] * 5)) == "AbortError"
    assert len(echo.sent) == 1


@run_in_pyodide
async def cancel_between(selenium, url):
    import asyncio

    from inpage import client, failure

    from aws4web._platform import PLATFORM

    asleep = asyncio.Event()

    async def sleep(seconds):
        asleep.set()
        await asyncio.Event().wait()

    aws = client(retries=10, platform=PLATFORM._replace(sleep=sleep))
    sending = asyncio.ensure_future(aws.fetch(url))
    await asleep.wait()
    sending.cancel()
    return (await failure(sending))[0][0]


def test_cancel_between_attempts(selenium: Any, echo: EchoServer) -> None:
    assert cancel_between(selenium, echo.answer("/down", *[500] * 5)) == "CancelledError"
    assert len(echo.sent) == 1


@run_in_pyodide
async def fetch_while_the_clock_is_set(selenium, url, hours):
    import asyncio

    from inpage import client
    from pyodide.code import run_js

    from aws4web._platform import PLATFORM

    async def sleep(seconds):
        if seconds > 20:  # the deadline
            await asyncio.sleep(seconds)
        # Date is the wall clock.
        run_js(f"globalThis.realNow ??= Date.now; Date.now = () => realNow() + {hours} * 3600e3")

    began, began_by_wall = PLATFORM.monotonic(), PLATFORM.now()
    try:
        response = await client(retries=10, deadline=60, platform=PLATFORM._replace(sleep=sleep)).fetch(url)
        return response.status, PLATFORM.monotonic() - began, PLATFORM.now() - began_by_wall
    finally:
        run_js("Date.now = realNow; delete globalThis.realNow")


@pytest.mark.parametrize("hours", [-2, 2])
def test_durations_do_not_follow_the_clock_on_the_wall(selenium: Any, echo: EchoServer, hours: int) -> None:
    url = echo.answer("/again", 500, 500, Answer(200, {}, b"third"))
    status, took, took_by_wall = fetch_while_the_clock_is_set(selenium, url, hours)
    assert status == 200
    assert 0 < took < 60
    assert abs(took_by_wall - 3600 * hours) < 60
