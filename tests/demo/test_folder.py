"""What the Objects tab makes of a listing: sorted, filtered, kept true as objects come and go."""

from datetime import UTC, datetime, timedelta

import pytest

from aws4web.s3 import ObjectInfo, Page
from demo.app.objects.folder import Folder, Order, summary, total_text
from demo.app.objects.getting_on import GettingOn

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def folder_of(prefix: str = "", *keys: str) -> Folder:
    folder = Folder("bucket", prefix)
    for at, key in enumerate(keys):
        if key.endswith("/") and key != folder.path:
            folder.add_folder(key)
        else:
            folder.add(key, (at * 7) % 5, NOW - timedelta(days=at))
    folder.is_whole = True
    return folder


def names(folder: Folder, *order: str | bool) -> list[str]:
    return [entry.name for entry in folder.arranged(Order(*order))]  # pyright: ignore[reportArgumentType]


def test_sorted() -> None:
    folder = folder_of("", "b", "z/", "a", "é", "m/", "c")  # sizes 0, -, 4, 1, -, 0
    assert names(folder) == ["m/", "z/", "a", "b", "c", "é"]
    assert names(folder, "name", True) == ["z/", "m/", "é", "c", "b", "a"]
    assert names(folder, "size") == ["m/", "z/", "b", "c", "é", "a"]
    assert names(folder, "size", True) == ["m/", "z/", "a", "é", "b", "c"]
    assert names(folder, "modified") == ["m/", "z/", "c", "é", "a", "b"]
    assert names(folder, "modified", True) == ["m/", "z/", "b", "a", "é", "c"]


def test_filtered() -> None:
    folder = folder_of("in/", "in/IMG_1", "in/img_2", "in/other", "in/Images/")
    assert names(folder, "name", False, "IMG") == ["IMG_1", "img_2"]
    assert names(folder, "name", False, "in/") == [], "the folder's own path is not part of a name"
    assert "No name here has “x” in it: 4 are hidden." in summary(folder, [], Order(part="x"))


def test_names_are_of_the_folder_around_the_prefix() -> None:
    folder = folder_of("many/11", "many/110", "many/11/")
    assert folder.path == "many/"
    assert names(folder) == ["11/", "110"]


def test_what_stands_for_the_folder_itself() -> None:
    assert names(folder_of("in/", "in/", "in/a")) == ["a"]
    assert names(folder_of("a/", "a//")) == ["/"], "an empty segment is a folder"


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("in/new", ["d/", "a", "new"]),
        ("in/a", ["d/", "a"]),
        ("in/d/deep", ["d/", "a"]),
        ("in/e/deep/er", ["d/", "e/", "a"]),
        ("elsewhere", ["d/", "a"]),
        ("in/", ["d/", "a"]),
        ("in//x", ["/", "d/", "a"]),
    ],
)
def test_stored(key: str, shown: list[str]) -> None:
    folder = folder_of("in/", "in/a", "in/d/")
    folder.stored(key, 3, NOW)
    assert names(folder) == shown


def test_stored_under_half_a_name() -> None:
    folder = folder_of("in/a", "in/a1")
    assert folder.stored("in/a2", 1, NOW)
    assert folder.stored("in/ab/c", 1, NOW)
    assert not folder.stored("in/b", 1, NOW)
    assert names(folder) == ["ab/", "a1", "a2"]


def test_removed() -> None:
    folder = folder_of("", "a", "b", "c/")
    folder.remove(["a", "c/", "never there"])
    assert names(folder) == ["b"]


def page_of(*keys: str, prefixes: tuple[str, ...] = (), token: str | None = None) -> Page:
    return Page([ObjectInfo(key, 1) for key in keys], [*prefixes], token)


def test_pages() -> None:
    """After a failure the listing goes on behind the greatest key that it has held."""
    folder = Folder("bucket", "")
    folder.take(page_of("a", "c", prefixes=("b/",), token="1"))
    assert (folder.last, folder.is_whole, names(folder)) == ("c", False, ["b/", "a", "c"])
    folder.is_broken_off = True
    assert summary(folder, folder.arranged(Order()), Order()) == "2 objects, 1 folder, 2 B so far: not all is listed."
    folder.take(page_of("c", prefixes=("\U0001f600/",), token="2"))
    folder.take(page_of("\uffee"))
    assert folder.last == "\U0001f600/", "in the order of the bytes, as S3 has it"
    assert folder.is_whole
    assert Folder("bucket", "").last == ""


def test_a_listing_that_gets_on() -> None:
    getting_on = GettingOn()
    assert not any(getting_on.fault(str(at), at) for at in range(1, 5000))
    assert not any(getting_on.fault(f"empty {at}", 4999) for at in range(99)), "what is deleted is looked through, too"
    assert getting_on.fault("new", 5000) == ""
    assert getting_on.fault(None, 5000) == ""


def test_a_listing_that_does_not() -> None:
    circle = GettingOn()
    said = [circle.fault(token, count) for count, token in enumerate("ABAB")]
    assert said[:2] == ["", ""]
    assert said[2].startswith("The listing goes in a circle")
    endless = GettingOn()
    said = [endless.fault(str(at), 1) for at in range(101)]
    assert not any(said[:100])
    assert said[100] == "The listing comes to no end: its last 100 pages held nothing new."


def test_totals() -> None:
    folder = Folder("bucket", "")
    for number in range(1500):
        folder.add(f"{number:04}", 8600, None)
    for name in "abc":
        folder.add_folder(f"{name}/")
    assert summary(folder, [], Order()) == "Listing… 1,503 so far."
    folder.is_whole = True
    assert summary(folder, folder.arranged(Order()), Order()) == "1,500 objects, 3 folders, 12.3 MiB."
    some = Order(part="149")
    assert summary(folder, folder.arranged(some), some) == "12 objects, 100.8 KiB of 1,503."
    folder.is_cut_off = True
    assert "There are more: the page lists 100,000." in summary(folder, folder.arranged(Order()), Order())
    assert total_text([]) == "0 objects"
    assert summary(folder_of(), [], Order()) == "Nothing here yet."
