"""What an object is taken for, and how its text is read."""

import pytest

from demo.app.objects.previews.delimited import MOST_ROWS, table_of
from demo.app.objects.previews.kinds import kind_of
from demo.app.objects.previews.texts import text_of


@pytest.mark.parametrize(
    ("key", "beginning", "way", "content_type"),
    [
        ("a.html", b"\x89PNG\r\n\x1a\n...", "image", "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image", "image/jpeg"),
        ("a", b"GIF89a", "image", "image/gif"),
        ("a", b"RIFF....WEBPVP8 ", "image", "image/webp"),
        ("a", b"\0\0\0\x1cftypavif", "image", "image/avif"),
        ("a.mp4", b"\0\0\0\x1cftypisom", "video", ""),
        ("a.m4a", b"\0\0\0\x1cftypM4A ", "audio", ""),
        ("a.heic", b"\0\0\0\x1cftypheic", "other", ""),
        ("a.webm", b"\x1a\x45\xdf\xa3", "video", ""),
        ("a.ogg", b"OggS", "audio", ""),
        ("a.ogv", b"OggS", "video", ""),
        ("a.mp3", b"\xff\xfb\x90", "audio", ""),
        ("a.txt", b"\xff\xfe\x90", "text", ""),
        ("a.pdf", b"%PDF-1.7", "pdf", "application/pdf"),
        ("a.pdf", b"<html>", "text", ""),
        ("a.png", b"<html>", "text", ""),
        ("a.svg", b"<svg", "svg", "image/svg+xml"),
        ("a.html", b"<svg", "text", ""),
        ("x.csv/b", b"1,2", "text", ""),
        ("dir/B.CSV", b"1,2", "table", ""),
    ],
)
def test_kinds(key: str, beginning: bytes, way: str, content_type: str) -> None:
    kind = kind_of(key, beginning)
    assert (kind.way, kind.content_type) == (way, content_type)


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        ("é ✓".encode(), "é ✓", "UTF-8"),
        ("é ✓".encode("utf-8-sig"), "é ✓", "UTF-8"),
        ("é ✓".encode("utf-16"), "é ✓", "UTF-16"),
        (b"\xfe\xff\0a", "a", "UTF-16"),
        ("é".encode("latin-1"), "é", "Latin-1"),
        ("é“".encode("cp1252"), "é“", "Windows-1252"),
        (b"\x1b[1mbold\r\n", "\x1b[1mbold\r\n", "UTF-8"),
    ],
)
def test_texts(content: bytes, text: str, encoding: str) -> None:
    assert text_of(content, is_whole=True) == (text, encoding)


@pytest.mark.parametrize("content", [b"\0\1", b"\xff\xfe\0", b"\xe9\x01", b"\xe9\x81", b"\xff\xfe\0\0"])
def test_no_texts(content: bytes) -> None:
    assert text_of(content, is_whole=True) is None


def test_text_that_ends_within_a_letter() -> None:
    assert text_of("aé".encode()[:-1], is_whole=False) == ("a", "UTF-8")
    assert text_of("a✓".encode("utf-16")[:-1], is_whole=False) == ("a", "UTF-16")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables(delimiter: str) -> None:
    text = delimiter.join(["a", '"b\n""c"""', "d e"]) + "\r\n" + delimiter.join("12") + "\r\n"
    table = table_of(text, is_whole=True)
    assert table
    assert table.rows == [["a", 'b\n"c"', "d e"], ["1", "2", ""]]
    assert table.is_all


def test_commas_within_what_semicolons_part() -> None:
    table = table_of("a;b\n1,5;2,5\n", is_whole=True)
    assert table
    assert table.rows == [["a", "b"], ["1,5", "2,5"]]


@pytest.mark.parametrize("line", ["sep=;\r\n", "SEP=;\n"])
def test_a_line_for_excel_is_no_row(line: str) -> None:
    table = table_of(f"{line}a;b,c\n1;2,5\n", is_whole=True)
    assert table
    assert table.rows == [["a", "b,c"], ["1", "2,5"]]
    assert table_of(f"{line}one column\n", is_whole=True) is None


def test_tables_end() -> None:
    text = "a,b\n" + "1,2\n" * 1000
    table = table_of(text, is_whole=False)
    assert table
    assert len(table.rows) == MOST_ROWS + 1
    assert not table.is_all
    cut = table_of("a,b\n1,2\n3,", is_whole=False)
    assert cut
    assert cut.rows == [["a", "b"], ["1", "2"]]
    wide = table_of("a,b,c", is_whole=False)
    assert wide
    assert (wide.rows, wide.is_all) == ([["a", "b"]], False), "its first row alone is longer than what is read"


@pytest.mark.parametrize("text", ["", "one column\nonly\n", '"'])
def test_no_tables(text: str) -> None:
    assert table_of(text, is_whole=True) is None
