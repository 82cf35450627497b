"""Folders and files, dropped and chosen, and files that are there already."""

from pathlib import Path

import pytest

from .page import DemoPage

MANY = 230  # a browser hands over the entries of a folder by the hundred


def keys(page: DemoPage, bucket: str) -> list[str]:
    return [entry["Key"] for entry in page.aws("s3").list_objects_v2(Bucket=bucket).get("Contents", [])]


def drop(page: DemoPage, css: str, *paths: Path) -> None:
    """As a person does: the browser itself reads the folders."""
    box = "const at = document.querySelector(arguments[0]).getBoundingClientRect(); return [at.x + 9, at.y + 9]"
    x, y = page.js(box, css)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.cdp("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a folder in it, and names that are easily got wrong."""
    folder = tmp_path / "tree é"
    (folder / "many").mkdir(parents=True)
    (folder / "empty").mkdir()
    (folder / "100%.txt").write_text("percent")
    (folder / "..hidden").write_text("dots")
    (folder / "turned\u202egpj.exe").write_text("turned")
    for number in range(MANY):
        (folder / "many" / f"{number:03}").write_text("")
    return folder


def expected(tree: Path) -> list[str]:
    return sorted(path.relative_to(tree.parent).as_posix() for path in tree.rglob("*") if path.is_file())


def test_dropped_files(page: DemoPage, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("one")
    (tmp_path / "ein Ü+=.txt").write_text("two ✓", encoding="utf-8")
    drop(page, "#drop", tmp_path / "one.txt", tmp_path / "ein Ü+=.txt")
    page.until(lambda: page.names() == ["ein Ü+=.txt", "one.txt"])
    stored = page.aws("s3").get_object(Bucket=bucket, Key="ein Ü+=.txt")
    assert (stored["Body"].read().decode(), stored["ContentType"]) == ("two ✓", "text/plain")


def test_dropped_folder(page: DemoPage, bucket: str, tree: Path) -> None:
    drop(page, "#drop", tree)
    page.until(lambda: keys(page, bucket) == expected(tree), 40)
    page.until_text("#uploads-total", f"{MANY + 3} of {MANY + 3} files uploaded")
    assert page.names() == ["tree é/"]
    page.click("#uploads-end")
    page.until(lambda: not page.all("#uploads li"))


def test_chosen_folder(page: DemoPage, bucket: str, tree: Path) -> None:
    for path in (tree / "many").iterdir():
        path.unlink()
    page.type("#prefix", "into/")
    page.find("#folder").send_keys(str(tree))
    page.until(lambda: keys(page, bucket) == [f"into/{path}" for path in expected(tree)])
    names = page.js("return [...document.querySelectorAll('#uploads strong')].map((name) => name.textContent)")
    assert r"tree é/turned\u202egpj.exe" in names, "what it is in truth"
    page.type("#prefix", "")


def test_files_of_one_name(page: DemoPage, bucket: str, tmp_path: Path) -> None:
    """One does not replace the other, unless that is wanted. (Of folders Chromium renames the second one itself.)"""
    page.refusals_expected = True
    for parent in ("first", "second"):
        (tmp_path / parent).mkdir()
        (tmp_path / parent / "1.jpg").write_text(parent)
    choose(page, tmp_path / "first/1.jpg", tmp_path / "second/1.jpg")
    page.until_text("#uploads-total", "1 of 2 files uploaded; 1 here already")
    there = contents(page, bucket)
    page.click("#uploads li[data-state=exists] [data-action=again]")
    page.until_text("#uploads-total", "2 of 2 files uploaded")
    assert there != contents(page, bucket)


def test_a_file_that_is_still_on_its_way_is_there(page: DemoPage, bucket: str, tmp_path: Path) -> None:
    for parent in ("first", "second"):
        (tmp_path / parent).mkdir()
        (tmp_path / parent / "1.jpg").write_text(parent)
    page.hold(f"*/{bucket}/1.jpg*")
    choose(page, tmp_path / "first/1.jpg")
    page.until(lambda: page.all("#uploads li[data-state=busy]"))
    choose(page, tmp_path / "second/1.jpg")
    page.until(lambda: page.find("#replace-dialog").is_displayed())
    page.click("#replace-dialog [data-answer=cancel]")
    page.release()
    page.until(lambda: contents(page, bucket) == [b"first"])
    page.until(lambda: page.all("#uploads li[data-state=done]"))


def test_empty_folder(page: DemoPage, bucket: str, tree: Path) -> None:
    drop(page, "#drop", tree / "empty")
    page.until_text("#uploads-note", "There are no files in it.")


def test_dropped_beside_the_zone(page: DemoPage, bucket: str, tree: Path) -> None:
    page.js("window.isStill = true")
    drop(page, "h1", tree / "100%.txt")
    page.tab("python")
    drop(page, "#python", tree / "100%.txt")
    page.tab("objects")
    assert page.js("return window.isStill"), "the page was not left"
    assert page.text("#uploads") == ""
    assert not keys(page, bucket)


def choose(page: DemoPage, *paths: Path) -> None:
    page.find("#files").send_keys("\n".join(map(str, paths)))


@pytest.fixture
def three(page: DemoPage, bucket: str, tmp_path: Path) -> list[Path]:
    """Files, of which two are there already."""
    paths = [tmp_path / f"{name}.txt" for name in "abc"]
    for path in paths:
        path.write_text("new")
    for name in "ab":
        page.aws("s3").put_object(Bucket=bucket, Key=f"{name}.txt", Body=b"old")
    page.show_bucket(bucket)
    page.until(lambda: page.names() == ["a.txt", "b.txt"])
    return paths


def contents(page: DemoPage, bucket: str) -> list[bytes]:
    s3 = page.aws("s3")
    return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys(page, bucket)]


def test_replacing_asks(page: DemoPage, bucket: str, three: list[Path]) -> None:
    choose(page, *three)
    page.until(lambda: page.find("#replace-dialog").is_displayed())
    assert page.text("#replace-title") == "2 of these 3 files are here already"
    assert page.text("#replace-names") == "a.txtb.txt"
    page.until(lambda: page.js("return document.activeElement.textContent") == "Skip")
    page.click("#replace-dialog [data-answer=cancel]")
    choose(page, *three)
    page.until(lambda: page.find("#replace-dialog").is_displayed())
    assert contents(page, bucket) == [b"old", b"old"], "Cancel stored nothing"
    page.click("#replace-dialog [data-answer=skip]")
    page.until(lambda: contents(page, bucket) == [b"old", b"old", b"new"])
    page.until(lambda: page.names() == ["a.txt", "b.txt", "c.txt"])
    choose(page, *three)
    page.until(lambda: page.text("#replace-title") == "All 3 files are here already")
    page.click("#replace-dialog [data-answer=replace]")
    page.until(lambda: contents(page, bucket) == [b"new"] * 3)


def test_what_cannot_be_known_is_asked_of_s3(page: DemoPage, bucket: str, three: list[Path]) -> None:
    """Without leave to list, S3 says it when the file is sent."""
    page.refusals_expected = True
    page.type("#prefix", "elsewhere/")
    page.until(lambda: not page.names())
    page.cdp("Network.enable")
    page.cdp("Network.setBlockedURLs", urls=["*list-type=2*"])
    page.js("document.getElementById('prefix').value = ''")
    choose(page, *three)
    page.until_text("#uploads-total", "1 of 3 files uploaded; 2 here already")
    page.cdp("Network.setBlockedURLs", urls=[])
    assert contents(page, bucket) == [b"old", b"old", b"new"]
    page.click("#uploads-replace")
    page.until(lambda: contents(page, bucket) == [b"new"] * 3)
    page.until_text("#uploads-total", "3 of 3 files uploaded")
