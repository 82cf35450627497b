"""A wrong clock is corrected for the host that says so, and the correction is kept if it helps. Durations ignore it."""

import asyncio
import time
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from aws4web import AwsClient, Headers, RequestTimeoutError
from aws4web._answers.parse import ErrorDetails, parse_error
from aws4web._corrections.clock import clock_verdict, is_believable
from aws4web._corrections.lesson import Verdict
from tests.unit.support import NOW, Answer, Fake, Stall

A = "https://a.s3.us-east-1.amazonaws.com/key"
B = "https://b.s3.us-east-1.amazonaws.com/key"
HOUR = 3600.0
DEVICE, SERVER = "20150830T123600Z", "20150831T133600Z"
AHEAD = 25 * HOUR
SERVER_DATE = "Mon, 31 Aug 2015 13:36:00 GMT"


def skewed(server_time: str = "2015-08-31T13:36:00Z", **headers: str) -> Answer:
    """S3's answer to a time that is too far from its own."""
    fields = f"<ServerTime>{server_time}</ServerTime>" if server_time else ""
    return Answer(403, f"<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message>{fields}</Error>", **headers)


def s3_error(code: str, status: int, message: str = "words") -> Answer:
    return Answer(status, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>")


def dates(fake: Fake) -> list[str]:
    return [request.headers["x-amz-date"] for request in fake.requests]


async def presigned_date(fake: Fake, client: Any, url: str) -> str:
    request = await client.sign(url, aws={"sign_query": True})
    return str(request.url).partition("X-Amz-Date=")[2][:16]


NONSENSE = [
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
    *("1970-01-01T00:00:00Z", "2011-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "99999-01-01T00:00:00Z"),
    *("", "soon", "\N{ARABIC-INDIC DIGIT TWO}015-08-31", "-1", "1e400", "2015-08-31T13:36:00+99:00", "T", "2015-02-30"),
]


@pytest.mark.parametrize("text", NONSENSE)
async def test_a_time_that_cannot_be_the_present_is_not_believed(text: str) -> None:
    moment = text.replace("-", "").replace(":", "")
    answers = [
        skewed(text),
        Answer(403, f"<Error><Code>AccessDenied</Code><ServerTime>{text}</ServerTime></Error>"),
        Answer(
            400,
            '{"__type":"InvalidSignatureException","message":"Signature expired: 20150830T123600Z is now earlier than'
            f' {moment} ({moment} - 5 min.)"}}',
        ),
        Answer(403, date="Mon, 01 Jan 0001 00:00:00 GMT"),
        Answer(403, date="Fri, 31 Dec 9999 23:59:59 GMT"),
    ]
    fake = Fake(*answers)
    client = fake.client()
    for _ in answers:
        assert (await client.fetch(A)).status in (400, 403)
    assert len(fake.requests) == len(answers)
    await client.fetch(A)
    await client.fetch(B)
    assert set(dates(fake)) == {DEVICE}
    assert await presigned_date(fake, client, A) == DEVICE


async def test_where_the_body_says_nonsense_the_date_header_counts() -> None:
    fake = Fake(skewed("0001-01-01T00:00:00Z", date=SERVER_DATE))
    assert (await fake.client().fetch(A)).status == 200
    assert dates(fake) == [DEVICE, SERVER]


def test_the_bounds_of_the_present() -> None:
    for year, believable in ((2011, False), (2012, True), (2099, True), (2100, False)):
        assert is_believable(datetime(year, 1, 1, tzinfo=UTC).timestamp()) == believable


async def test_an_offset_belongs_to_the_host_that_said_it() -> None:
    fake = Fake(skewed())
    client = fake.client()
    assert (await client.fetch(A)).status == 200
    await client.fetch(f"{A}2")
    await client.fetch(B)
    await client.fetch(A.replace("https:", "http:").replace("/key", ":8080/key"))
    assert dates(fake) == [DEVICE, SERVER, SERVER, DEVICE, DEVICE]
    assert await presigned_date(fake, client, A) == SERVER
    assert await presigned_date(fake, client, B) == DEVICE
    assert client._settings.memory.offsets.proven == {"a.s3.us-east-1.amazonaws.com": AHEAD}
    signed = await client.sign(A)
    assert signed.headers["x-amz-date"] == SERVER


@pytest.mark.parametrize(
    ("answer", "is_kept"),
    [
        (Answer(200), True),
        (Answer(304), True),
        (s3_error("NoSuchKey", 404), True),
        (Answer(404), True),
        (s3_error("AccessDenied", 403, "Access Denied"), True),
        (s3_error("ValidationError", 400), True),
        (Answer(300), False),
        (Answer(399), False),
        (skewed(), False),
        (skewed(""), False),
        (Answer(403), False),
        (s3_error("SignatureDoesNotMatch", 403), False),
        (Answer(307), False),
        (s3_error("SlowDown", 503), False),
        (s3_error("RequestTimeout", 400), False),
    ],
    ids=lambda value: getattr(value, "status", value),
)
async def test_an_offset_is_kept_if_the_corrected_request_is_accepted(answer: Answer, is_kept: bool) -> None:
    fake = Fake(skewed(), answer)
    client = fake.client(retries=0)
    assert (await client.fetch(A)).status == answer.status
    assert dates(fake) == [DEVICE, SERVER]
    assert await presigned_date(fake, client, A) == (SERVER if is_kept else DEVICE)
    await client.fetch(A)
    assert dates(fake)[2:] == [SERVER if is_kept else DEVICE]


async def test_where_all_is_well_nothing_is_remembered() -> None:
    fake = Fake()
    client = fake.client()
    for url in (A, B):
        await client.fetch(url)
    for learnt in (client._settings.memory.offsets, client._settings.memory.regions):
        assert not learnt.proven
        assert not learnt.told


async def test_an_offset_that_does_harm_is_learnt_again() -> None:
    fake = Fake(skewed(), 200, skewed())
    client = fake.client()
    await client.fetch(A)
    fake.time += AHEAD  # the device has set its clock
    assert (await client.fetch(A)).status == 200
    await client.fetch(A)
    assert dates(fake) == [DEVICE, SERVER, "20150901T143600Z", SERVER, SERVER]
    assert await presigned_date(fake, client, A) == SERVER


@pytest.mark.parametrize("answer", [skewed(""), skewed("0001-01-01T00:00:00Z"), s3_error("RequestExpired", 400)])
async def test_an_offset_that_does_harm_is_dropped_where_nothing_tells_a_better_one(answer: Answer) -> None:
    fake = Fake(skewed(), 200, answer)
    client = fake.client()
    await client.fetch(A)
    fake.time += AHEAD
    assert (await client.fetch(A)).status == 200
    await client.fetch(A)
    assert dates(fake)[2:] == ["20150901T143600Z", SERVER, SERVER]
    assert not client._settings.memory.offsets.proven


async def test_an_offset_that_does_harm_is_not_used_again_even_if_nothing_helps() -> None:
    fake = Fake(skewed(), 200, skewed(""), skewed(""))
    client = fake.client()
    await client.fetch(A)
    assert (await client.fetch(A)).status == 403
    assert dates(fake)[2:] == [SERVER, DEVICE]
    await client.fetch(A)
    assert dates(fake)[4:] == [DEVICE]


async def test_an_offset_that_leads_out_of_time_is_not_added() -> None:
    fake = Fake(skewed("2099-12-31T00:00:00Z"))
    client = fake.client()
    await client.fetch(A)
    fake.time += 2 * 86400
    await client.fetch(A)
    assert dates(fake) == [DEVICE, "20991231T000000Z", "20150901T123600Z"]
    fake.answers = [skewed("2015-09-01T13:36:00Z")]
    assert (await client.fetch(A)).status == 200
    assert dates(fake)[3:] == ["20150901T123600Z", "20150901T133600Z"], "but can be corrected"


async def test_a_time_that_was_given_teaches_nothing() -> None:
    fake = Fake(skewed(), 200, skewed(), 200)
    client = fake.client()
    await client.fetch(A)
    given: Any = {"datetime": "20150101T000000Z"}
    assert (await client.fetch(A, aws=given)).status == 403
    assert (await client.fetch(A, aws=given)).status == 200
    await client.fetch(A)
    assert dates(fake) == [DEVICE, SERVER, *["20150101T000000Z"] * 2, SERVER]


async def test_many_hosts_do_not_fill_the_memory() -> None:
    fake = Fake()
    client = fake.client()
    for number in range(300):
        fake.answers = [skewed(), Answer()]
        await client.fetch(f"https://b{number}.s3.us-east-1.amazonaws.com/")
    memory = client._settings.memory
    assert (len(memory.offsets.proven), len(memory.answered)) == (256, 256)


class Slow(Fake):
    """Between a request and its answer, others run."""

    client_in_use: AwsClient
    meanwhile: dict[str, float] | None = None
    """What another of its calls learns."""

    async def send(self, *args: Any) -> Any:
        response = await super().send(*args)
        await asyncio.sleep(0)
        if self.meanwhile is not None:
            self.client_in_use._settings.memory.offsets.proven.update(self.meanwhile)
        return response


async def test_calls_at_once_correct_themselves() -> None:
    fake = Slow(skewed(), skewed(), skewed())
    client = fake.client()
    responses = await asyncio.gather(*(client.fetch(A) for _ in range(3)))
    assert [response.status for response in responses] == [200, 200, 200]
    assert dates(fake) == [DEVICE] * 3 + [SERVER] * 3


async def test_what_another_call_has_learnt_meanwhile_stays() -> None:
    fake = Slow(skewed("", date=SERVER_DATE), Answer())
    fake.client_in_use = client = fake.client()
    host = "a.s3.us-east-1.amazonaws.com"
    client._settings.memory.offsets.proven[host] = -HOUR
    fake.meanwhile = {host: AHEAD + 1}
    assert (await client.fetch(A)).status == 200
    assert dates(fake) == ["20150830T113600Z", "20150831T133601Z"]
    assert client._settings.memory.offsets.proven == {host: AHEAD + 1}


async def test_what_another_call_has_refuted_meanwhile_is_not_used_again() -> None:
    fake = Fake(skewed(), 200, 503, skewed("", date=SERVER_DATE))
    client = fake.client()
    await client.fetch(A)
    proven = client._settings.memory.offsets.proven
    sleep = fake.sleep

    async def refuted_meanwhile(seconds: float) -> None:
        await sleep(seconds)
        proven.clear()

    fake.sleep = refuted_meanwhile
    client = fake.client()
    client._settings.memory.offsets.proven = proven
    assert (await client.fetch(A)).status == 200
    assert dates(fake) == [DEVICE, SERVER, SERVER, "20150830T123600Z", SERVER]


async def test_a_body_that_cannot_be_sent_again_leaves_it_to_the_next_call() -> None:
    fake = Fake(skewed(), resendable=False)
    client = fake.client()
    assert (await client.fetch(A, method="PUT", body="a")).status == 403
    assert await presigned_date(fake, client, A) == DEVICE
    assert (await client.fetch(A, method="PUT", body="a")).status == 200
    assert dates(fake) == [DEVICE, SERVER]
    assert await presigned_date(fake, client, A) == SERVER
    assert not client._settings.memory.offsets.told
    fake = Fake(skewed(), skewed(), resendable=False)
    client = fake.client()
    for _ in range(3):
        await client.fetch(A, method="PUT", body="a")
    assert dates(fake) == [DEVICE, SERVER, DEVICE]


# -- the Date header --------------------------------------------------------------------------------------------------

BARE = [
    Answer(403, "", date=SERVER_DATE),
    Answer(403, "<html>no</html>", date=SERVER_DATE),
    Answer(403, "", date=SERVER_DATE, x_amzn_errortype="InvalidSignatureException"),
    Answer(
        401,
        "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access"
        " credentials</Message></Error></Errors></Response>",
        date=SERVER_DATE,
    ),
    Answer(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", date=SERVER_DATE),
    Answer(
        403, "<Error><Code>AccessDenied</Code><Message>Request is not valid yet</Message></Error>", date=SERVER_DATE
    ),
    Answer(
        403, "<Error><Code>AccessDenied</Code><Message>Request is not yet valid</Message></Error>", date=SERVER_DATE
    ),
    Answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>", date=SERVER_DATE),
    Answer(400, "<Error><Code>RequestInTheFuture</Code></Error>", date=SERVER_DATE),
]


@pytest.mark.parametrize("answer", BARE, ids=range(len(BARE)))
@pytest.mark.parametrize("query", [False, True])
async def test_where_only_the_date_header_tells_it_counts(answer: Answer, query: bool) -> None:
    fake = Fake(answer)
    client = fake.client()
    assert (await client.fetch(A, method="HEAD", aws={"sign_query": query})).status == 200
    assert len(fake.requests) == 2
    assert await presigned_date(fake, client, A) == SERVER
    assert not fake.waits


async def test_the_date_header_counts_once() -> None:
    fake = Fake(*[Answer(403, "", date=SERVER_DATE)] * 3)
    client = fake.client()
    assert (await client.fetch(A, method="HEAD")).status == 403
    assert dates(fake) == [DEVICE, SERVER]
    assert await presigned_date(fake, client, A) == DEVICE, "and is not kept"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, "", date="Sun, 30 Aug 2015 12:39:30 GMT"),
        Answer(403, "", date="Sun, 30 Aug 2015 12:32:30 GMT"),
        Answer(403, "", date=SERVER_DATE, age="90000"),
        Answer(403, ""),
        Answer(404, "", date=SERVER_DATE),
        Answer(400, "", date=SERVER_DATE),
        Answer(401, "", date=SERVER_DATE),
        Answer(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", date=SERVER_DATE),
        Answer(403, "<Error><Code>AccessDenied</Code><Message>No Request has expired</Message></Error>"),
        Answer(403, "<Error><Code>InvalidAccessKeyId</Code></Error>", date=SERVER_DATE),
        Answer(
            403, "<Error><Code>SignatureDoesNotMatch</Code><Message>It does not</Message></Error>", date=SERVER_DATE
        ),
    ],
    ids=range(11),
)
async def test_where_the_clock_is_not_at_fault_the_date_header_does_not_count(answer: Answer) -> None:
    fake = Fake(answer)
    assert (await fake.client().fetch(A)).status == answer.status
    assert len(fake.requests) == 1


async def test_a_refusal_for_another_reason_does_not_take_away_the_offset() -> None:
    fake = Fake(skewed(), 200, Answer(403, "", date=SERVER_DATE), Answer(403, ""))
    client = fake.client()
    for status in (200, 403, 403, 200):
        assert (await client.fetch(A)).status == status
    assert dates(fake) == [DEVICE, *[SERVER] * 4]


def verdict(seconds: float, offset: float = 0.0, *, by_date: bool = False) -> Verdict:
    moment = datetime.fromtimestamp(NOW + seconds, UTC)
    if by_date:
        return clock_verdict(403, None, Headers([("date", f"{moment:%a, %d %b %Y %H:%M:%S} GMT")]), NOW, offset)
    details = ErrorDetails("RequestTimeTooSkewed", "", None, {"ServerTime": moment.isoformat()})
    return clock_verdict(403, details, {}, NOW, offset)


def test_how_much_a_time_must_differ() -> None:
    for sign in (1, -1):
        assert verdict(sign * 30.0) == (False, sign * 30.0)
        assert verdict(sign * 29.0) == (False, None), "it is refused, but for another reason"
        assert verdict(sign * 240.0, by_date=True) == (False, sign * 240.0)
        assert verdict(sign * 239.0, by_date=True) == (None, None)
        assert verdict(sign * 1000.0, sign * 990.0) == (False, None)
        assert verdict(sign * 1000.0, sign * -1000.0) == (False, sign * 1000.0)


def offset_by(server_time: str) -> float | None:
    details = ErrorDetails("AccessDenied", "in other words", None, {"ServerTime": server_time})
    return clock_verdict(403, details, {}, NOW, 0.0).better


def test_times_in_other_zones_and_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        for text in ("2015-08-31T13:36:00", "2015-08-31T13:36:00Z", "2015-08-31T15:36:00+02:00", "20150831T133600Z"):
            assert offset_by(text) == AHEAD
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_auth_failure_that_says_why() -> None:
    message = "Signature expired: 20150830T123600Z is now earlier than 20150831T133100Z (20150831T133600Z - 5 min.)"
    details = ErrorDetails("AuthFailure", message, None, {})
    assert clock_verdict(401, details, {}, NOW, 0.0) == (False, AHEAD)
    assert clock_verdict(401, ErrorDetails("AuthFailure", "Signature expired", None, {}), {}, NOW, 0.0) == (False, None)
    assert clock_verdict(401, ErrorDetails("AuthFailure", "", None, {}), {}, NOW, 0.0) == (None, None)


def test_nothing_that_a_server_says_of_the_time_is_an_error() -> None:
    random = Random(12)
    texts = [
        "2015-08-31T13:36:00Z",
        "20150831T133600Z",
        "Mon, 31 Aug 2015 13:36:00 GMT",
        "-12:00",
        "T",
        "W",
        "é\udc80\0",
    ]
    for _ in range(5000):
        text = "".join(random.choices("0123456789-:.+TZWé \N{ARABIC-INDIC DIGIT TWO}", k=random.randint(0, 40)))
        pieces = [random.choice([text, *texts]) for _ in range(random.randint(1, 3))]
        text = "".join(pieces) * random.choice([1, 1, 1, 1000])
        message = f"Signature expired: {text} ({text} - 5 min.)"
        details = ErrorDetails("InvalidSignatureException", message, None, {"ServerTime": text})
        for error in (details, None):
            found = clock_verdict(403, error, {"date": text}, NOW, random.choice([0.0, AHEAD]))
            assert found.better is None or is_believable(NOW + found.better)


# -- durations --------------------------------------------------------------------------------------------------------


class Jumping(Fake):
    """The clock on the wall is set with every wait."""

    def __init__(self, *answers: Any, jump: float) -> None:
        super().__init__(*answers)
        self._jump = jump

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        self.time += self._jump


@pytest.mark.parametrize("jump", [-2 * HOUR, 2 * HOUR, 0.0])
async def test_the_deadline_does_not_follow_the_clock_on_the_wall(jump: float) -> None:
    fake = Jumping(*[500] * 20, jump=jump)
    assert (await fake.client(deadline=1.0).fetch(A)).status == 500
    assert fake.waits == pytest.approx([0.05, 0.1, 0.2, 0.4])


@pytest.mark.parametrize("jump", [-2 * HOUR, 2 * HOUR, 0.0])
async def test_what_is_left_of_the_deadline_does_not_either(jump: float) -> None:
    fake = Jumping(500, 500, Stall, jump=jump)
    with pytest.raises(RequestTimeoutError, match=r"within 0\.85 s"):
        await fake.client(deadline=1.0).fetch(A)
    assert fake.passed == pytest.approx(1.0)


@pytest.mark.parametrize("jump", [-2 * HOUR, 2 * HOUR, 0.0])
async def test_a_timeout_does_not_follow_it_either(jump: float) -> None:
    fake = Jumping(Stall, jump=jump)
    with pytest.raises(RequestTimeoutError, match="within 3 s"):
        await fake.client(timeout=3).fetch(A, method="POST")
    assert fake.passed == 3


@pytest.mark.parametrize("ahead", [-2 * HOUR, 2 * HOUR])
async def test_a_date_to_wait_for_is_compared_with_the_servers_clock(ahead: float) -> None:
    asked = Answer(503, "", date="Sun, 30 Aug 2015 12:36:00 GMT", retry_after="Sun, 30 Aug 2015 12:36:07 GMT")
    fake = Fake(asked)
    fake.time += ahead
    assert (await fake.client().fetch(A)).status == 200
    assert fake.waits == [7.0]
    # In a browser the Date is hidden: what was learnt of the host's clock is used.
    server = datetime.fromtimestamp(NOW, UTC)
    hidden = Answer(503, "", retry_after="Sun, 30 Aug 2015 12:36:07 GMT")
    fake = Fake(skewed(server.isoformat()), hidden)
    fake.time += ahead
    assert (await fake.client().fetch(A)).status == 200
    assert fake.waits == [7.0]


async def test_headers_that_can_be_read_once_are_sent_with_each_attempt() -> None:
    fake = Fake(503, skewed())
    await fake.client().fetch(A, headers=((name, "b") for name in ("x-a",)))
    assert [request.headers.get("x-a") for request in fake.requests] == ["b", "b", "b"]


def test_what_s3_says_is_read() -> None:
    details = parse_error({}, skewed().body.content.decode())  # pyright: ignore[reportAttributeAccessIssue]
    assert details is not None
    assert details.fields["ServerTime"] == "2015-08-31T13:36:00Z"
