"""The Call tab's fields: examples, rows, curl commands and what was sent before fill them."""

from collections.abc import Callable
from typing import Any

from .. import connection, problems
from ..call_text import Call
from ..curl_call import call_of
from ..curl_command import is_curl
from ..dom import element, fill, make, on, on_submit, show_dialog, value
from ..request_fields import FIELDS, as_typed
from ..request_form import Fields, kept_example, offer
from . import examples
from .history import Sent
from .query_text import Row, lines_of, pairs_of, rows_of, with_pairs
from .rows import Rows

fields: Fields
query: Rows
headers: Rows


def note(texts: list[str]) -> None:
    """Show sentences about what was left out or changed."""
    fill(element("call-notes"), *[make("li", text) for text in texts])
    element("call-notes").hidden = not texts


def _read_query() -> list[Row]:
    rows = [(pair.name, pair.value) for pair in pairs_of(value("call-url"))]
    element("call-query").value = lines_of(rows)
    return rows


def _write_query(rows: list[Row]) -> None:
    element("call-url").value = with_pairs(value("call-url"), rows)


def _read_headers() -> list[Row]:
    rows: list[Row] = []
    for line in filter(str.strip, value("call-headers").splitlines()):
        name, _, text = line.partition(":")
        rows.append((name.strip(), text.strip()))
    return rows


def _write_headers(rows: list[Row]) -> None:
    element("call-headers").value = "\n".join(f"{name}: {text}" for name, text in rows if name or text)


def show_rows() -> None:
    """Show the query and the headers as rows, and whether the body counts."""
    query.show()
    headers.show()
    show_dropped()


def show_dropped() -> None:
    """Say that a body goes nowhere with GET and HEAD."""
    method = value("call-method")
    is_dropped = method in ("GET", "HEAD") and value("call-body") != ""
    said = f"{method} has no body: what stands here is not sent." if is_dropped else ""
    if element("call-dropped").textContent != said:
        element("call-dropped").textContent = said


def _example() -> Call:
    return examples.calls(connection.current().url)[value("call-example")]


def load_example() -> None:
    """Fill in the chosen example."""
    note([])
    fields.load(as_typed(_example()))


def load_call(call: Call, notes: list[str]) -> None:
    """Fill in a call."""
    fields.load(as_typed(call), is_example=False)
    note(notes)


def load_sent(sent: Sent) -> None:
    """Fill in what was sent before."""
    missing = ["Secrets and a long body are not kept in the history: add what is missing."]
    load_call(sent.call, [] if sent.is_whole else missing)
    element("call-url").focus()


def reconnect() -> None:
    """An example goes along with the connection; what the visitor typed stays."""
    if not fields.is_changed:
        fields.load(as_typed(_example()))


# -- curl --------------------------------------------------------------------------------------------------------------


def _open_curl() -> None:
    problems.clear("curl-problem")
    element("curl-text").value = ""
    show_dialog("curl-dialog")
    element("curl-text").focus()


def _take_curl() -> None:
    try:
        call, notes = call_of(value("curl-text"))
    except ValueError as error:
        problems.show("curl-problem", error)
        return
    element("curl-text").value = ""
    element("curl-dialog").close()
    load_call(call, notes)
    element("call-send").focus()


def _on_paste(js_event: Any) -> None:
    """A curl command in the URL's field is meant for the whole form."""
    text = js_event.clipboardData.getData("text/plain")
    if is_curl(text):
        js_event.preventDefault()
        _open_curl()
        element("curl-text").value = text
        _take_curl()


def _on_input(js_event: Any) -> None:
    name = js_event.target.id
    if name == "call-url":
        query.show()
    elif name == "call-query":
        _write_query(rows_of(value("call-query")))
    elif name == "call-headers":
        headers.show()
    show_dropped()
    fields.keep()


def wire(shown: Callable[[], object]) -> None:
    """Fill the fields, and listen to them; `shown` is called whenever they have changed."""
    global fields, query, headers

    def show() -> None:
        show_rows()
        shown()

    fields = Fields("call", FIELDS, show)
    query = Rows("call-query", "Parameter", _read_query, _write_query)
    headers = Rows("call-headers", "Header", _read_headers, _write_headers)
    offer("call", examples.calls(connection.current().url))
    kept_example("call")
    fields.restore(as_typed(_example()))
    on(element("call-form"), "input", _on_input)
    on(element("call-url"), "paste", _on_paste)
    on(element("call-paste"), "click", lambda _: _open_curl())
    on_submit(element("curl-form"), _take_curl)
