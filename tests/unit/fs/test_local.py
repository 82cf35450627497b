"""Where `get` may write, on both kinds of systems."""

import ntpath
import posixpath
from pathlib import Path

import pytest

from aws4web.fs._local import check_inside, make_room, root_of


@pytest.mark.parametrize(
    "path", ["/t/../evil", "/t/a/../../evil", "/evil", "/tt/evil", "/t/a/../b", "t/a", "../t", "/t/..", ""]
)
def test_what_leads_out(path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        check_inside("/t", [path])


@pytest.mark.parametrize("path", ["/t", "/t/a", "/t/a/b..c/...", "/t/a\\b", "/t/c:", "/t//a"])
def test_what_stays_inside(path: str) -> None:
    check_inside("/t", [path], posixpath)


@pytest.mark.parametrize(
    "path",
    [
        "C:/t/..\\evil",
        "C:/t/a\\..\\..\\evil",
        "C:/t/D:evil",
        "C:/t/D:/evil",
        "C:/t/a:stream",
        "C:/t/a.",
        "C:/t/a /b",
        "D:/t/a",
        "\\\\host\\a",
    ],
)
def test_what_leads_out_on_windows(path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        check_inside("C:/t", [path], ntpath)


def test_what_stays_inside_on_windows() -> None:
    check_inside("C:/t", ["C:/t", "C:/t/a", "C:/t/a/b c"], ntpath)


def test_links_are_not_followed_out(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "link").symlink_to(outside)
    (root / "real").mkdir()
    (root / "within").symlink_to(root / "real")
    for name in ("link/a", "link/new/a", "link/../link/a"):
        with pytest.raises(ValueError, match="link"):
            make_room(str(root), f"{root}/{name}")
    with pytest.raises(ValueError, match="link"):
        make_room(str(root), f"{root}/link", is_directory=True)
    assert [*outside.iterdir()] == []
    make_room(str(root), f"{root}/within/a")
    make_room(str(root), str(root))
    make_room(None, f"{root}/link/a")  # which the caller named


def test_two_objects_do_not_become_one_file() -> None:
    with pytest.raises(ValueError, match="two objects would become one file"):
        check_inside("/t", ["/t/a//b", "/t/a/b"])
    with pytest.raises(ValueError, match="two objects would become one file"):
        check_inside("C:/t", ["C:/t/A", "C:/t/a"], ntpath)
    check_inside("C:/t", ["C:/t/A", "C:/t/a", "C:/t/A/b", "C:/t/a/c"], ntpath, directories={"C:/t/A", "C:/t/a"})


def test_the_root_of_all_files_is_a_target_too() -> None:
    assert [root_of(path) for path in ("/", "/t/", "/t", "C:/", "C:/t/")] == ["/", "/t", "/t", "C:/", "C:/t"]
    check_inside(root_of("/"), ["/a", "/a/b"], posixpath)
    check_inside(root_of("C:/"), ["C:/a", "C:/a/b"], ntpath)
    make_room(root_of("/"), "/a")
    with pytest.raises(ValueError, match="outside"):
        check_inside(root_of("/"), ["/../a"], posixpath)
