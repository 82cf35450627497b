"""What the demo page makes of text, without a page: calls as code, readable answers, visible differences."""

import ast
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from aws4web import Headers, SignedRequest
from demo.app.call_text import Call, as_curl, as_python, readable
from demo.app.curl_call import call_of
from demo.app.signature.mismatch import View, common_ends, compare, read_answer, time_of
from demo.app.words import exact_size_text, header_pairs, size_text, time_text

CALLS = [
    Call("GET", "https://s3.us-east-1.amazonaws.com/", [], ""),
    Call(
        "POST", "http://127.0.0.1:1/", [("content-type", "a; b"), ("x-amz-target", "T" * 60)], "{\n 'é': \"1\"\n}", "x"
    ),
    Call("PUT", "http://h/a'b\"c", [("x", "\\")], 'it\'s "quoted"', "s3", "eu-west-1"),
]


@pytest.mark.parametrize("call", CALLS)
def test_as_python(call: Call) -> None:
    """What the code passes to fetch: it must be the call."""
    code = as_python(call, region="eu-west-1", has_token=True)
    [fetch] = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fetch"
    ]
    passed: dict[str, Any] = {word.arg or "": ast.literal_eval(word.value) for word in fetch.keywords}
    assert ast.literal_eval(fetch.args[0]) == call.url
    assert passed.pop("method") == call.method
    assert passed.pop("headers", {}) == dict(call.headers)
    assert passed.pop("body", "") == call.body
    assert passed.pop("aws", {}) == call.scope
    assert passed == {}
    assert "session_token=MY_TOKEN" in code
    assert max(map(len, code.splitlines())) < 100


def test_get_has_no_body() -> None:
    assert "body" not in as_python(Call("GET", "https://h/", [], "left over"), region="", has_token=False)


def test_as_curl() -> None:
    signed = SignedRequest("POST", "https://h/?a=1&b=2", Headers([("x", "it's")]), "a 'b'")
    assert as_curl(signed) == (
        "curl --request POST 'https://h/?a=1&b=2' \\\n"
        "  --header 'x: it'\"'\"'s' \\\n"
        "  --header 'content-type:' \\\n"
        "  --data-raw 'a '\"'\"'b'\"'\"''"
    )


def test_as_curl_without_a_body() -> None:
    """curl waits for the body of an answer to HEAD if it is not told otherwise; a bare colon takes a header away."""
    signed = SignedRequest("HEAD", "https://h/", Headers([("x-empty", "")]), None)
    assert as_curl(signed) == "curl --head https://h/ \\\n  --header 'x-empty;'"
    assert call_of(as_curl(signed))[0] == Call("HEAD", "https://h/", [("x-empty", "")], "")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"b":1,"a":["é"]}', '{\n  "b": 1,\n  "a": [\n    "é"\n  ]\n}'),
        ("<a><b>1</b><c/></a>", "<a>\n  <b>1</b>\n  <c/>\n</a>"),
        ("<a>\n <b>1</b></a>", "<a>\n  <b>1</b>\n</a>"),
        ("<a><b></a>", "<a><b></a>"),
        ("plain\n text", "plain\n text"),
        ("", ""),
    ],
)
def test_readable(body: str, shown: str) -> None:
    assert readable(body) == shown


@pytest.fixture
def zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the device is."""
    with pytest.MonkeyPatch.context() as there:
        there.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("UTC0", "2026-11-23 20:40"), ("IST-5:30", "2026-11-24 02:10"), ("EST5", "2026-11-23 15:40")],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_times_are_those_of_the_device(shown: str) -> None:
    assert time_text(datetime(2026, 11, 23, 20, 40, 59, tzinfo=UTC)) == shown


def test_words() -> None:
    sizes = {
        0: "0 B",
        1023: "1023 B",
        1024: "1.0 KiB",
        20 * 2**20: "20.0 MiB",
        3 * 2**40: "3.0 TiB",
        2**50: "1024.0 TiB",
    }
    assert {size: size_text(size) for size in sizes} == sizes
    exact = {0: "0 bytes", 1: "1 byte", 1023: "1,023 bytes", 1024: "1.0 KiB (1,024 bytes)"}
    assert {size: exact_size_text(size) for size in exact} == exact
    assert header_pairs("a: b\n\n C :d:e ") == [("a", "b"), ("C", "d:e")]
    with pytest.raises(ValueError, match="'no colon' has no colon"):
        header_pairs("a: b\nno colon")


CANONICAL = "GET\n/a\nx=1&y=2\nhost:h\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\nhash"
STRING = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/s3/aws4_request\nabc"


def test_compare() -> None:
    theirs = CANONICAL.replace("y=2", "z=3").replace("host:h", "host:g").replace("/a", "/b")
    lines = compare(CANONICAL, STRING, View(theirs, STRING.replace("abc", "abd")))
    assert [(line.label, line.ours, line.theirs) for line in lines if line.differs] == [
        ("Path", "/a", "/b"),
        ("Query", "y=2", ""),
        ("Query", "", "z=3"),
        ("Header", "host:h", "host:g"),
        ("Request’s hash", "abc", "abd"),
    ]
    assert not any(line.differs for line in compare(CANONICAL, STRING, View(CANONICAL, STRING)))
    assert all(line.differs for line in compare(CANONICAL, STRING, View("", "")))


def test_read_answer() -> None:
    xml = (
        '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><CanonicalRequest>a&amp;b\n</CanonicalRequest>'
        f"<StringToSign>{STRING}</StringToSign></Error>"
    )
    assert read_answer(xml) == View("a&b\n", STRING)
    assert time_of(read_answer(xml)) == "20150830T123600Z"
    assert time_of(View("", "")) == ""


@pytest.mark.parametrize(
    ("ours", "theirs", "ends"),
    [("abc", "abc", (3, 0)), ("abc", "aXc", (1, 1)), ("aa", "aaa", (2, 0)), ("", "x", (0, 0)), ("ab", "b", (0, 1))],
)
def test_common_ends(ours: str, theirs: str, ends: tuple[int, int]) -> None:
    assert common_ends(ours, theirs) == ends
