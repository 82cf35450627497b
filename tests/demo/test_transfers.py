"""What is said of uploads: rates, sums, names."""

import sys
from collections.abc import Callable

import pytest

from demo.app.objects.uploading.rates import Rate, time_left
from demo.app.objects.uploading.tally import ANSWERED, LOST, Tally
from demo.app.objects.uploading.totals import Counted, summary
from demo.app.seldom import Calm
from demo.app.visible_names import visible

MIB = 2**20


def test_a_tally_sums_up_requests() -> None:
    tally = Tally(100)
    tally.arrive(20)  # which went before a reload
    tally.move(1, 10)
    tally.move(2, 5)
    assert (tally.sent, tally.percent) == (35, 35)
    tally.move(1, 30)
    tally.move(1, ANSWERED)
    assert tally.sent == 55, "it has not been said yet that it arrived"
    tally.arrive(50)
    assert tally.sent == 55, "and that does not count it twice"
    tally.move(2, LOST)
    assert tally.sent == 50
    tally.move(3, 1000)  # with the headers of a form, for example
    assert tally.sent == 100
    tally.begin()
    assert tally.sent == 0


def test_an_empty_file_is_whole() -> None:
    assert Tally(0).percent == 100


def test_a_rate_is_calm_and_yet_follows() -> None:
    rate = Rate()
    assert rate.text(100) == ""
    for second in range(20):
        rate.tell(second, second * MIB)
    assert rate.per_second == MIB
    assert rate.text(12 * MIB) == "1.0 MiB/s, 12 s left"
    assert rate.text(0) == ""
    for second in range(20, 40):
        rate.tell(second, 19 * MIB)
    assert rate.text(MIB) == "nothing has moved for 20 s"
    rate.tell(41, 0)
    assert rate.per_second is None, "it began again"


def test_what_is_asked_for_often_is_done_seldom() -> None:
    done: list[str] = []
    timers: list[Callable[[], object]] = []
    calm = Calm(lambda: done.append("once"), 1.0, lambda seconds, work: timers.append(work) if seconds == 1.0 else None)
    for _ in range(1000):
        calm.ask()
    assert (len(done), len(timers)) == (1, 1), "at once"
    timers.pop()()
    assert (len(done), len(timers)) == (2, 1), "with all that came meanwhile"
    timers.pop()()
    assert (len(done), len(timers)) == (2, 0), "and then no more"
    calm.ask()
    assert len(done) == 3


def test_what_hangs_is_said() -> None:
    """A server may take all, and never answer; what is said then tells a person that to wait may be of no use."""
    rate = Rate()
    assert rate.storing_text == "being stored"
    for second in range(100):
        rate.tell(second, min(second, 5) * MIB)
        if second == 14:
            assert (rate.text(MIB), rate.storing_text) == ("nothing moves", "being stored")
    assert rate.text(MIB) == "nothing has moved for 2 min"
    assert rate.storing_text == "all is sent, and the server has not answered for 2 min"
    rate.tell(100, 6 * MIB)
    assert rate.storing_text == "being stored"
    assert "KiB/s" in rate.text(MIB)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59, "59 s"), (90, "2 min"), (3599, "1 h"), (7500, "2 h 5 min"), (1e9, "days")],
)
def test_time_left(seconds: float, text: str) -> None:
    assert time_left(seconds) == text


def test_a_summary() -> None:
    rate = Rate()
    rate.tell(0, 0)
    rate.tell(2, 2 * MIB)
    uploads = [Counted("done", MIB, MIB), Counted("busy", 3 * MIB, MIB), Counted("error", MIB, 5)]
    assert summary(uploads, rate) == "1 of 3 files, 50 %, 1.0 MiB/s, 2 s left; 1 failed"
    uploads = [Counted("done", 0, 0), Counted("cancelled", 1, 0), Counted("exists", 1, 0)]
    assert summary(uploads, rate) == "1 of 3 files uploaded; 1 cancelled; 1 here already"
    assert summary([Counted("waiting", 0, 0)], Rate()) == "0 of 1 files, 100 %"


def test_names_hide_nothing() -> None:
    assert visible("a b+c 100% é 日本.txt") == "a b+c 100% é 日本.txt"
    assert visible("photo\u202egpj.exe") == r"photo\u202egpj.exe"
    assert visible("two\nlines") == r"two\nlines"
    assert visible("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"
    assert visible("a\u200d.txt\u200c") == r"a\u200d.txt\u200c"
    assert visible("") == ""
    assert all(visible(chr(code)) for code in range(sys.maxunicode))
