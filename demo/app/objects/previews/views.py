"""What an object holds, as elements. Nothing of it is markup here."""

from typing import Any

from js import URL, Blob, Object, navigator
from pyodide.ffi import JsException, to_js

from ...dom import make
from ...words import size_text
from .delimited import MOST_COLUMNS, MOST_ROWS, Table
from .kinds import Kind

_addresses: list[str] = []  # of Blobs that are shown
_players: list[Any] = []


def forget() -> None:
    """Nothing is shown any more."""
    while _addresses:
        URL.revokeObjectURL(_addresses.pop())
    while _players:
        js_media = _players.pop()
        js_media.onerror = None
        js_media.removeAttribute("src")
        js_media.load()  # which ends what it still loads


def _address(content: bytes, content_type: str) -> str:
    js_options = to_js({"type": content_type}, dict_converter=Object.fromEntries)
    url = URL.createObjectURL(Blob.new(to_js([to_js(content)]), js_options))
    _addresses.append(url)
    return url


async def picture(content: bytes, kind: Kind, key: str) -> tuple[Any, str]:
    """The picture, and how large it is."""
    js_image = make("img", src=_address(content, kind.content_type), alt=f"The picture {key}")
    try:
        await js_image.decode()
    except JsException:
        return make("p", "This browser cannot show the picture: it is damaged, or of a kind that is unknown here."), ""
    finally:
        forget()  # nobody can open it in a tab of its own, where it would have this page's origin
    return js_image, f"{js_image.naturalWidth} × {js_image.naturalHeight}"


def pdf(content: bytes, key: str) -> Any:
    """In the browser's own viewer, where it has one."""
    if not navigator.pdfViewerEnabled:
        return make("p", "This browser shows no PDF files in pages. Download it.")
    return make("iframe", src=_address(content, "application/pdf"), title=f"The document {key}")


def media(kind: Kind, url: str) -> Any:
    """It is read as it is played, from S3 itself."""
    js_media = make(kind.way, controls="", preload="metadata", src=url)
    js_problem = make("p", hidden="")

    def failed(_: Any) -> None:
        js_media.hidden = True
        js_problem.hidden = False
        js_problem.textContent = f"This browser cannot play it ({kind.name}). Download it."

    js_media.onerror = failed
    _players.append(js_media)
    return make("div", js_media, js_problem)


def text(content: str) -> Any:
    """As it is."""
    return make("pre", content, tabindex="0", aria_label="Text")


def rows(table: Table) -> Any:
    """The first row is taken for the names of the columns."""
    head, *rest = table.rows
    js_table = make(
        "table",
        make("thead", make("tr", *[make("th", name, scope="col") for name in head])),
        make("tbody", *[make("tr", *[make("td", cell) for cell in row]) for row in rest]),
    )
    js_box = make("div", js_table, class_="preview-table", tabindex="0", role="region", aria_label="Table")
    if table.is_all:
        return js_box
    return make(
        "div", js_box, make("p", f"At most {MOST_ROWS} rows and {MOST_COLUMNS} columns are shown.", class_="hint")
    )


def refusal(why: str, size: int | None) -> Any:
    """What is not shown, and why."""
    said = f"{why} Download it." if size is None else f"{why} It has {size_text(size)}: download it."
    return make("p", said)
