"""Errors that no honest server writes: what is readable is read, the rest does no harm, and all can be shown."""

import json
import time
from typing import Any

import pytest

from aws4web import AbortError, AwsError, Headers, NetworkError
from aws4web._answers.mismatch import aws_view
from aws4web._answers.parse import ErrorDetails, parse_error
from aws4web._corrections.region import right_region
from aws4web._errors import readable
from aws4web._received import Received
from tests.unit.support import Answer, Body, Fake

S3 = "https://bucket.s3.us-east-1.amazonaws.com/key"
SQS = "https://sqs.us-east-1.amazonaws.com/"


def parsed(body: str, **headers: str) -> ErrorDetails:
    details = parse_error({name.replace("_", "-"): value for name, value in headers.items()}, body)
    assert details is not None
    return details


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("<Error><Code> A\n</Code></Error>", {"Code": "A"}),
        ("<Error><Code>A</Code><Code>B</Code></Error>", {"Code": "A"}),
        ("<Error><Code>A</Code><B><C>1</C>not a leaf<D/></B></Error>", {"Code": "A", "C": "1", "D": ""}),
        ("<Error>text<Code>A</Code>text</Error>", {"Code": "A"}),
        ('<e:Error xmlns:e="urn:e"><e:Code>A</e:Code></e:Error>', {"Code": "A"}),
        ('<Error xmlns="urn:e"><Code id="1">A</Code></Error>', {"Code": "A"}),
        ("<x:Error><x:Code>A</x:Code></x:Error>", {"Code": "A"}),
        ("<Error><Code>A<!-- no -->B<![CDATA[<C>]]>&amp;&#68;</Code><?no no?></Error>", {"Code": "AB<C>&D"}),
        ('<?xml version="1.0" encoding="UTF-16"?><Error><Code>é</Code></Error>', {"Code": "é"}),
        ("\ufeff\n <Error><Code>A</Code></Error>", {"Code": "A"}),
        ("<InvalidChangeBatch><Messages><Message>A</Message></Messages></InvalidChangeBatch>", {"Message": "A"}),
        ("<ErrorResponse><Error><Code>A</Code></Error></ErrorResponse>", {"Code": "A"}),
        ("<Response><Errors><Error><Code>A</Code></Error></Errors></Response>", {"Code": "A"}),
        # What came before it broke off or went wrong.
        ("<Error><Code>A</Code><Message>B", {"Code": "A"}),
        ("<Error><Code>A</Code><Message>B</Code></Error>", {"Code": "A"}),
        ("<Error><Code>A</Code><B>\x00</B></Error>", {"Code": "A"}),
        ("<Error><Code>A</Code><B>&c;</B></Error>", {"Code": "A"}),
        ("<Error><Code>A</Code></Error>, and more", {"Code": "A"}),
        ("<Error><Code>A</Code><B>\ud800</B></Error>", {"Code": "A", "B": "?"}),
        ("<Error><Code>A</Code>" + "<a>" * 5_000 + "B" + "</a>" * 5_000 + "</Error>", {"Code": "A"}),
    ],
)
def test_what_xml_says(body: str, fields: dict[str, str]) -> None:
    assert parsed(body).fields == fields


@pytest.mark.parametrize(
    "body",
    [
        "<Fehler><Code>A</Code></Fehler>",
        "<Response><Message>A</Message></Response>",
        "<Response><Errors><Error><Code></Code></Error></Errors></Response>",
        "<html><Error><Code>A</Code></Error></html>",
        "<!DOCTYPE html><Error><Code>A</Code></Error>",
        '<!DOCTYPE Error [<!ENTITY a "b">]><Error><Code>&a;</Code></Error>',
        "<Error><a>A</a></Error>",
        "<Error/>",
        "<",
        "<Error",
        "<Error><Code>A",
        "<\x00>",
    ],
)
def test_what_xml_does_not_say(body: str) -> None:
    assert parse_error({}, body) is None


def test_of_xml_without_bounds_the_beginning_is_read() -> None:
    elements = "".join(f"<a{n}>{n}</a{n}>" for n in range(200))
    assert list(parsed(f"<Error><Code>A</Code>{elements}</Error>").fields) == ["Code", *(f"a{n}" for n in range(99))]
    assert parsed("<Error>" + "<a/>" * 998 + "<Code>A</Code></Error>").code == "A"
    assert parse_error({}, "<Error>" + "<a/>" * 999 + "<Code>A</Code></Error>") is None


def test_nothing_takes_long() -> None:
    began = time.process_time()
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 9}">' for n in range(1, 30))
    for body in (
        "<Error>" + "<a/>" * 250_000,
        "<Error>" + "<a>" * 300_000,
        "<Error " + " ".join(f"a{n}=''" for n in range(80_000)) + ">",
        f"<!DOCTYPE Error [{laughs}]><Error><Code>&l29;</Code></Error>",
        "<Error><Code>" + "&amp;" * 200_000,
        "<Error><Code>A</Code><a>" + "<!---->" * 140_000,
        "[" * 2**20,
        '{"a":' * 200_000,
        '{"a":' + "9" * 2**20 + "}",
        '"' + '\\"' * 2**19,
    ):
        parse_error({}, body)
    labels = "Canonical String for this request should have been '" * 20_000
    assert aws_view({}, labels) is None
    assert aws_view({}, labels + "The String-to-Sign should have been '" * 20_000) is None
    assert time.process_time() - began < 10, "anything quadratic in a million takes hours"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ('{"code":"A","n":1e999999,"i":' + "9" * 5_000 + "}", {"code": "A", "n": "1e999999", "i": "9" * 5_000}),
        ('{"code":"A","n":-0.10,"m":NaN,"i":-Infinity}', {"code": "A", "n": "-0.10", "m": "NaN", "i": "-Infinity"}),
        ('{"code":"A","t":true,"n":null,"l":[1],"d":{"a":1}}', {"code": "A", "t": "True"}),
        ('{"code":"A","code":"B"}', {"code": "B"}),
        ('{"code":"\\ud800A","\\udfff":"\\ud83d\\ude00"}', {"code": "?A", "?": "😀"}),
        ('\ufeff{"code":"A"}', {"code": "A"}),
        (
            '{"code":"A",' + ",".join(f'"{n}":"{n}"' for n in range(500)) + "}",
            {"code": "A", **{str(n): str(n) for n in range(99)}},
        ),
    ],
)
def test_what_json_says(body: str, fields: dict[str, str]) -> None:
    assert parsed(body).fields == fields


@pytest.mark.parametrize(
    "body",
    ["[" * 10_000, '{"code":' * 10_000, '{"code":"A","a":' + "[" * 600 + "]" * 600 + "}", '{"code":1', "1", "[]"],
)
def test_what_json_does_not_say(body: str) -> None:
    assert parse_error({}, body) is None


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ('{"code":"c","__type":"b","Code":"a"}', "a", ""),
        ('{"code":"c","__type":"b"}', "b", ""),
        ('{"code":"","__type":"b"}', "b", ""),
        ('{"code":"c","error_description":"4","errorMessage":"3","message":"2","Message":"1"}', "c", "1"),
        ('{"code":"c","error_description":"4","errorMessage":"3","message":"2"}', "c", "2"),
        ('{"code":"c","error_description":"4","errorMessage":"3"}', "c", "3"),
        ('{"error_description":"4"}', "", "4"),
        ('{"code":"#:"}', "", ""),
        ('{"code":"a#b#c :d"}', "c", ""),
    ],
)
def test_the_names_of_a_code_and_a_message(body: str, code: str, message: str) -> None:
    details = parsed(body)
    assert (details.code, details.message) == (code, message)


def test_headers_say_what_the_body_does_not() -> None:
    assert parsed("", x_amzn_error_code="A").code == "A"
    assert parsed("", x_amzn_errortype="B", x_amzn_error_code="A").code == "B"
    assert parsed('{"code":"C"}', x_amzn_errortype="B").code == "C"
    ids = {"x_amzn_requestid": "1", "x_amz_request_id": "2", "x_amzn_request_id": "3"}
    for said in ("1", "2", "3"):
        assert parsed('{"code":"C","requestId":"4"}', **ids).request_id == said
        del ids[next(iter(ids))]
    for name in ("RequestId", "RequestID", "requestId"):
        assert parsed(f'{{"code":"C","{name}":"4"}}').request_id == "4"


async def error_of(answer: Answer, **options: Any) -> AwsError:
    response = await Fake(answer).client(**options).fetch(S3)
    assert response.error is not None
    return response.error


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Bad"),
        (" \n", "Bad"),
        ("<html>Bad gateway ", "<html>Bad gateway"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200 + "…"),
        ("x" * 2**21, "x" * 200 + "…"),
    ],
)
async def test_without_a_code_the_first_words_of_the_body_say_it(body: str, message: str) -> None:
    answer = Answer(404, body)
    answer.status_text = "Bad"
    error = await error_of(answer)
    assert (error.code, error.message, error.fields, error.request_id) == ("HTTP 404", message, {}, None)
    assert str(error) == f"HTTP 404: {message} (GET {S3}, status 404)"


async def test_a_status_text_is_no_longer_than_a_body() -> None:
    answer = Answer(404)
    answer.body.content = b""
    answer.status_text = "x" * 201
    assert (await error_of(answer)).message == "x" * 200 + "…"


@pytest.mark.parametrize("status", [503, 429])
async def test_a_body_that_breaks_off_when_no_retry_is_left(status: int) -> None:
    answer = Answer(status, NetworkError("reset"))
    answer.status_text = "Slow Down"
    response = await Fake(answer).client(retries=0).fetch(S3)
    assert response.status == status
    assert response.error is not None
    assert (response.error.code, response.error.message) == (f"HTTP {status}", "Slow Down")
    assert response.error.retryable
    with pytest.raises(NetworkError, match="reset"):
        await response.text()
    with pytest.raises(AwsError, match=f"HTTP {status}"):
        await Fake(Answer(status, NetworkError("reset"))).client(retries=0, raise_for_status=True).fetch(S3)


async def test_an_abort_while_an_error_is_read_is_an_abort() -> None:
    for status in (403, 503):
        with pytest.raises(AbortError, match="aborted"):
            await Fake(Answer(status, AbortError("aborted"))).client(retries=0).fetch(S3)


async def test_which_statuses_are_errors_without_a_word() -> None:
    for status in (300, 304, 399):
        assert (await Fake(Answer(status, "")).client().fetch(S3)).error is None
    for status in (400, 404, 499, 505, 599, 600):
        error = await error_of(Answer(status, ""))
        assert (error.code, error.status, error.retryable) == (f"HTTP {status}", status, False)


async def test_an_error_says_what_can_be_shown_and_no_more() -> None:
    code, message = "New\nLine\x1b[31m" + "x" * 2**16, "a\tb\nc\r\x00\x1b[0m\u202e\u2028é日本\xa0" + "y" * 2**18
    body = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>"
    for char in ("\x00", "\x1b", "\r"):
        body = body.replace(char, "")  # XML cannot hold them; JSON can
    error = await error_of(Answer(400, body))
    assert error.code.startswith("New\\nLine[31mxxx")
    assert len(error.code) < 300
    assert "\u202e\u2028é日本\xa0yyy" in error.message
    assert len(error.message) > 2**18
    assert "\\u202e\\u2028é日本\xa0yyy" in str(error)
    assert len(str(error)) < 6_000
    assert f"({len(error.message)} characters)" in str(error)
    assert len(repr(error)) < 6_000
    error = await error_of(Answer(400, json.dumps({"__type": "A", "message": message, "RequestId": "1\n2\x1b" * 999})))
    assert "a\tb\nc\\r\\x00\\x1b[0m\\u202e" in str(error)
    assert error.request_id is not None
    assert error.request_id.startswith("1\\n2\\x1b1\\n2")
    assert len(error.request_id) < 700
    assert "\\x1b" in repr(error)
    assert "\x1b" not in repr(error)


def test_what_is_readable() -> None:
    assert readable("abc é日本😀\n\t\xa0\u3000") == "abc é日本😀\n\t\xa0\u3000"
    assert (
        readable("\r\x00\x1b\x7f\x85\u2028\u202e\ud800\u200d") == "\\r\\x00\\x1b\\x7f\\x85\\u2028\\u202e\\ud800\\u200d"
    )
    assert readable("a\nb", keep="") == "a\\nb"
    assert readable("abc", 3) == "abc"
    assert readable("abcd", 3) == "abc… (4 characters)"
    assert readable("\x1b" * 4, 3) == "\\x1b\\x1b\\x1b… (4 characters)"


@pytest.mark.parametrize(("length", "shown"), [(4_000, "x" * 4_000), (4_001, "x" * 4_000 + "… (4001 characters)")])
async def test_how_much_of_a_message_shows(length: int, shown: str) -> None:
    error = await error_of(Answer(404, json.dumps({"code": "A", "message": "x" * length})))
    assert str(error) == f"A: {shown} (GET {S3}, status 404)"
    assert repr(error) == f"AwsError('A', '{shown}')"
    assert error.message == "x" * length
    error = await error_of(Answer(404, json.dumps({"code": "x" * (length - 3_800), "requestId": "y" * 201})))
    assert error.code == ("x" * 200 if length == 4_000 else "x" * 200 + "… (201 characters)")
    assert error.request_id == "y" * 200 + "… (201 characters)"


def test_a_network_error_shows_what_it_quotes() -> None:
    error = NetworkError(f"GET {S3}: bad line '\x1b[31m\r\n{'x' * 10_000}'")
    assert str(error).startswith(f"GET {S3}: bad line '\\x1b[31m\\r\nxxx")
    assert len(str(error)) < 5_000
    assert str(NetworkError()) == ""


async def test_secrets_in_what_a_server_says() -> None:
    secrets = {"secret_access_key": "s3cr3t/key", "session_token": "t0ken/+"}
    said = "s3cr3t/key s3cr3t%2Fkey t0ken/+ t0ken%2F%2B"
    body = f"<Error><Code>A{said}</Code><Message>{said}</Message><RequestId>{said}</RequestId><a>{said}</a></Error>"
    error = await error_of(Answer(400, body), **secrets)
    shown = f"{error} {error!r} {error.fields} {vars(error)}"
    assert "s3cr3t" not in shown
    assert "t0ken" not in shown
    assert error.fields["a"] == "… … … …"


MAYBE = [
    ("PUT", S3, "application/xml", 200),
    ("POST", S3, "text/xml", 200),
    ("PUT", "https://a-111122223333.s3-accesspoint.us-east-1.amazonaws.com/key", "application/xml;charset=utf-8", 200),
]
NEVER = [
    ("GET", S3, "application/xml", 200),
    ("DELETE", S3, "application/xml", 200),
    ("PUT", S3, "binary/octet-stream", 200),
    ("PUT", S3, "application/xml", 201),
    ("PUT", SQS, "application/xml", 200),
]
LATE = "<Error><Code>NoSuchKey</Code><Message>It is gone.</Message></Error>"


@pytest.mark.parametrize(("method", "url", "kind", "status"), MAYBE)
async def test_a_copy_that_fails_after_its_status(method: str, url: str, kind: str, status: int) -> None:
    headers = {"x-amz-copy-source": "/bucket/other"}
    response = await Fake(Answer(status, LATE, content_type=kind)).client().fetch(url, method=method, headers=headers)
    assert response.error is not None
    assert (response.error.code, response.error.status) == ("NoSuchKey", 200)
    with pytest.raises(AwsError, match="It is gone"):
        response.raise_for_status()
    assert await response.text() == LATE
    slow = Answer(status, LATE.replace("NoSuchKey", "SlowDown"), content_type=kind)
    fake = Fake(slow, Answer(status, "<CopyObjectResult/>", content_type=kind))
    response = await fake.client().fetch(f"{url}?partNumber=1", method=method, headers=headers)
    assert (len(fake.requests), response.error, await response.text()) == (2, None, "<CopyObjectResult/>")
    assert slow.body.cancelled


@pytest.mark.parametrize(("method", "url", "kind", "status"), NEVER)
async def test_a_success_that_is_taken_as_one(method: str, url: str, kind: str, status: int) -> None:
    answer = Answer(status, LATE, content_type=kind)
    response = await Fake(answer).client().fetch(url, method=method)
    assert response.error is None
    assert response.raise_for_status() is response
    assert answer.body.sent == 0


def moved(region: str, endpoint: str) -> str | None:
    response = Received(status=301, status_text="", url=S3, read_headers=Headers, body=Body(b""), raw=None)
    error = ErrorDetails("PermanentRedirect", "", None, {"Region": region, "Endpoint": endpoint})
    return right_region(response, error, "bucket.s3.us-east-1.amazonaws.com")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "a", "-", "eu", "eu-", "-west-1", "EU-WEST-1", "eu-west-1 ", "eu-west-1\n", "eu-١", "eü-west-1"),
        *(
            "eu-west-1/",
            "eu-west-1.evil.example",
            "../../eu-west-1",
            "a-" * 30_000,
            "a" * 30_000,
            "aa-" + "1" * 38,
            "\x00",
        ),
    ],
)
def test_a_region_that_is_none(text: str) -> None:
    assert moved(text, "") is None
    assert moved("", text) is None
    assert moved("", f"bucket.s3.{text}.amazonaws.com.evil.example") is None


def test_a_region_that_may_be_one() -> None:
    assert moved("aa-" + "1" * 37, "") == "aa-" + "1" * 37
    assert moved("", "bucket.s3.eu-west-1.amazonaws.com:443") == "eu-west-1"
    assert moved("", f"{'a' * 63}.{'b' * 63}.{'c' * 63}.S3.eu-west-1.amazonaws.com") == "eu-west-1"
    assert moved("", f"{'a.' * 120}s3.eu-west-1.amazonaws.com") is None, "no host has such a name"
