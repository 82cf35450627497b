"""Objects looked at: what they are is decided here, and not by whoever stored them."""

import io
import wave
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest

from .page import DemoPage

PNG = bytes.fromhex(  # two pixels by two
    "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f80000000e49444154789c63686860686800"
    "00060602012cc150d70000000049454e44ae426082"
)
AVIF = bytes.fromhex(  # as many
    "00000020667479706176696600000000617669666d6966316d6961664d413142000000eb6d657461000000000000002168646c"
    "72000000000000000070696374000000000000000000000000000000000e7069746d0000000000010000001e696c6f63000000"
    "004400000100010000000100000113000000230000002869696e660000000000010000001a696e666502000000000100006176"
    "3031436f6c6f72000000006a697072700000004b6970636f000000146973706500000000000000020000000200000010706978"
    "6900000000030808080000000c6176314381000c0000000013636f6c726e636c780001000d0006800000001769706d61000000"
    "0000000001000104010283040000002b6d64617412000a08180036880868342032151ec7878559dfffffe2c0000090358e3c67"
    "474c974c"
)
HOSTILE = b"<html><body><script>parent.document.title = 'pwned'</script><h1 id=evil>Hello</h1></body></html>"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" onload="document.title=\'pwned\'">'
    b"<script>document.title = 'pwned'</script><rect width='20' height='10'/></svg>"
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
LONG = "long-" * 60 + ".txt"


def sound() -> bytes:
    """A second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(bytes([128]) * 8000)
    return file.getvalue()


FILES = {
    "a.json": (b'{"a":[1]}', "application/json"),
    "b.png": (PNG, "text/html"),
    "b.avif": (AVIF, "text/html"),
    "c.bin": (b"\0\1\2\xff", "image/png"),
    "d.txt": ("é".encode() * 100_000, "text/plain"),
    "e/evil.png": (HOSTILE, "text/html"),
    "e/evil.svg": (SVG, "text/html"),
    "empty.txt": (b"", "text/plain"),
    "latin.txt": ("Köln, Århus".encode("latin-1"), "text/plain"),
    "sound.wav": (sound(), "text/html"),
    "report.pdf": (PDF, "text/html"),
    "table.csv": ('city;"people; all"\nZürich;"1 ""2"""\n'.encode("utf-16"), "text/csv"),
    LONG: (b"long", "text/plain"),
}


@pytest.fixture(scope="module")
def filled(opened: DemoPage) -> str:
    name = "looked-at"
    s3 = opened.aws("s3")
    s3.create_bucket(Bucket=name)
    for key, (content, content_type) in FILES.items():
        s3.put_object(Bucket=name, Key=key, Body=content, ContentType=content_type)
    return name


@pytest.fixture
def shown(page: DemoPage, filled: str) -> Iterator[DemoPage]:
    page.tab("objects")
    page.show_bucket(filled)
    page.until(lambda: "a.json" in page.names())
    yield page
    assert "pwned" not in page.browser.title
    assert not page.all("#evil, iframe#evil")


def look(page: DemoPage, key: str) -> None:
    """Open the preview, of any key."""
    folder, _, name = key.rpartition("/")
    page.type("#prefix", f"{folder}/" if folder else "")
    page.until(lambda: name in page.names())
    page.act("preview", key)
    page.until(lambda: page.find("#preview-dialog").is_displayed() and page.text("#preview-about") != "Loading…")
    page.until(lambda: page.js("return document.activeElement.textContent") == "Close")


def test_json(shown: DemoPage) -> None:
    look(shown, "a.json")
    shown.until(lambda: shown.text("#preview-content") == '{\n  "a": [\n    1\n  ]\n}')
    assert shown.text("#preview-about") == "Text in UTF-8, 9 B"


@pytest.mark.parametrize("kind", ["PNG", "AVIF"])
def test_picture_whatever_it_is_said_to_be(shown: DemoPage, kind: str) -> None:
    look(shown, f"b.{kind.lower()}")
    shown.until(lambda: shown.js("return document.querySelector('#preview-content img')?.naturalWidth === 2"))
    assert f"{kind} picture" in shown.text("#preview-about")
    assert "2 × 2" in shown.text("#preview-about")


def test_neither(shown: DemoPage) -> None:
    look(shown, "c.bin")
    assert "It has 4 B: download it." in shown.until_text("#preview-content", "neither text nor a picture")


def test_beginning_of_a_text(shown: DemoPage) -> None:
    look(shown, "d.txt")
    shown.until(lambda: shown.text("#preview-content") == "é" * 32768)
    assert "the first 64.0 KiB" in shown.text("#preview-about")


def test_html_is_text(shown: DemoPage) -> None:
    look(shown, "e/evil.png")
    shown.until(lambda: shown.text("#preview-content") == HOSTILE.decode())


def test_what_is_not_packed_as_it_says(shown: DemoPage, filled: str) -> None:
    shown.refusals_expected = True
    shown.aws("s3").put_object(Bucket=filled, Key="f.txt", Body=b"plain", ContentEncoding="gzip")
    shown.click("#refresh")
    look(shown, "f.txt")
    shown.until_text("#preview-content", "packed (Content-Encoding: gzip), and this browser cannot unpack it")


def test_svg_is_a_picture_and_no_page(shown: DemoPage) -> None:
    look(shown, "e/evil.svg")
    shown.until(lambda: shown.js("return document.querySelector('#preview-content img')?.naturalWidth === 20"))
    src = shown.find("#preview-content img").get_attribute("src")
    fetched = "fetch(arguments[0]).then(() => arguments[1]('there'), () => arguments[1]('gone'))"
    assert shown.browser.execute_async_script(fetched, src) == "gone", "nobody can open it"
    shown.complaints()  # that it is gone


def test_empty(shown: DemoPage) -> None:
    look(shown, "empty.txt")
    assert shown.text("#preview-content") == "This object is empty."


def test_latin_1(shown: DemoPage) -> None:
    look(shown, "latin.txt")
    shown.until(lambda: shown.text("#preview-content") == "Köln, Århus")
    assert "Text in Latin-1" in shown.text("#preview-about")


def test_sound_is_played_from_s3(shown: DemoPage) -> None:
    look(shown, "sound.wav")
    shown.until(lambda: shown.js("return document.querySelector('#preview-content audio')?.duration === 1"))
    assert "X-Amz-Signature=" in (shown.find("#preview-content audio").get_attribute("src") or "")
    shown.click("#preview-dialog [data-close]")
    shown.until(lambda: not shown.all("#preview-content audio"))


# A moment of a canvas on which something is drawn, as text.
RECORD = """
const done = arguments[0], canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 16 });
const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: "video/webm" }), reader = new FileReader();
const draw = setInterval(() => canvas.getContext("2d").fillRect(0, 0, Math.random() * 32, 16), 20);
reader.onload = () => done(reader.result.split(",")[1]);
recorder.ondataavailable = ({ data }) => reader.readAsDataURL(data);
recorder.start();
setTimeout(() => { clearInterval(draw); recorder.stop(); }, 400);
"""


def test_video_is_played_from_s3(shown: DemoPage, filled: str) -> None:
    video = b64decode(shown.browser.execute_async_script(RECORD))
    shown.aws("s3").put_object(Bucket=filled, Key="clip.txt", Body=video, ContentType="text/html")
    shown.click("#refresh")
    look(shown, "clip.txt")
    shown.until(lambda: shown.js("return document.querySelector('#preview-content video')?.videoWidth === 32"))
    assert "WebM" in shown.text("#preview-about")
    assert "X-Amz-Signature=" in (shown.find("#preview-content video").get_attribute("src") or "")


def test_pdf(shown: DemoPage) -> None:
    look(shown, "report.pdf")
    shown.until(lambda: shown.all("#preview-content iframe, #preview-content p"))
    if shown.js("return navigator.pdfViewerEnabled"):
        src = shown.find("#preview-content iframe").get_attribute("src") or ""
        assert src.startswith("blob:")
        shown.click("#preview-dialog [data-close]")
        gone = "fetch(arguments[0]).then(() => arguments[1]('there'), () => arguments[1]('gone'))"
        assert shown.browser.execute_async_script(gone, src) == "gone"
        shown.complaints()
    else:
        assert "Download it" in shown.text("#preview-content")


def test_table_in_utf_16(shown: DemoPage) -> None:
    look(shown, "table.csv")
    cells = "return [...document.querySelectorAll('#preview-content :is(th, td)')].map((cell) => cell.textContent)"
    shown.until(lambda: shown.js(cells) == ["city", "people; all", "Zürich", '1 "2"'])
    assert "Table; text in UTF-16" in shown.text("#preview-about")


def test_long_key(shown: DemoPage) -> None:
    look(shown, LONG)
    shown.until(lambda: shown.text("#preview-content") == "long")
    dialog = "const box = document.getElementById('preview-dialog'); return [box.scrollWidth, box.clientWidth]"
    inner, outer = shown.js(dialog)
    assert inner <= outer


def test_closing_ends_what_is_loading(shown: DemoPage) -> None:
    shown.hold("*a.json*")
    shown.act("preview", "a.json")
    shown.click("#preview-dialog [data-close]")
    shown.release()
    look(shown, "latin.txt")
    shown.until(lambda: shown.text("#preview-content") == "Köln, Århus")


def test_what_is_gone(shown: DemoPage, filled: str) -> None:
    shown.refusals_expected = True
    s3: Any = shown.aws("s3")
    s3.put_object(Bucket=filled, Key="gone.txt", Body=b"")
    shown.show_bucket(filled)
    shown.until(lambda: "gone.txt" in shown.names())
    s3.delete_object(Bucket=filled, Key="gone.txt")
    shown.act("preview", "gone.txt")
    shown.problem("#preview-content", "NoSuchKey")
    shown.click("#preview-download")
    shown.problem("#preview-problem", "NoSuchKey")
