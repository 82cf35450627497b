"""The Python tab without a page: links, colours, what is shown of much output, what a worker may say."""

import json
import zlib
from base64 import urlsafe_b64encode
from random import Random

import pytest

from demo.app.python.colours import Colours, parts_of
from demo.app.python.link import LONGEST, LinkError, hides_something, is_program, place_of, source_of
from demo.app.python.messages import Failure, Message, read
from demo.app.python.scrollback import CHARACTERS, LINES, Scrollback
from demo.app.python.worker.batches import MOST, Batches, Segment
from demo.app.python.worker.failures import describe
from demo.app.python.worker.streams import Input, Output

SOURCE = "# é ✓ 😀\nfor number in range(10):\n    print(number)\n"


# -- links -------------------------------------------------------------------------------------------------------------


def packed(data: bytes) -> str:
    packer = zlib.compressobj(9, wbits=-15)
    return "code/" + urlsafe_b64encode(packer.compress(data) + packer.flush()).decode().rstrip("=")


def test_a_link_gives_the_code_back() -> None:
    place = place_of(SOURCE, [])
    assert is_program(place)
    assert place.removeprefix("code/").replace("-", "").replace("_", "").isalnum()
    assert source_of(place) == SOURCE
    assert source_of(packed(b"a\r\nb\rc")) == "a\nb\nc"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("code/", "damaged"),
        ("code/%20", "damaged"),
        ("code/<img>", "damaged"),
        ("code/AAAA", "damaged"),
        ("code/A", "damaged"),
        (packed(SOURCE.encode())[:-4], "damaged"),
        (packed(b"\xed\xa0\x80"), "damaged"),  # a surrogate
        (packed(b"\xff"), "damaged"),
        ("code/" + "A" * LONGEST, "damaged"),
        (packed(b" " * 1_000_000), "more than a program"),
    ],
)
def test_a_link_that_holds_no_program(place: str, said: str) -> None:
    with pytest.raises(LinkError, match=said):
        source_of(place)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = packed(b"\0" * 12_000_000)
    assert len(bomb) < LONGEST
    with pytest.raises(LinkError, match="more than a program"):
        source_of(bomb)


def test_what_is_not_shared() -> None:
    noise = Random(1).randbytes(20_000).hex()
    for source, secrets, said in [
        (" \n", [], "no code"),
        ("key = 'AKIAQQQQ2222QQQQ7777'", [], "holds a key"),
        ("key = 'a secret of mine'", ["", "a secret of mine"], "holds a key"),
        (noise, [], "too long"),
    ]:
        with pytest.raises(LinkError, match=said):
            place_of(source, secrets)
    assert place_of("access_key_id='AKIAIOSFODNN7EXAMPLE'", [""])


def test_what_hides() -> None:
    assert not hides_something("x = 'é✓'\n\tpass\n")
    assert all(hides_something(f"a{one}b") for one in "\u202e\u2066\u200b\x00\x1b")


# -- colours -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "state", "parts", "after"),
    [
        ("", "", [], ""),
        ("def f(a):", "", [("keyword", "def"), ("", " "), ("name", "f"), ("", "(a):")], ""),
        ("x = rb'\\'' # it's", "", [("", "x = "), ("string", "rb'\\''"), ("", " "), ("comment", "# it's")], ""),
        ("@a.b", "", [("decorator", "@a.b")], ""),
        ("a @ b1 + 0x1F", "", [("", "a @ b1 + "), ("number", "0x1F")], ""),
        ('x = """a', "", [("", "x = "), ("string", '"""a')], '"""'),
        ("b 'c' #", '"""', [("string", "b 'c' #")], '"""'),
        ('d""" + \'e', '"""', [("string", 'd"""'), ("", " + "), ("string", "'e")], ""),
        ("'''a''b'''c", "", [("string", "'''a''b'''"), ("", "c")], ""),
    ],
)
def test_colours_of_a_line(line: str, state: str, parts: list[tuple[str, str]], after: str) -> None:
    assert parts_of(line, state) == (parts, after)


def test_colours_follow_changes() -> None:
    random, colours = Random(2), Colours()
    pieces = ['"""', "'''", "def f():", "x = 'a'", "# c", "", "\\", '"']
    lines = [random.choice(pieces) for _ in range(30)]
    for _ in range(300):
        at = random.randrange(len(lines))
        lines[at : at + random.randrange(3)] = [random.choice(pieces) for _ in range(random.randrange(3))] or [""]
        colours.update("\n".join(lines))
        anew = Colours()
        anew.update("\n".join(lines))
        shown = [colours.parts(number) for number in range(len(lines))]
        assert shown == [anew.parts(number) for number in range(len(lines))]
        assert ["".join(text for _, text in parts) for parts in shown] == lines


# -- output ------------------------------------------------------------------------------------------------------------


def test_scrollback_holds_the_end() -> None:
    scrollback = Scrollback()
    for number in range(0, 30_000, 100):
        scrollback.add("out", "".join(f"{one}\n" for one in range(number, number + 100)))
    texts = [text for block in scrollback.blocks for _, text in block]
    held = "".join(texts).splitlines()
    assert held == [str(number) for number in range(30_000 - len(held), 30_000)]
    assert LINES - 100 < len(held) <= LINES
    assert scrollback.cut_lines == 30_000 - len(held)
    scrollback.add("err", "x" * (CHARACTERS * 2))
    assert sum(len(text) for block in scrollback.blocks for _, text in block) <= CHARACTERS
    assert scrollback.end == scrollback.first + len(scrollback.blocks)


def test_scrollback_keeps_every_text() -> None:
    random, scrollback = Random(3), Scrollback()
    said: list[tuple[str, str]] = []
    for _ in range(500):
        one = (random.choice(["out", "err"]), random.choice(["a", "\n", "b\nc", "d" * 300 + "\n"]))
        said.append(one)
        scrollback.add(*one)
    shown = [text for block in scrollback.blocks for text in block]
    assert "".join(text for _, text in shown) == "".join(text for _, text in said)
    assert "".join(text for kind, text in shown if kind == "err") == "".join(t for kind, t in said if kind == "err")


def batches_at(times: list[float]) -> tuple[Batches, list[list[Segment]], list[float]]:
    sent: list[list[Segment]] = []
    planned: list[float] = []
    return Batches(sent.append, planned.append, lambda: times[0]), sent, planned


def test_batches_are_few() -> None:
    now = [1.0]
    batches, sent, planned = batches_at(now)
    for number in range(1000):
        batches.add("out", str(number))
        batches.add("out", "\n")
    assert 1 < len(sent) < 12, "the first lines at once, then nothing until time passes"
    assert len(planned) < 12
    now[0] = 1.2
    batches.add("err", "!")
    batches.flush()
    assert "".join(text for one in sent for kind, text in one if kind == "out") == "".join(
        f"{number}\n" for number in range(1000)
    )
    assert sent[-1][-1] == ("err", "!")


def test_batches_end_somewhere() -> None:
    batches, sent, _ = batches_at([0.0])
    for _ in range(3):
        batches.add("out", "x" * (MOST // 2 + 1))
    batches.flush()
    assert sum(len(text) for one in sent for _, text in one) == MOST
    assert batches.lost == MOST // 2 + 3
    batches.reset()
    batches.add("out", "\ud800\n")
    batches.flush()
    assert sent[-1] == [("out", "\\ud800\n")]


# -- what a worker says ------------------------------------------------------------------------------------------------


def test_messages() -> None:
    output = {"kind": "output", "run": 2, "segments": [["out", "a"], ["err", "b"], ["evil", "\ud800"]]}
    assert read(json.dumps(output)) == Message("output", 2, (("out", "a"), ("err", "b"), ("out", "?")))
    failure = {"name": "E", "text": "t", "line": 3, "hint": ""}
    assert read(json.dumps({"kind": "done", "run": 1, "error": failure, "seconds": 1.5})) == Message(
        "done", 1, failure=Failure("E", "t", 3, ""), seconds=1.5
    )


@pytest.mark.parametrize(
    "said",
    [
        None,
        b"\xff",
        "",
        "[]",
        "1",
        "null",
        '{"kind": "other"}',
        '{"kind": []}',
        '{"kind": "output", "segments": 5}',
        '{"kind": "output", "segments": [[]]}',
        '{"kind": "done", "error": {}}',
        "[" * 100_000,
        '{"kind": "quiet", "text": [[[[[[[[[[]]]]]]]]]]}',
    ],
)
def test_messages_that_are_none(said: object) -> None:
    assert read(said) is None


def test_numbers_of_a_liar() -> None:
    said = '{"kind": "done", "run": -1, "seconds": NaN, "lost": 1e300, "left": "x",'
    said += '"error": {"name": 1, "text": 2, "line": "3"}}'
    assert read(said) == Message("done", failure=Failure("1", "2", None, ""))


# -- what a program asks -----------------------------------------------------------------------------------------------


def test_lines_and_the_end_of_input() -> None:
    typed = iter(["one", "", None, "two", "three", None, "four", None, None])
    stdin = Input(lambda: next(typed))
    assert list(stdin) == ["one\n", "\n"]
    assert (stdin.readline(2), stdin.read(5), stdin.readline()) == ("tw", "o\nthr", "ee\n")
    assert stdin.readline() == ""
    assert (stdin.read(), stdin.read(1)) == ("four\n", "")
    assert list(typed) == []


def test_streams_are_what_programs_ask_for() -> None:
    batches = Batches(lambda _: None, lambda _: None, lambda: 0.0)
    Output("out", batches).reconfigure(encoding="utf-8", line_buffering=True)
    Input(lambda: None).reconfigure(errors="replace")


# -- how a program failed ----------------------------------------------------------------------------------------------


def failure_of(source: str) -> dict[str, object]:
    try:
        eval(compile(source, "<run 7>", "exec"), {})
    except BaseException as error:
        return describe(error, "<run 7>")
    raise AssertionError("it succeeded")


def test_failures() -> None:
    failure = failure_of("def f():\n    return 1 / 0\n\nf()")
    assert (failure["name"], failure["line"], failure["hint"]) == ("ZeroDivisionError", 2, "")
    lines = str(failure["text"]).splitlines()
    assert lines[:2] == ["Traceback (most recent call last):", '  File "<editor>", line 4, in <module>']
    assert failure_of("a = (\n")["line"] == 1
    assert "micropip.install('no_such')" in str(failure_of("import no_such.part")["hint"])
    assert "asyncio" in str(failure_of('raise RuntimeError("can\'t start new thread")')["hint"])


def test_a_long_traceback_is_cut() -> None:
    failure = failure_of("def a(n): b(n)\ndef b(n): a(n + 1)\na(0)")
    assert len(str(failure["text"]).splitlines()) < 70
    assert "lines left out" in str(failure["text"])
    assert "RecursionError" in str(failure["text"])
