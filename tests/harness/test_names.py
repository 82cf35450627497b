"""No folder of tests/ or demo/ has two names that a reader would mix up, such as growing.py and growth.py."""

import re
import subprocess
from itertools import combinations, takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENDINGS = {"", "s", "e", "es", "ed", "er", "ers", "ing", "ings", "th"}


def names_by_folder() -> dict[Path, set[str]]:
    """The names of files and folders, without what comes after the first dot."""
    listed = subprocess.run(["git", "ls-files", "-z", "tests", "demo"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    names: dict[Path, set[str]] = {}
    for line in listed.stdout.decode().split("\0"):
        for path in [Path(line), *Path(line).parents][:-1]:
            names.setdefault(path.parent, set()).add(path.name.lstrip(".").partition(".")[0])
    return names


def are_alike(one: str, other: str) -> bool:
    """Whether two names differ by one letter, or only by their words' endings."""
    return differ_by_a_letter(one.removesuffix("s"), other.removesuffix("s")) or differ_by_endings(one, other)


def differ_by_a_letter(one: str, other: str) -> bool:
    """Whether they are the same, except for one letter that differs or that only one of them has."""
    short, long = sorted((one, other), key=len)
    same = common_start(short, long)
    return long[same + 1 :] in (short[same:], short[same + 1 :])


def differ_by_endings(one: str, other: str) -> bool:
    """Whether they have the same words, if endings such as -ing do not count."""
    words, others = re.split("[-_]", one), re.split("[-_]", other)
    return len(words) == len(others) and all(a == b or have_one_stem(a, b) for a, b in zip(words, others, strict=True))


def have_one_stem(one: str, other: str) -> bool:
    """Whether two words start with the same four letters or more, and only then have different endings."""
    stem = common_start(one, other)
    return stem >= 4 and one[stem:] in ENDINGS and other[stem:] in ENDINGS


def common_start(one: str, other: str) -> int:
    """How many letters both start with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="git tells which files are ours")
def test_no_name_is_like_another() -> None:
    folders = names_by_folder()
    assert Path("tests/harness") in folders
    assert Path("demo/localhost") in folders
    alike = [
        f"{folder}: {one} and {other}"
        for folder, names in folders.items()
        for one, other in combinations(sorted(names), 2)
        if are_alike(one, other)
    ]
    assert alike == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("growing", "growth", True),
        ("page", "pages", True),
        ("test_retry", "test_entry", False),
        ("site", "side", True),
        ("call", "calls", True),
        ("signer", "signed_request", False),
        ("serve_demo", "serving_demo", True),
        ("read", "bread", True),
        ("request", "response", False),
        ("growth_figures", "growth_rounds", False),
        ("call", "call_text", False),
    ],
)
def test_what_is_alike(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is are_alike(other, one) is alike
