"""The retry policy: pure functions, and the client that follows them. No test waits."""

from datetime import UTC, datetime
from typing import Any

import pytest

from aws4web import NetworkError, RequestTimeoutError, RetryBudget
from aws4web._retry.retries import is_idempotent, is_retryable, parse_http_date, retry_delay
from tests.unit.support import NOW, Answer, Fake, Stall

URL = "https://dynamodb.us-east-1.amazonaws.com/"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
THROTTLED = Answer(400, '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"Rate exceeded"}')


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_be_another_one_next_time_is_retried(status: int) -> None:
    assert is_retryable(status)


@pytest.mark.parametrize("status", [200, 204, 301, 304, 400, 403, 404, 409, 412, 501, 505])
def test_what_stays_as_it_is_is_not(status: int) -> None:
    assert not is_retryable(status)


@pytest.mark.parametrize(
    "code",
    [
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException"),
        *("TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "SlowDown"),
        *("BandwidthLimitExceeded", "LimitExceededException", "PriorRequestNotComplete", "EC2ThrottledException"),
        *("TransactionInProgressException", "RequestTimeout", "RequestTimeoutException", "InternalError"),
        *("IDPCommunicationError", "InternalFailure", "InternalServerError", "InternalServerException"),
        *("ServiceUnavailable", "ServiceUnavailableException"),
    ],
)
def test_codes_that_are_retried_on_any_status(code: str) -> None:
    assert is_retryable(400, code)
    assert is_retryable(200, code)


@pytest.mark.parametrize("code", ["", "AccessDenied", "throttling", "SlowDown ", "Internal", "RequestTimeTooSkewed"])
def test_codes_that_are_not(code: str) -> None:
    assert not is_retryable(400, code)
    assert is_retryable(503, code)


def test_methods_whose_effect_is_that_of_once() -> None:
    methods = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "POST", "PATCH", "CONNECT", "get", "")
    assert [method for method in methods if is_idempotent(method)] == [*methods[:6]]


def test_botocores_codes_are_all_known() -> None:
    from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

    throttled = ThrottledRetryableChecker._THROTTLED_ERROR_CODES
    assert all(is_retryable(400, code) for code in [*throttled, *TransientRetryableChecker._TRANSIENT_ERROR_CODES])


def test_the_wait_doubles_at_most_and_is_jittered_in_full() -> None:
    waits = [retry_delay(attempt, 50, 1.0) for attempt in range(10)]
    assert waits == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0])
    assert retry_delay(5, 50, 0.0) == 0.0
    assert retry_delay(5, 50, 0.25) == pytest.approx(0.4)
    assert retry_delay(10**6, 50, 1.0) == 20.0


@pytest.mark.parametrize(
    ("headers", "delay"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.05),
        ({"retry-after": "3600"}, 20.0),
        ({"retry-after": "Sun, 30 Aug 2015 12:36:07 GMT"}, 7.0),
        ({"retry-after": "Sun, 30 Aug 2015 12:35:00 GMT"}, 0.05),
        ({"retry-after": "soon"}, 0.05),
        ({"retry-after": "-1"}, 0.05),
        ({"x-amz-retry-after": "1500"}, 1.5),
        ({"x-amz-retry-after": "60000"}, 5.05),  # as in botocore: raised by 5 s at most
        ({"x-amz-retry-after": "soon"}, 0.05),
        ({"x-amz-retry-after": "1500", "retry-after": "4"}, 4.0),
        ({"x-amz-retry-after": "4000", "retry-after": "1"}, 4.0),
        ({"x-amz-retry-after": "0"}, 0.05),
        ({"retry-after": "9" * 400}, 20.0),
        ({"retry-after": "9" * 5_000}, 20.0),
        ({"x-amz-retry-after": "9" * 400}, 5.05),
        ({"x-amz-retry-after": "9" * 5_000}, 5.05),
        ({"retry-after": "٣"}, 0.05),
        ({"x-amz-retry-after": "٣٠٠٠"}, 0.05),
        ({"retry-after": "²"}, 0.05),
        ({"retry-after": "3.5"}, 0.05),
        ({"retry-after": "1e3"}, 0.05),
        ({"retry-after": " "}, 0.05),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, 20.0),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 GMT"}, 0.05),
    ],
)
def test_the_server_may_ask_for_a_longer_wait(headers: dict[str, str], delay: float) -> None:
    assert retry_delay(0, 50, 1.0, headers, NOW) == pytest.approx(delay)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(
            (f"Thu, 15 {month} 2015 01:02:03 GMT", datetime(2015, number, 15, 1, 2, 3, tzinfo=UTC).timestamp())
            for number, month in enumerate(MONTHS, 1)
        ),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Mon, 29 Feb 2016 23:59:59 GMT", 1456790399.0),
        ("Wed, 31 Dec 2008 23:59:60 GMT", 1230767999.0),  # a leap second: Python's clock has none
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253402300799.0),
        ("Mon, 01 Jan 0001 00:00:00 GMT", -62135596800.0),
    ],
)
def test_a_date(text: str, seconds: float) -> None:
    assert parse_http_date(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "Sun, 30 Feb 2015 12:36:07 GMT", "Sun, 30 Aux 2015 12:36:07 GMT", "2015-08-30", "now", "0"),
        *("Sun, 30 aug 2015 12:36:07 GMT", "Sun, 30 Aug 2015 12:36:07 UTC", "Sun, 30 Aug 2015 12:36:07 GMT "),
        *("Sun, 30 Aug 0000 12:36:07 GMT", "Sun, 30 Aug 2015 24:00:00 GMT", "Sun, 30 Aug 2015 12:60:00 GMT"),
        *("Sun, 00 Aug 2015 12:36:07 GMT", "Sun, ٣٠ Aug 2015 12:36:07 GMT", "Sun, 30 Aug 20150 12:36:07 GMT"),
    ],
)
def test_a_date_that_is_none(text: str) -> None:
    assert parse_http_date(text) is None


@pytest.mark.parametrize(
    ("month", "seconds"),
    [
        *(("Jan", 1420113600), ("Feb", 1422792000), ("Mar", 1425211200), ("Apr", 1427889600), ("May", 1430481600)),
        *(("Jun", 1433160000), ("Jul", 1435752000), ("Aug", 1438430400), ("Sep", 1441108800), ("Oct", 1443700800)),
        *(("Nov", 1446379200), ("Dec", 1448971200)),
    ],
)
def test_a_date_in_each_month(month: str, seconds: int) -> None:
    assert parse_http_date(f"Thu, 01 {month} 2015 12:00:00 GMT") == seconds


def test_parts_of_a_date() -> None:
    assert parse_http_date("Thu, 31 Dec 2015 23:59:58 GMT") == 1451606398
    assert parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == 1483228799, "a leap second counts as the one before"
    assert parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0
    assert parse_http_date("Mon, 01 Jan 0001 00:00:00 GMT") == -62135596800
    for text in ("Thu, 01 Jan 0000 00:00:00 GMT", "Thu, 31 Dec 2015 24:00:00 GMT", "Thu, 31 Dec 2015 23:60:00 GMT"):
        assert parse_http_date(text) is None
    assert retry_delay(0, 50, 1.0, {"retry-after": "Thu, 01 Jan 1970 00:00:07 GMT"}) == 7.0


async def test_each_attempt_is_signed_anew() -> None:
    fake = Fake(500, 503, 429, random=0.5)
    response = await fake.client(init_retry_ms=2000).fetch(URL, body="{}")
    assert response.status == 200
    assert fake.waits == [1.0, 2.0, 4.0]
    dates = [request.headers["x-amz-date"] for request in fake.requests]
    assert dates == ["20150830T123600Z", "20150830T123601Z", "20150830T123603Z", "20150830T123607Z"]
    assert len({request.headers["authorization"] for request in fake.requests}) == 4
    assert [request.body for request in fake.requests] == ["{}"] * 4
    assert [body.cancelled for body in fake.bodies] == [True, True, True, False]


async def test_ten_retries_by_default_and_then_the_answer_as_it_is() -> None:
    fake = Fake(*[500] * 20)
    response = await fake.client().fetch(URL)
    assert response.status == 500
    assert len(fake.requests) == 11
    assert fake.waits == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0])
    assert not fake.bodies[-1].cancelled


@pytest.mark.parametrize("where", [{"retries": 0}, {}])
async def test_no_retry_when_asked(where: dict[str, Any]) -> None:
    fake = Fake(500)
    aws: Any = None if where else {"retries": 0}
    assert (await fake.client(**where).fetch(URL, aws=aws)).status == 500
    assert len(fake.requests) == 1
    assert not fake.waits


async def test_only_what_may_be_an_error_is_read() -> None:
    fake = Fake(500, 200, Answer(404))
    client = fake.client(service="execute-api")
    await client.fetch(URL)
    await client.fetch(URL)
    assert [body.was_read for body in fake.bodies] == [False, False, True]


async def test_a_throttling_code_is_retried_on_any_status() -> None:
    fake = Fake(THROTTLED, Answer(400, x_amzn_errortype="ThrottlingException:"), random=0.0)
    assert (await fake.client().fetch(URL, body="{}")).status == 200
    assert len(fake.requests) == 3


async def test_an_idempotent_request_is_sent_again_after_a_network_failure() -> None:
    fake = Fake(NetworkError("reset"), NetworkError("reset"))
    assert (await fake.client().fetch(URL, method="PUT", body="a")).status == 200
    assert len(fake.requests) == 3


async def test_a_post_is_not_unless_asked() -> None:
    fake = Fake(NetworkError("reset"))
    with pytest.raises(NetworkError, match="reset"):
        await fake.client().fetch(URL, body="a")
    assert len(fake.requests) == 1
    fake = Fake(NetworkError("reset"))
    assert (await fake.client().fetch(URL, body="a", aws={"retry_network": True})).status == 200


async def test_a_host_that_never_answered_is_given_up_sooner() -> None:
    fake = Fake(*[NetworkError("refused")] * 20)
    with pytest.raises(NetworkError):
        await fake.client().fetch(URL)
    assert len(fake.requests) == 6
    fake = Fake(200, *[NetworkError("refused")] * 20)
    client = fake.client()
    await client.fetch(URL)
    with pytest.raises(NetworkError):
        await client.fetch(URL)
    assert len(fake.requests) == 12


async def test_the_deadline_ends_the_retries() -> None:
    fake = Fake(*[500] * 20)
    assert (await fake.client(deadline=1.0).fetch(URL)).status == 500
    assert sum(fake.waits) < 1.0
    assert len(fake.requests) == 5  # 0.05 + 0.1 + 0.2 + 0.4 s; the next wait would be 0.8


async def test_a_body_may_be_made_anew_for_each_attempt() -> None:
    made: list[str] = []

    def body() -> str:
        made.append(f"body {len(made)}")
        return made[-1]

    async def later() -> bytes:
        return body().encode()

    for maker in (body, later):
        made.clear()
        fake = Fake(500)
        await fake.client().fetch(URL, body=maker)
        sent = [request.body for request in fake.requests]
        assert [body if isinstance(body, bytes) else body.encode() for body in sent] == [b"body 0", b"body 1"]
        assert fake.requests[0].method == "POST"


async def test_the_budget_is_shared_and_gives_back() -> None:
    budget = RetryBudget(12)
    fake = Fake(*[500] * 20)
    assert (await fake.client(retry_budget=budget).fetch(URL)).status == 500
    assert len(fake.requests) == 3
    assert budget.tokens == 2
    assert (await fake.client(retry_budget=budget).fetch(URL)).status == 500
    assert len(fake.requests) == 4
    fake.answers.clear()
    await fake.client(retry_budget=budget).fetch(URL)
    assert budget.tokens == 3
    budget.tokens = 12
    fake = Fake(500)
    await fake.client(retry_budget=budget).fetch(URL)
    assert budget.tokens == 12
    fake = Fake(Stall)
    await fake.client(retry_budget=budget, timeout=1).fetch(URL)
    assert budget.tokens == 12


async def test_a_budget_by_default_and_none() -> None:
    assert RetryBudget().tokens == RetryBudget().capacity == 500
    fake = Fake(*[500] * 200)
    client = fake.client(retry_budget=RetryBudget(), retries=1000, init_retry_ms=0)
    assert (await client.fetch(URL)).status == 500
    assert len(fake.requests) == 101, "each retry costs 5"
    nothing = RetryBudget(0)
    fake = Fake(500)
    assert (await fake.client(retry_budget=nothing).fetch(URL)).status == 500
    assert len(fake.requests) == 1, "no tokens, no retries"
    assert (await fake.client(retry_budget=nothing).fetch(URL)).status == 200
    assert (nothing.tokens, nothing.capacity) == (0, 0), "and a success gives none beyond the capacity"


async def test_what_a_budget_takes_and_gives() -> None:
    budget = RetryBudget(5)
    assert budget.take(5)
    assert budget.tokens == 0
    assert not budget.take(1)
    budget.give(3)
    assert budget.tokens == 3
    budget.give(3)
    assert budget.tokens == 5
    budget = RetryBudget(30)
    fake = Fake(Stall, 500, 500)
    assert (await fake.client(retry_budget=budget, timeout=1).fetch(URL, aws={"retries": 2})).status == 500
    assert budget.tokens == 15, "10 after a timeout, 5 after an answer; an error gives nothing back"
    budget = RetryBudget(20)
    budget.tokens = 10
    fake = Fake(404)
    await fake.client(retry_budget=budget).fetch(URL)
    assert budget.tokens == 11, "a final error is not an outage"
    fake = Fake(500)
    await fake.client(retry_budget=budget).fetch(URL)
    assert budget.tokens == 11


async def test_a_timeout_is_a_network_failure() -> None:
    fake = Fake(Stall, Stall)
    assert (await fake.client(timeout=3).fetch(URL)).status == 200
    assert fake.cancelled == 2
    fake = Fake(Stall)
    with pytest.raises(RequestTimeoutError, match=r"POST https://dynamodb\S+: nothing came within 3 s") as caught:
        await fake.client().fetch(URL, body="a", timeout=3)
    assert isinstance(caught.value, TimeoutError)


async def test_the_deadline_ends_an_attempt() -> None:
    fake = Fake(Stall, Stall)
    with pytest.raises(RequestTimeoutError, match="within 5 s"):
        await fake.client(deadline=5).fetch(URL)
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"retries": -1}, ValueError),
        ({"retries": "3"}, TypeError),
        ({"retries": True}, TypeError),
        ({"retries": None}, TypeError),
        ({"init_retry_ms": -50}, ValueError),
        ({"init_retry_ms": float("nan")}, ValueError),
        ({"init_retry_ms": float("inf")}, ValueError),
        ({"timeout": -1}, ValueError),
        ({"deadline": "soon"}, TypeError),
        ({"retry_budget": 500}, TypeError),
    ],
)
async def test_bad_numbers_are_refused(options: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=f"{next(iter(options))} must be"):
        Fake().client(**options)
    with pytest.raises(error, match=f"{next(iter(options))} must be"):
        await Fake().client().fetch(URL, **(options if "timeout" in options else {"aws": options}))
    with pytest.raises(ValueError, match="capacity must be"):
        RetryBudget(-1)


async def test_a_call_may_be_without_the_clients_limits() -> None:
    fake = Fake(503, 200)
    client = fake.client(timeout=1e-9, deadline=1e-9)
    response = await client.fetch(URL, timeout=float("inf"), aws={"deadline": float("inf")})
    assert (response.status, len(fake.requests)) == (200, 2)


def test_a_budget_holds_what_it_can() -> None:
    budget = RetryBudget()
    assert (budget.capacity, budget.tokens) == (500, 500)
    budget.give(1)
    assert budget.tokens == 500
    assert budget.take(500)
    assert not budget.take(1)
    budget.give(5)
    assert budget.tokens == 5
    empty = RetryBudget(0)
    assert empty.take(0)
    assert not empty.take(5)
    empty.give(10)
    assert empty.tokens == 0
