"""The answer to a call, as the page shows it: indented and coloured, raw, or as hex; and saved as a file."""

from typing import Any

from js import URL, Blob, Object, document, matchMedia
from pyodide.ffi import to_js

from aws4web import Response

from ..call_text import readable
from ..dom import element, fill, make, on
from ..words import size_text
from .binary import as_text, file_name, hex_lines, type_of
from .highlight import pieces

_SHOWN = 200_000  # characters of a body
_NARROW = "(max-width: 56rem)"  # where the answer is below the form, as in panels.css
_content, _url, _type = b"", "", ""


def show(response: Response, content: bytes, url: str) -> None:
    """Show an answer."""
    global _content, _url, _type
    _content, _url, _type = content, url, response.headers.get("content-type") or ""
    element("call-answer-headers").textContent = "\n".join(f"{name}: {text}" for name, text in response.headers.items())
    _show_body()
    answer = element("call-answer")
    answer.hidden = False
    answer.removeAttribute("data-stale")
    element("call-stale").hidden = True


def fade() -> None:
    """Mark what is shown as the answer to an earlier request."""
    element("call-answer").setAttribute("data-stale", "")
    element("call-stale").hidden = False


def bring_into_view() -> None:
    """On a phone the answer is below the form: go there."""
    if matchMedia(_NARROW).matches:
        element("call-response-title").scrollIntoView()


def _show_body() -> None:
    text = as_text(_content)
    about = f"{type_of(_type)} · {size_text(len(_content))}" if _content else ""
    element("call-raw").hidden = text is None or not _content
    element("call-download").hidden = not _content
    if text is None:
        about += " · not text; it begins with:"
        body = [hex_lines(_content)]
    else:
        body = _pieces(text)
        if len(text) > _SHOWN:
            about += " · the beginning; Download has all of it"
    element("call-answer-kind").textContent = about
    fill(element("call-answer-body"), *body)


def _pieces(text: str) -> list[Any]:
    if not text:
        return ["(an empty body)"]
    if element("call-raw").getAttribute("aria-pressed") == "true":
        return [text[:_SHOWN]]
    shown = pieces(readable(text)[:_SHOWN])
    return [make("span", piece, data_kind=kind) if kind else piece for kind, piece in shown]


def _switch() -> None:
    is_raw = element("call-raw").getAttribute("aria-pressed") == "true"
    element("call-raw").setAttribute("aria-pressed", "false" if is_raw else "true")
    _show_body()


def _save() -> None:
    """As a file of no type that a browser would run."""
    js_options = to_js({"type": "application/octet-stream"}, dict_converter=Object.fromEntries)
    js_url = URL.createObjectURL(Blob.new(to_js([to_js(_content)]), js_options))
    js_link = make("a", href=js_url, download=file_name(_url, _type))
    document.body.append(js_link)
    js_link.click()
    js_link.remove()
    URL.revokeObjectURL(js_url)


def wire() -> None:
    """Listen to the buttons."""
    on(element("call-raw"), "click", lambda _: _switch())
    on(element("call-download"), "click", lambda _: _save())
