"""The pure parts of the Call tab: JSON checked, the query as rows, the history without secrets, answers in pieces."""

import json
import time

import pytest

from demo.app.call.binary import as_text, file_name, hex_lines, type_of
from demo.app.call.highlight import MOST, pieces
from demo.app.call.history import MOST as KEPT
from demo.app.call.history import History
from demo.app.call.json_body import json_problem, place_of_problem
from demo.app.call.query_text import pairs_of, rows_of, with_pairs
from demo.app.call_text import Call, readable
from demo.app.unsaid import BODY, safe_header_lines, safe_url

END = [("comment", "<!x>"), ("tag", "</a"), ("tag", ">")]
JSON = [("Content-Type", "application/x-amz-json-1.0")]


@pytest.mark.parametrize(
    ("body", "said", "at"),
    [
        ('{"a": 1}', "", 0),
        ('{"a": 1,\n "b" 2}', "line 2, column 6: a colon is missing here", 14),
        ('{"a": "b\n}', "line 1, column 9: ", 8),
        ("{'a': 1}", "line 1, column 2: a name in double quotes must stand here", 1),
        ("[1] 2", "line 1, column 5: the JSON has ended, and something follows", 4),
        ("[1 2]", "line 1, column 4: a comma is missing here", 3),
        ('{"a": NaN}', "it has no NaN", 0),
        ("[" * 100_000, "", 0),
    ],
)
def test_json(body: str, said: str, at: int) -> None:
    problem = json_problem(Call("POST", "https://h/", JSON, body))
    assert said in problem
    assert bool(said) == problem.startswith("The body is not JSON: ")
    assert place_of_problem(body) == at


def test_what_is_not_called_json_is_not_checked() -> None:
    assert json_problem(Call("POST", "https://h/", [("content-type", "text/plain")], "{")) == ""
    assert json_problem(Call("POST", "https://h/", [], "{")) == ""
    assert json_problem(Call("GET", "https://h/", JSON, "{")) == "", "GET sends no body"
    assert json_problem(Call("PUT", "https://h/", [("content-type", "application/problem+json;charset=utf-8")], "{"))


def test_query_keeps_its_spelling() -> None:
    url = "https://h/p?a=%2f&b=1+2&c&a=3#f"
    rows = [(pair.name, pair.value) for pair in pairs_of(url)]
    assert rows == [("a", "/"), ("b", "1 2"), ("c", ""), ("a", "3")]
    assert with_pairs(url, rows) == url
    assert with_pairs(url, [*rows[:2], ("c", "é &=+"), ("", "")]) == "https://h/p?a=%2f&b=1+2&c=%C3%A9%20%26%3D%2B#f"
    assert with_pairs(url, []) == "https://h/p#f"
    assert with_pairs("https://h/", [("a", "b")]) == "https://h/?a=b"


def test_pasted_rows() -> None:
    assert rows_of("a: b\n\nc=d=e\nf") == [("a", "b"), ("c", "d=e"), ("f", "")]
    assert rows_of("https://h/?a=b&c=%20") == [("a", "b"), ("c", " ")]
    assert rows_of("") == []


def test_history_holds_no_secret() -> None:
    history = History()
    headers = [("Authorization", "hunter2"), ("x-amz-security-token", "hunter2"), ("x-api-key", "hunter2"), ("a", "b")]
    url = "https://me:hunter2@h/?a=b&X-Amz-Signature=hunter2&X-Amz-Security-Token=hunter2&token=hunter2&c=d"
    history.add(Call("POST", url, headers, '{"password": "hunter2"}'), "200 OK", "12:00")
    assert "hunter2" not in history.text()
    [sent] = History.of(history.text()).sent
    assert sent.call == Call("POST", "https://h/?a=b&c=d", [("a", "b")], "")
    assert not sent.is_whole


def test_history_is_bounded() -> None:
    history = History()
    call = Call("POST", "https://h/", [("x-amz-target", "DynamoDB_20120810.ListTables")], "{}")
    for number in range(2 * KEPT):
        history.add(call._replace(body=str(number)), "200 OK", "12:00")
    history.add(call._replace(body=str(number)), "400", "12:01")
    assert len(history.sent) == KEPT
    assert [sent.status for sent in history.sent[:2]] == ["400", "200 OK"], "the same call is there once"
    assert history.sent[0].label == "POST ListTables"
    assert history.sent[0].is_whole
    for number in range(KEPT):
        history.add(call._replace(body="x" * (BODY - 3) + str(number)), "200 OK", "12:00")
    assert 100_000 < len(history.text()) <= 200_000
    history.add(call._replace(body="x" * (BODY + 1)), "200 OK", "12:00")
    assert history.sent[0].call.body == ""


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", "nonsense", '[["abcdef","","",1]]', "[[[1,2],3,4,5]]", "null"])
def test_broken_history(text: str | None) -> None:
    assert History.of(text).sent == []


def test_what_is_kept_of_fields() -> None:
    assert safe_header_lines("a: b\nAuthorization: x\nCookie: y\nno colon") == "a: b\nno colon"
    assert safe_url("https://h/?a=b&") == "https://h/?a=b&", "what holds no secret stays as it is"


@pytest.mark.parametrize(
    ("text", "coloured"),
    [
        ('{"a": ["b", -1.5e3, true]}', [("name", '"a"'), ("string", '"b"'), ("number", "-1.5e3"), ("word", "true")]),
        (
            '<a b="c">d<!x></a>',
            [("tag", "<a"), ("name", "b"), ("string", '"c"'), ("tag", ">"), *END],
        ),
        ("plain 1 true", []),
        ("", []),
    ],
)
def test_pieces(text: str, coloured: list[tuple[str, str]]) -> None:
    found = pieces(text)
    assert "".join(piece for _, piece in found) == text
    assert [piece for piece in found if piece[0]] == coloured


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * 100_000,
        '["' * 100_000,
        '["' + "\\" * 200_000,
        '["' + '\\"' * 100_000,
        "<" * 200_000,
        "<" + "a" * 200_000,
        "<!--" * 50_000,
        "<a " + "b=" * 100_000,
        "<a " + "b" * 100_000 + ">",
        '{"a"' + " " * 200_000,
    ],
)
def test_large_answers_are_quick(text: str) -> None:
    began = time.process_time()
    found = pieces(text)
    assert len(found) <= 2 * MOST + 3
    assert "".join(piece for _, piece in found) == text
    assert time.process_time() - began < 2


def test_entities_are_left_alone() -> None:
    """A billion laughs, which are never expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><a>&l9;</a>'
    assert readable(bomb) == bomb
    assert readable("[" * 200_000) == "[" * 200_000
    large = json.dumps(["x" * 1_000] * 600)
    assert readable(large) is large


def test_bytes() -> None:
    assert as_text("\ufeffé\n".encode()) == "é\n"
    assert as_text(b"%PDF\x00") is None
    assert as_text(b"\xff\xfe") is None
    assert hex_lines(b"PNG\x00") == f"0000  {'50 4e 47 00':<47}  PNG·"
    assert hex_lines(bytes(300)).count("\n") == 16
    assert type_of("image/png\r\n; x") == "image/png"
    assert type_of("") == "no content type"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://h/a/b%2Bc.png?x=/y.z", "b+c.png"),
        ("https://h/", "answer.json"),
        ("https://h/..%2F..%2Fetc%2Fpasswd", "_.._etc_passwd"),
        ("https://h/%00%0a%E2%80%AE", "___.json"),
    ],
)
def test_file_names(url: str, name: str) -> None:
    assert file_name(url, "application/json") == name
