"""The Python tab: an editor with examples and links, whose programs run in a worker."""

from typing import Any

from .. import tabs
from ..dom import element, fill, make, on
from . import sharing
from .drafts import Drafts
from .editor import Editor
from .example_programs import PROGRAMS
from .layer import Layer
from .runs import Runs

_drafts: list[Drafts] = []  # of the page's one editor


def put(source: str) -> None:
    """Put a program of another tab into the editor; what was typed there can be brought back."""
    _drafts[0].put(source, "Your code made room for the call’s.")


def _on_key(js_event: Any, runs: Runs) -> None:
    if js_event.key == "Enter" and (js_event.ctrlKey or js_event.metaKey):
        js_event.preventDefault()
        runs.run()


def wire() -> None:
    """Offer the examples, and listen to the tab; Python is started when it is first shown."""
    fill(element("python-example"), *[make("option", name) for name in PROGRAMS])
    js_area = element("python-code")
    editor, layer = Editor(js_area), Layer(js_area)
    drafts = Drafts(layer.refresh)
    _drafts.append(drafts)
    layer.refresh()
    runs = Runs(editor.go_to, layer.mark)
    on(js_area, "keydown", lambda js_event: _on_key(js_event, runs))
    sharing.wire(drafts.open_link)
    tabs.on_show("python", runs.prepare)
