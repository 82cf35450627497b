"""JSON of strangers: indented as it is written, and no danger to the stack of a browser."""

import json
import time

import pytest

from demo.app.call.json_body import json_problem, place_of_problem
from demo.app.call_text import Call, readable
from demo.app.json_text import DEEPEST, TooDeepError, indented, parsed
from demo.app.python.messages import read
from demo.app.signature.mismatch import View, read_answer

DEEP = '{"a":[' * DEEPEST + "]}" * DEEPEST


@pytest.mark.parametrize(
    "value",
    [{"é": 1}, [], {}, [[], {}, [1, {"a": []}]], "a, b: [", {'"[{': ['\\"', "\\\\", "\n"]}, None, ["\ud800", "é😀"]],
)
def test_it_is_as_pythons(value: object) -> None:
    shown = json.dumps(value, indent=2, ensure_ascii=False)
    assert indented(json.dumps(value, ensure_ascii=False)) == shown
    assert json.loads(indented(json.dumps(value))) == value


def test_nothing_of_it_is_changed() -> None:
    """A page that shows what is there rounds no number, and drops no name that is there twice."""
    text = '{"a": 1.10, "b": 3.14159265358979323846, "c": 1e400, "a": -0, "d": "\\u00e9\\u202e"}'
    items = '"a": 1.10', '"b": 3.14159265358979323846', '"c": 1e400', '"a": -0', r'"d": "\u00e9\u202e"'
    assert indented(text) == "{\n  " + ",\n  ".join(items) + "\n}"


@pytest.mark.parametrize("text", ["", "{", "plain", "[1,]", DEEP, "[" * 100_000, '{"a":' * 100_000])
def test_what_is_none_stays(text: str) -> None:
    assert indented(text) == text
    assert readable(text) == text


def test_too_deep_for_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """It must not reach Python's parser: in a browser that ends the page's Python, whatever is caught."""
    monkeypatch.delattr(json, "loads")
    with pytest.raises(TooDeepError):
        parsed(DEEP)
    call = Call("POST", "https://h/", [("content-type", "application/json")], DEEP)
    assert json_problem(call) == ""
    assert place_of_problem(DEEP) == 0
    assert read(DEEP) is None
    with pytest.raises(ValueError, match="not the whole answer"):
        read_answer(DEEP)


def test_xml_that_is_too_deep_for_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree of it would be no less of a danger."""
    monkeypatch.setattr("xml.etree.ElementTree.fromstring", None)
    monkeypatch.setattr("xml.etree.ElementTree.XML", None)
    deep = f"<x:Error>{'<a>' * 60_000}{'</a>' * 60_000}<x:CanonicalRequest>a&amp;<b/>c</x:CanonicalRequest>"
    view = read_answer(f"{deep}<StringToSign>b\nc</StringToSign></x:Error>")
    assert view == View("a&", "b\nc")


@pytest.mark.parametrize("text", ['"' + '\\"' * 400_000, '"' * 500_000, "[]" * 250_000, "[" * 400_000, '"":' * 200_000])
def test_long_texts_are_quick(text: str) -> None:
    began = time.perf_counter()
    assert read(text) is None
    indented(text)
    assert time.perf_counter() - began < 3
