"""Whatever a server answers, the Call tab shows it: pages, bytes, megabytes, XML that would explode."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .page import DemoPage

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ANSWERS = {
    "/page": (404, "text/html", b"<!doctype html><h1>Not here</h1><script>window.broken = 1</script>"),
    "/binary/photo.png": (200, "image/png", b"\x89PNG\r\n\x1a\n" + bytes(4096)),
    "/large": (200, "application/json", b'["' + b'<b>","' * 800_000 + b'"]'),
    "/bomb": (200, "application/xml", f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()),
    "/odd": (200, "text/\x7fplain\u202e", "a\u202eb\x1b[31m".encode()),
    "/json": (200, "application/json", b'{"a":1}'),
}


class Handler(BaseHTTPRequestHandler):
    """Gives the answers, to any origin."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, and to a preflight too."""
        status, kind, body = ANSWERS.get(self.path, (200, "text/plain", b""))
        self.send_response(status if self.command == "GET" else 204)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*, authorization")
        self.send_header("Content-Type", kind.encode().decode("latin-1"))
        if self.command == "GET":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_OPTIONS = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def get(page: DemoPage, url: str) -> str:
    """Send a GET; the status line."""
    page.tab("call")
    page.choose("#call-example", "S3: list buckets")
    page.type("#call-url", url)
    page.click("#call-send")
    page.until(lambda: page.find("#call-send").is_enabled())
    return page.text("#call-status")


def test_a_page_is_not_awss_own_words(page: DemoPage, server: str) -> None:
    page.refusals_expected = True
    assert get(page, f"{server}/page").startswith("404 ")
    said = page.find("#call-problem").text
    assert "a page or a document of its own, not with an error of AWS" in said
    assert "own words" not in said
    assert "<script>window.broken" in page.text("#call-answer-body")
    assert page.js("return window.broken === undefined")


def test_bytes_are_shown_and_saved(page: DemoPage, server: str) -> None:
    assert get(page, f"{server}/binary/photo.png").startswith("200 ")
    assert page.text("#call-answer-kind") == "image/png · 4.0 KiB · not text; it begins with:"
    assert page.text("#call-answer-body").startswith("0000  89 50 4e 47 0d 0a 1a 0a 00")
    page.js("""
        window.saved = [];
        document.addEventListener("click", (event) => {
            if (event.target.download) {
                event.preventDefault();
                window.saved.push(event.target.download, event.target.protocol);
            }
        });
    """)
    page.click("#call-download")
    assert page.js("return window.saved") == ["photo.png", "blob:"]


def test_five_megabytes_are_quick(page: DemoPage, server: str) -> None:
    assert get(page, f"{server}/large").startswith("200 ")
    assert len(page.text("#call-answer-body")) == 200_000
    assert "Download has all of it" in page.text("#call-answer-kind")
    assert page.js("return document.querySelectorAll('#call-answer-body *').length") <= 2_500


def test_a_billion_laughs_stay_quiet(page: DemoPage, server: str) -> None:
    assert get(page, f"{server}/bomb").startswith("200 ")
    assert page.text("#call-answer-body") == ANSWERS["/bomb"][2].decode()


def test_raw_and_indented(page: DemoPage, server: str) -> None:
    get(page, f"{server}/json")
    assert page.text("#call-answer-body") == '{\n  "a": 1\n}'
    assert page.find("#call-answer-body [data-kind=name]").text == '"a"'
    page.click("#call-raw")
    assert page.text("#call-answer-body") == '{"a":1}'
    page.click("#call-raw")
    assert page.text("#call-answer-body") == '{\n  "a": 1\n}'


def test_the_old_answer_fades(page: DemoPage, server: str) -> None:
    get(page, f"{server}/json")
    assert not page.find("#call-stale").is_displayed()
    page.choose("#call-example", "S3: list buckets")
    assert page.find("#call-stale").is_displayed()
    get(page, f"{server}/json")
    assert not page.find("#call-stale").is_displayed()


def test_the_answer_comes_into_view_on_a_phone(page: DemoPage, server: str) -> None:
    page.emulate(width=390, height=844)
    try:
        get(page, f"{server}/json")
        page.until(lambda: 0 <= page.find("#call-response-title").rect["y"] - page.js("return scrollY") < 400)
    finally:
        page.emulate()


def test_no_button_covers_the_code(page: DemoPage, server: str) -> None:
    get(page, f"{server}/json")
    for button in page.all("#call [data-copy]"):
        if button.is_displayed():
            code = page.find(f"#{button.get_attribute('data-copy')}").rect
            assert button.rect["y"] + button.rect["height"] <= code["y"]
