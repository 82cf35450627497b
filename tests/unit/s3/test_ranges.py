"""Which bytes an answer holds, and of which object."""

from typing import Any

import pytest

from aws4web.s3._ranges import Shown, parts, shown

ASKED = (10, 20)


def answer(status: int = 206, **headers: str) -> Shown:
    return shown(status, {name.replace("_", "-"): value for name, value in headers.items()}, *ASKED)


def test_what_was_asked_for() -> None:
    told = answer(content_range="bytes 10-19/100", content_length="10", etag='"e"', last_modified="m")
    assert told == Shown(10, 20, 100, '"e"', "m")
    assert (told.is_whole, told.is_known) == (False, True)
    assert answer(content_range="bytes 10-14/15", content_length="5").total == 15, "the object ends there"
    assert answer(content_range="bytes 10-19/*").total is None
    assert answer(content_range="bytes 10-14/*").total == 15


def test_a_content_range_that_a_page_is_not_shown() -> None:
    assert answer(content_length="10") == Shown(10, 20, None, None, None)
    assert answer(content_length="4").total == 14, "the object ends there"
    assert answer() == Shown(10, 20, None, None, None)


def test_the_whole_instead_of_a_range() -> None:
    told = answer(200, content_length="100")
    assert (told.first, told.after, told.total, told.is_whole) == (0, 100, 100, True)
    assert answer(200).total is None
    assert shown(200, {"content-length": "7"}).total == 7


@pytest.mark.parametrize(
    "said",
    [
        *("", "bytes", "bytes 10-19", "bytes 10-19/", "bytes */100", "items 10-19/100", "bytes 10-19/100, 5-6/100"),
        *("bytes 9-19/100", "bytes 11-19/100", "bytes 10-18/100", "bytes 10-20/100", "bytes 10-9/100", "bytes 0-9/100"),
        *("bytes 10-19/15", "bytes 10-19/0", "bytes 10-14/100", "bytes -10-19/100", "bytes 10-19/-1"),
        *("bytes ١٠-19/100", "bytes 1e1-19/100", "bytes 10-19/" + "9" * 5000, "bytes 10-" + "9" * 19 + "/*"),
    ],
)
def test_another_range(said: str) -> None:
    with pytest.raises(ValueError, match=r"Content-Range that is none|other bytes"):
        answer(content_range=said)


def test_another_length() -> None:
    for length in ("9", "11", "0"):
        with pytest.raises(ValueError, match="other bytes"):
            answer(content_range="bytes 10-19/100", content_length=length)
    for length in ("0", "11"):
        with pytest.raises(ValueError, match="other bytes"):
            answer(content_length=length)
    for nonsense in ("-1", "1 0", "9" * 5000, "x"):
        assert answer(content_length=nonsense, content_range="bytes 10-19/100").total == 100


def test_another_status() -> None:
    for status in (201, 204, 304, 299):
        with pytest.raises(ValueError, match=str(status)):
            answer(status, content_range="bytes 10-19/100")
    with pytest.raises(ValueError, match="206"):
        shown(206, {"content-length": "3"})


def test_the_same_object() -> None:
    one = Shown(0, 5, 100, '"e"', "m")
    same: list[dict[str, Any]] = [{"first": 5}, {"total": None}, {"last_modified": "n"}]
    others: list[dict[str, Any]] = [{"total": 101}, {"etag": '"f"'}, {"etag": None}]
    assert all(one._replace(**each).is_of(one) for each in same)
    assert not any(one._replace(**each).is_of(one) or one.is_of(one._replace(**each)) for each in others)
    hidden = one._replace(etag=None)
    assert hidden.is_of(hidden)
    assert not hidden._replace(last_modified="n").is_of(hidden)
    assert not Shown(0, 5, 100, None, None).is_known


def test_parts() -> None:
    assert [*parts(0, 10, 5)] == [(0, 5), (5, 10)]
    assert [*parts(5, 11, 5)] == [(5, 10), (10, 11)]
    assert [*parts(5, 5, 5)] == []
    assert next(iter(parts(8, 10**19, 8))) == (8, 16), "a size that a server made up takes no memory"
