"""The retry policy: pure functions, and the client that follows them. No test waits."""

from typing import Any

import pytest

from aws4web._retry import is_retryable, retry_delay
from tests.unit.support import Fake

URL = "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_what_may_be_another_one_next_time_is_retried(status: int) -> None:
    assert is_retryable(status)


@pytest.mark.parametrize("status", [200, 204, 301, 304, 400, 403, 404, 409, 412])
def test_what_stays_as_it_is_is_not(status: int) -> None:
    assert not is_retryable(status)


def test_the_wait_doubles_at_most_and_is_jittered_in_full() -> None:
    assert [retry_delay(attempt, 50, 1.0) for attempt in range(10)] == pytest.approx(
        [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0]
    )
    assert retry_delay(5, 50, 0.0) == 0.0
    assert retry_delay(5, 50, 0.25) == pytest.approx(0.4)


async def test_each_attempt_is_signed_anew() -> None:
    fake = Fake(500, 503, 429, random=0.5)
    response = await fake.client(init_retry_ms=2000).fetch(URL, body="{}")
    assert response.status == 200
    assert fake.waits == [1.0, 2.0, 4.0]
    dates = [request.headers["x-amz-date"] for request in fake.requests]
    assert dates == ["20150830T123600Z", "20150830T123601Z", "20150830T123603Z", "20150830T123607Z"]
    assert len({request.headers["authorization"] for request in fake.requests}) == 4
    assert [request.content for request in fake.requests] == [b"{}"] * 4
    assert [body.cancelled for body in fake.bodies] == [True, True, True, False]


async def test_ten_retries_by_default_and_then_the_answer_as_it_is() -> None:
    fake = Fake(*[500] * 20)
    response = await fake.client().fetch(URL)
    assert response.status == 500
    assert len(fake.requests) == 11
    assert fake.waits == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0])
    assert not fake.bodies[-1].cancelled


async def test_no_retry_when_asked() -> None:
    fake = Fake(500)
    assert (await fake.client(retries=0).fetch(URL)).status == 500
    assert len(fake.requests) == 1
    assert not fake.waits


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"retries": -1}, ValueError),
        ({"retries": "3"}, TypeError),
        ({"retries": True}, TypeError),
        ({"init_retry_ms": -50}, ValueError),
        ({"init_retry_ms": float("nan")}, ValueError),
        ({"init_retry_ms": float("inf")}, ValueError),
    ],
)
def test_bad_numbers_are_refused(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=f"{next(iter(options))} must be"):
        Fake().client(**options)
