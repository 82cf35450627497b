"""JSON from a server is measured before Python's parser sees it, which recurses at each level."""

import json
from random import Random
from typing import Any

import pytest

from aws4web import Headers, Response
from aws4web._json import MAX_DEPTH, depth_of, parse_json
from aws4web._received import Received
from tests.unit.support import Answer, Body, Fake

DEEPEST = MAX_DEPTH


@pytest.mark.parametrize(
    "text",
    [
        "[" * DEEPEST + "]" * DEEPEST,
        '{"a":' * DEEPEST + "1" + "}" * DEEPEST,
        '[{"a":' * (DEEPEST // 2) + "1" + "}]" * (DEEPEST // 2),
        "[" + ",".join(["[[[]]]"] * 5_000) + "]",
        # In a string a bracket is a mere character, and so is what is escaped.
        json.dumps("[" * 5_000),
        json.dumps(["\\", '["' * 5_000, "\\\\" + "{" * 5_000, {'"[' * 3_000: '\\"['}]),
        json.dumps(['"]' * 5_000, "é[" * 5_000]),
        '["\ud800", ' + "[]," * DEEPEST + "1]",
    ],
)
def test_what_is_as_deep_as_it_may_be_is_parsed(text: str) -> None:
    assert parse_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        '{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1),
        "[" * 1_000_000,
        '{"a":[' * 500_000,
        # Strings that would close what is open, were they not strings.
        '["]]]]",' * (DEEPEST + 1) + "1" + "]" * (DEEPEST + 1),
        r'["\"]]]",' * (DEEPEST + 1) + "1" + "]" * (DEEPEST + 1),
        r'["\\","]]]",' * (DEEPEST + 1) + "1" + "]" * (DEEPEST + 1),
        "[[[]]]," * 5_000 + "[" * (DEEPEST + 1),
        "[" * 300 + "[" * 300 + "]" * 300,
    ],
)
def test_what_is_deeper_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="JSON that is nested deeper than 500 levels"):
        parse_json(text)


def _real_depth(text: str) -> int:
    depth = deepest = 0
    is_string = is_escaped = False
    for char in text:
        if is_escaped:
            is_escaped = False
        elif is_string:
            is_escaped, is_string = char == "\\", char != '"'
        elif char == '"':
            is_string = True
        else:
            depth += (char in "[{") - (char in "]}")
            deepest = max(deepest, depth)
    return deepest


def _value(random: Random, depth: int) -> Any:
    if depth == 0 or random.random() < 0.1:
        return random.choice(['"', "\\", "[[", "]]", '{"', '\\"[', "é", "", 1, None, [], {}])
    if random.random() < 0.5:
        return [_value(random, 0), _value(random, depth - 1), _value(random, min(depth - 1, 2))]
    return {random.choice(['"', "[", "\\", "a"]): _value(random, depth - 1)}


def test_the_depth_is_as_counted_letter_by_letter() -> None:
    random = Random(1)
    seen: set[bool] = set()
    for _ in range(300):
        nested = [_value(random, random.choice([3, 30])) for _ in range(3)]
        text = json.dumps([[] for _ in range(DEEPEST)]) + json.dumps(nested, ensure_ascii=random.random() < 0.5)
        real = _real_depth(text)
        assert depth_of(text) == max(real, 8)
        seen.add(real > 8)
    assert seen == {True, False}


def test_what_python_has_no_room_for_is_a_value_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(_text: str) -> None:
        raise RecursionError  # what CPython 3.11 says if the caller is already deep

    monkeypatch.setattr(json, "loads", loads)
    with pytest.raises(ValueError, match="nested too deep for what is left of Python's stack"):
        parse_json("[[]]")


def _response(body: str) -> Response:
    stream = Body(body.encode())
    return Response(Received(status=200, status_text="", url="https://a/", read_headers=Headers, body=stream, raw=None))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("[1, 1.5, true, null]", [1, 1.5, True, None]),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("1e999999", float("inf")),
        ('"\\ud83d\\ude00"', "😀"),
    ],
)
async def test_a_responses_json(body: str, value: object) -> None:
    assert await _response(body).json() == value


@pytest.mark.parametrize("body", ["", "<a/>", "[1", "9" * 5_000, "[" * 10_000, '{"a":' * 10_000, "\x00", "[1]x"])
async def test_a_responses_body_that_is_not_json(body: str) -> None:
    with pytest.raises(ValueError):
        await _response(body).json()
    assert await _response(body).text() == body


async def test_a_deep_answer_does_not_end_fetch() -> None:
    fake = Fake(Answer(403, '{"__type":"Foo","a":' + "[" * 10_000))
    assert str((await fake.client().fetch("https://sqs.us-east-1.amazonaws.com/")).error).startswith("HTTP 403")
